// Package counter stands in for the counters of counterlint's runtime in tests.
package counter

type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// An Int hides its cells behind a pointer.
type Int struct {
	_     noCopy
	cells *[64]int64
}

func (c *Int) Add(n int64) {}

// A Snapshot is plain.
type Snapshot struct{ Sum int64 }
