package shop

import (
	"testing"

	"inventory/shop/metrics"
)

func TestHits(t *testing.T) {
	var s Shop
	s.hits.Add(2)
	if s.hits.Load() != 2 {
		t.Error("lost")
	}
}

func BenchmarkOrders(b *testing.B) {
	for range b.N {
		metrics.Orders.WithLabelValues("sold", "GET").Inc()
	}
}
