package good

import "sync/atomic"

// An estimate has one caller at a time, or its flag would be in trouble before the numbers are; others only read the numbers.
type estimate struct {
	measured bool
	smooth   atomic.Int64
	spread   atomic.Int64
}

// Update has the estimate for itself.
func (e *estimate) Update(sample int64) {
	if !e.measured {
		e.measured = true
		e.smooth.Store(sample)
		e.spread.Store(sample / 2)
		return
	}
	e.spread.Store((3*e.spread.Load() + sample) / 4)
	e.smooth.Store((7*e.smooth.Load() + sample) / 8)
}

// Smooth is for all.
func (e *estimate) Smooth() int64 { return e.smooth.Load() }

// A link whose constructor sets the first size, after it has told others of it.
type link struct {
	size  atomic.Uint32
	owner *registry
}

type registry struct{ onToken func(uint64) }

func (r *registry) add(id uint64, l *link) {}

func dial(r *registry, first uint32) *link {
	l := &link{}
	l.owner = &registry{onToken: func(id uint64) { r.add(id, l) }}
	l.size.Store(first)
	return l
}

func (l *link) run(acks <-chan uint32) {
	for size := range acks {
		if size > l.size.Load() {
			l.size.Store(size)
		}
	}
}

func open(r *registry, acks <-chan uint32) *link {
	l := dial(r, 1200)
	go l.run(acks)
	return l
}
