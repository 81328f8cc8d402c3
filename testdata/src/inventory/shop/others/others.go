// Package others uses the other makes of counters.
package others

import (
	"context"
	"sync"

	vm "github.com/VictoriaMetrics/metrics"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/counterlint/counterlint/runtime/counter"
)

var (
	pages  = vm.NewCounter(`shop_pages_total{shelf="books"}`)
	parcel counter.Counter // what was sent
)

type state string

const (
	open   state = "open"
	closed state = "closed"
)

// A Till has an instrument, and a number that is handed on.
type Till struct {
	sales metric.Int64Counter

	mu   sync.RWMutex
	busy int
	size int // no counter: it is set too
}

// NewTill makes one.
func NewTill(m metric.Meter) (*Till, error) {
	sales, err := m.Int64Counter("shop.sales", metric.WithUnit("{sale}"), metric.WithDescription("Sales."))
	return &Till{sales: sales}, err
}

// Sell is called by other packages.
func (t *Till) Sell(ctx context.Context, s state, card string) {
	t.mu.Lock()
	t.busy++
	t.size += len(card)
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		t.busy--
		t.size = 0
		t.size = len(s)
		t.mu.Unlock()
	}()
	t.sales.Add(ctx, 1, metric.WithAttributes(attribute.String("state", string(s)), attribute.String("card", card)))
	pages.Inc()
	parcel.Inc()
}

// Busy is a reader.
func (t *Till) Busy() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.busy
}
