package counter

import (
	"cmp"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// What the zero value of Sloppy goes by.
const (
	defaultLag = 1024
	defaultAge = time.Second
)

// A Sloppy is for loops that count so much that even a pin is dear: each worker adds through a Local of its own, which hands what
// it counted on now and then.
//
// Counts: what only ever grows; Drain takes it out.
// Read: what Value says is behind by less than a lag (1024 unless NewSloppy says else) for each Local in use, and contains all that
// was added up to an age ago (1 second), whichever is closer; also if the worker has been idle since. Sync, Drain and a Close
// leave nothing behind.
// Cost: a write of a Local is a plain add; a read is a few loads, and once in an age one more for each Local.
// Memory: 64 bytes, and about 300 for each Local.
// Never: share a Local between goroutines that run at once, or decide on the count.
type Sloppy struct {
	_       noCopy
	lag     uint64
	age     time.Duration
	flushed atomic.Uint64             // what the Locals handed on; never more than the count
	synced  atomic.Pointer[syncPoint] // the last full count, which later ones are never below
	base    atomic.Uint64             // what was drained

	mu     sync.Mutex
	open   map[*localCell]struct{}
	closed uint64 // what the Locals counted that are closed
}

// A syncPoint is a full count and when it was taken.
type syncPoint struct {
	n  uint64
	at time.Time
}

// NewSloppy returns a Sloppy whose Value is behind by less than lag for each Local, and by no more than age in time. A lag of 0 or
// an age of 0 or less leaves that one at its default.
func NewSloppy(lag uint64, age time.Duration) *Sloppy {
	return &Sloppy{lag: lag, age: max(age, 0)}
}

// Local returns a handle for one worker. Close it when the worker ends; if it is forgotten and collected, nothing is lost either.
func (s *Sloppy) Local() *Local {
	cell := new(localCell)
	lag := cmp.Or(s.lag, defaultLag)
	l := &Local{word: cell.n.Word(), left: lag - 1, lag: lag, s: s, cell: cell}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*localCell]struct{}{}
	}
	s.open[cell] = struct{}{}
	l.cleanup = runtime.AddCleanup(l, s.drop, cell)
	return l
}

// drop takes in what a cell holds, once nobody adds to it any more.
func (s *Sloppy) drop(cell *localCell) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, open := s.open[cell]; !open {
		return
	}
	n := cell.n.Load()
	s.flushed.Add(n - cell.handed)
	s.closed += n
	delete(s.open, cell)
}

// Value returns the count as far as it is known.
func (s *Sloppy) Value() uint64 {
	for {
		base := s.base.Load()
		n := s.flushed.Load()
		if p := s.synced.Load(); p != nil && time.Since(p.at) < cmp.Or(s.age, defaultAge) {
			n = max(n, p.n)
		} else {
			n = s.sync()
		}
		if s.base.Load() == base {
			return n - min(base, n) // flushed alone may be behind a Drain
		}
	}
}

// Sync returns the count: every add that happened before the call, and some of those that run beside it.
func (s *Sloppy) Sync() uint64 {
	for {
		base := s.base.Load()
		n := s.sync()
		if s.base.Load() == base {
			return n - base
		}
	}
}

// sync counts all cells, and leaves the result to Value.
func (s *Sloppy) sync() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := time.Now() // before the cells are read, or an add between would seem to be in
	n := s.closed
	for cell := range s.open {
		n += cell.n.Load()
	}
	s.synced.Store(&syncPoint{n, at})
	return n
}

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (s *Sloppy) Drain() uint64 {
	for {
		base := s.base.Load()
		n := s.sync()
		if s.base.CompareAndSwap(base, n) {
			return n - base
		}
	}
}

// String returns Value in decimal.
func (s *Sloppy) String() string { return formatUint(s.Value()) }

// A Local is one worker's handle of a Sloppy; see there. Sloppy.Local makes them.
type Local struct {
	_       noCopy
	word    *uint64 // of the cell
	left    uint64  // how much more may be added before it is handed on; below lag, or wrapped when it is time
	lag     uint64
	s       *Sloppy // nil once closed
	cell    *localCell
	cleanup runtime.Cleanup
}

// A localCell is apart from its Local, so that it outlives a forgotten one.
type localCell struct {
	n      percpu.Owned // what the Local counted
	handed uint64       // how much of it is in flushed; only the owner touches it
}

// Add adds n. It panics after Close.
func (l *Local) Add(n uint64) {
	percpu.AddOwned(l.word, n)
	l.left -= n // after the word: a Local that is collected has been counted for the last time
	if l.left >= l.lag {
		l.Flush()
	}
}

// Inc adds 1. It panics after Close.
func (l *Local) Inc() { // the body of Add: one call more, and it would not be inlined
	percpu.AddOwned(l.word, 1)
	l.left--
	if l.left >= l.lag {
		l.Flush()
	}
}

// Flush hands on what was counted. It panics after Close.
//
//go:noinline
func (l *Local) Flush() {
	if l.s == nil {
		panic("counter: use of a closed Local")
	}
	n := l.cell.n.Load()
	l.s.flushed.Add(n - l.cell.handed)
	l.cell.handed = n
	l.left = l.lag - 1
}

// Close hands on what was counted and gives the handle up. Closing once more does nothing.
func (l *Local) Close() {
	if l.s == nil {
		return
	}
	l.cleanup.Stop()
	l.s.drop(l.cell)
	l.s, l.cell, l.word, l.lag = nil, nil, new(uint64), 0 // so that Add flushes, and Flush panics
}
