package percpu

import (
	"runtime"
	"sync/atomic"
)

// A Sum is a number modulo 1<<64 that is added to, 16 bytes as long as nobody does. The zero value is ready to use. It must not be
// copied after first use.
type Sum struct {
	cells    atomic.Pointer[column]
	overflow atomic.Uint64 // what was added where there was no cell
}

// addFirst adds to a sum that had no cells a moment ago, and gives it some.
func (s *Sum) addFirst(d uint64) {
	s.overflow.Add(d)
	s.Spread()
}

// addOver adds on a P that has no cell, and makes one for the next time.
func (s *Sum) addOver(c *column, id uint, d uint64) {
	s.overflow.Add(d)
	c.block.cover(id)
}

// AddLazy adds d like Add, but to one word until writers are found to share it: because a compare-and-swap fails, or by a look every
// thousand adds or so whether the word changes meanwhile. Writers that pass a cache line to and fro seldom fail, and yet wait.
func (s *Sum) AddLazy(d uint64) {
	if s.cells.Load() != nil {
		s.Add(d)
		return
	}
	old := s.overflow.Load()
	if !s.overflow.CompareAndSwap(old, old+d) {
		s.addFirst(d)
	} else if old*0x9e3779b97f4a7c15>>54 == 0 { // one in 1024, whatever is added each time
		s.look()
	}
}

// look makes the cells if others add to the word within some 100 ns.
func (s *Sum) look() {
	n := s.overflow.Load()
	for range 64 {
		if s.overflow.Load() != n {
			s.Spread()
			return
		}
	}
}

// Spread gives the sum its cells now; the first Add does so too.
func (s *Sum) Spread() {
	if !usable || s.cells.Load() != nil {
		return
	}
	s.cells.CompareAndSwap(nil, newColumn()) // the loser's column goes back when it is collected
}

// Spreads reports whether the sum has cells.
func (s *Sum) Spreads() bool { return s.cells.Load() != nil }

// Load returns the sum: every add that happened before the call, and some of those that run beside it.
func (s *Sum) Load() uint64 {
	n := s.overflow.Load()
	if c := s.cells.Load(); c != nil {
		n += c.sum()
		runtime.KeepAlive(c) // a column that dies is given to another sum
	}
	return n
}
