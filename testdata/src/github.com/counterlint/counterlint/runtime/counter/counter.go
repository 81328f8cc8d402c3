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

func (c *Int) Add(n int64) int64 { return 0 }
func (c *Int) Inc() int64        { return 0 }
func (c *Int) Dec() int64        { return 0 }
func (c *Int) Load() int64       { return 0 }
func (c *Int) Value() int64      { return 0 }

func (c *Int) CompareAndSwap(old, v int64) bool { return false }

type Word interface {
	Load() int64
	CompareAndSwap(old, v int64) bool
}

func AddIf[W Word](word W, d int64, ok func(v int64) bool) (v int64, added bool) { return 0, false }

type Max struct{ _ noCopy }

func (m *Max) Observe(v int64) bool      { return false }
func (m *Max) Load() (v int64, ok bool)  { return 0, false }
func (m *Max) Value() int64              { return 0 }
func (m *Max) Drain() (v int64, ok bool) { return 0, false }

type Capped struct{ _ noCopy }

func (c *Capped) TryInc() bool { return false }
func (c *Capped) Dec()         {}
func (c *Capped) Value() int64 { return 0 }

type (
	PerP struct {
		_ noCopy
		n *int64
	}
	Sharded struct {
		_ noCopy
		n *int64
	}
	Adaptive struct {
		_ noCopy
		n *int64
	}
	Sloppy struct {
		_ noCopy
		n *int64
	}
	Local struct{ s *Sloppy }
)

func (c *PerP) Add(d int64)  {}
func (c *PerP) Inc()         {}
func (c *PerP) Dec()         {}
func (c *PerP) Value() int64 { return 0 }

func (c *Sharded) Add(d int64)  {}
func (c *Sharded) Inc()         {}
func (c *Sharded) Dec()         {}
func (c *Sharded) Value() int64 { return 0 }

func (c *Adaptive) Add(d int64)  {}
func (c *Adaptive) Inc()         {}
func (c *Adaptive) Dec()         {}
func (c *Adaptive) Value() int64 { return 0 }

func (s *Sloppy) Local() *Local { return &Local{s} }
func (s *Sloppy) Value() uint64 { return 0 }
func (l *Local) Add(n uint64)   {}
func (l *Local) Inc()           {}
func (l *Local) Flush()         {}
func (l *Local) Close()         {}

// A Counter counts events.
type Counter struct{ _ [0]func() }

func (c *Counter) Add(delta uint64) {}
func (c *Counter) Inc()             {}
func (c *Counter) Value() uint64    { return 0 }
