// Package lockset computes which locks are held where.
//
// A lock is a place: a sync.Mutex or RWMutex, anything else with methods Lock and Unlock, a sync.Once while its function runs, a
// channel of capacity one that is used as a semaphore. The state of a lock is kept as an answer to two questions: is it held
// here if the function was entered with it, and if it was entered without it? So a function is looked at once, whatever its
// callers hold, and what a call does to its caller's locks is the state at the exits of the callee.
//
// Held means on every way to here; perhaps means on some. What is not seen: locks of other packages' functions, but for methods
// with the usual names.
package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Certainty says on how many of the ways to a point something holds.
type Certainty uint8

const (
	No Certainty = iota
	Perhaps
	Yes
)

func join(a, b Certainty) Certainty {
	if a == b {
		return a
	}
	return Perhaps
}

// A lock is the state of one lock at one point, relative to the entry of the function. A lock that is not listed is as it was
// at the entry: {entered: Yes}.
type lock struct {
	number int32 // of its place

	entered Certainty // held, if it was held at the entry
	fresh   Certainty // held, if it was not
	retaken bool      // what was held at the entry was given up, and the lock taken again
	gap     bool      // a callee gave the lock up for a moment
	read    bool      // taken here for reading only
	pos     token.Pos // where it was taken here

	// Where when is set, the lock was taken (or, with gives, given up) exactly if when == is; else nothing happened to it.
	when  ssa.Value
	is    bool
	gives bool
}

func untouched(number int32) lock { return lock{number: number, entered: Yes} }

func (l lock) isUntouched() bool { return l.entered == Yes && l.fresh == No && !l.retaken && !l.gap }

// A state lists the locks that were touched since the entry, ordered by number.
type state []lock

func (s state) find(number int32) (int, bool) {
	return slices.BinarySearchFunc(s, number, func(l lock, number int32) int { return cmp.Compare(l.number, number) })
}

func (s state) get(number int32) lock {
	if i, ok := s.find(number); ok {
		return s[i]
	}
	return untouched(number)
}

// with returns s with the state of one lock replaced; s itself is not changed.
func (s state) with(l lock) state {
	i, ok := s.find(l.number)
	t := slices.Clone(s)
	switch {
	case ok && l.isUntouched():
		return slices.Delete(t, i, i+1)
	case ok:
		t[i] = l
		return t
	case l.isUntouched():
		return s
	}
	return slices.Insert(t, i, l)
}

// An op is what a call does to one lock.
type op uint8

const (
	acquire op = iota
	release
	try // acquire, if the result of the call is true
)

// apply is the state after one lock operation.
func (s state) apply(o op, number int32, read bool, at ssa.Instruction) state {
	l := s.get(number)
	switch o {
	case acquire:
		l = lock{number: number, entered: Yes, fresh: Yes, retaken: l.retaken || l.entered == No, read: read, pos: at.Pos()}
	case release:
		// An unlock of what was taken here, for sure or perhaps, gives up nothing of the caller's.
		if l.fresh != No && !l.retaken {
			l = untouched(number)
		} else {
			l = lock{number: number}
		}
	case try:
		v, ok := at.(ssa.Value)
		if !ok || l.fresh == Yes {
			break
		}
		l = lock{number: number, entered: l.entered, fresh: Perhaps, retaken: l.retaken, read: read, pos: at.Pos(), when: v, is: true}
	}
	return s.with(l)
}

// after is the state after a call whose effect on the lock is e, translated into the caller's terms.
func (s state) after(e lock, at ssa.Instruction) state {
	switch {
	case e.entered == Yes && e.fresh == Yes && !e.retaken && !e.gap:
		return s.apply(acquire, e.number, e.read, at)
	case e.entered == No && e.fresh == No:
		return s.apply(release, e.number, e.read, at)
	}
	l := s.get(e.number)
	if l.when != nil && l.when == e.when && l.is == e.is && !l.gives && e.gives {
		return s.with(untouched(e.number))
	}
	through := func(c Certainty) Certainty {
		switch c {
		case Yes:
			return e.entered
		case No:
			return e.fresh
		}
		return join(e.entered, e.fresh)
	}
	n := lock{number: e.number, entered: through(l.entered), fresh: through(l.fresh), read: l.read, pos: l.pos}
	n.retaken = l.retaken || l.fresh == No && e.retaken
	n.gap = l.gap || e.gap || e.retaken
	if l.fresh == No && n.fresh != No {
		n.read, n.pos = e.read, at.Pos()
	}
	if l.isUntouched() {
		n.when, n.is, n.gives = e.when, e.is, e.gives
	}
	return s.with(n)
}

// merge joins two states where control meets.
func merge(a, b state) state {
	var out state
	for i, j := 0, 0; i < len(a) || j < len(b); {
		var x, y lock
		switch {
		case j == len(b) || i < len(a) && a[i].number < b[j].number:
			x, y = a[i], untouched(a[i].number)
			i++
		case i == len(a) || b[j].number < a[i].number:
			x, y = untouched(b[j].number), b[j]
			j++
		default:
			x, y = a[i], b[j]
			i, j = i+1, j+1
		}
		if l := meet(x, y); !l.isUntouched() {
			out = append(out, l)
		}
	}
	return out
}

func meet(x, y lock) lock {
	l := lock{number: x.number, entered: join(x.entered, y.entered), fresh: join(x.fresh, y.fresh), retaken: x.retaken || y.retaken, gap: x.gap || y.gap}
	l.read = x.fresh != No && x.read || y.fresh != No && y.read
	switch l.pos = x.pos; {
	case !l.pos.IsValid(), x.fresh == No:
		l.pos = y.pos
	}
	if x.when == y.when && x.is == y.is && x.gives == y.gives {
		l.when, l.is, l.gives = x.when, x.is, x.gives
	}
	return l
}

func equal(a, b state) bool {
	return slices.EqualFunc(a, b, func(x, y lock) bool {
		return x.number == y.number && x.entered == y.entered && x.fresh == y.fresh && x.retaken == y.retaken && x.gap == y.gap && x.read == y.read && x.when == y.when && x.is == y.is && x.gives == y.gives
	})
}

// assume is the state on a branch where cond is known to be val.
func (s state) assume(cond ssa.Value, val bool) state {
	cond, val = strip(cond, val)
	for _, l := range s {
		if l.when == nil || l.when != cond {
			continue
		}
		l = l.decide(l.is == val)
		s = s.with(l)
	}
	return s
}

// decide is the state of a lock once it is known whether what hangs on a condition happened.
func (l lock) decide(happened bool) lock {
	switch {
	case happened && l.gives:
		l.entered, l.fresh = No, No
	case happened:
		l.entered, l.fresh = Yes, Yes
	case l.gives:
		l.entered = Yes
	default:
		l.fresh, l.pos = No, token.NoPos
	}
	l.when, l.gives = nil, false
	return l
}

// strip removes negations from a condition.
func strip(cond ssa.Value, val bool) (ssa.Value, bool) {
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			return cond, val
		}
		cond, val = not.X, !val
	}
}
