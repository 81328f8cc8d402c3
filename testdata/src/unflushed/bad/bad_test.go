package bad

import "testing"

// A test that flushes is no owner that does.
func TestFlush(t *testing.T) {
	b := start[int]()
	b.flush()
	h := newHandle()
	total.Add(h.n)
}
