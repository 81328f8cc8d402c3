package shop

import (
	"net/http/httptest"
	"testing"
)

func TestDoor(t *testing.T) {
	var d Door
	d.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	if d.in.Load() != 1 {
		t.Error("nobody came in")
	}
}

func BenchmarkDoor(b *testing.B) {
	var d Door
	for b.Loop() {
		d.in.Add(1)
	}
}
