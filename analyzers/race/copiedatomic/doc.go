// Package copiedatomic finds counters that are copied while they are in use.
//
// # Analyzer copiedatomic
//
// copiedatomic: report a live counter that is copied or overwritten as a whole
//
// # What it reports
//
// Copies of values that hold an atomic of sync/atomic, a counter of counterlint's runtime, or an old-style cell: a plain integer
// that functions such as atomic.AddInt64 update. A copy is made by an assignment, a return, an argument, an element of a literal,
// a value receiver or parameter, a range variable, a channel send, a conversion to an interface, append of existing elements,
// copy, and the functions of slices, maps and sort that clone or move elements; also by generic code of the same package that
// is instantiated with such a type.
//
// An append that may move elements whose addresses are in use, and an assignment that overwrites a counter while others
// update it.
//
// # Why it matters
//
// A copy starts with the number of the moment and counts on its own from there: what is added to one is missing in the other. The
// copy itself reads the counter plainly beside atomic writes, which is a data race, and may see half of a 64-bit number on a 32-bit
// machine. An overwriting assignment drops what is added while it runs.
//
// # Bad
//
//	package p
//
//	import "sync/atomic"
//
//	type Counter struct{ n atomic.Int64 }
//
//	// Inc adds to a copy, which is dropped at once.
//	func (c Counter) Inc() { c.n.Add(1) }
//
// A snapshot of old-style cells is a plain read of each of them:
//
//	package p
//
//	import "sync/atomic"
//
//	type Stats struct{ Hits, Misses int64 }
//
//	func (s *Stats) Hit() { atomic.AddInt64(&s.Hits, 1) }
//
//	func (s *Stats) Snapshot() Stats { return *s }
//
// The address of an element stays with the old array when the slice grows:
//
//	package p
//
//	import "sync/atomic"
//
//	type Registry struct{ counters []atomic.Int64 }
//
//	func (r *Registry) New() *atomic.Int64 {
//		r.counters = append(r.counters, atomic.Int64{})
//		return &r.counters[len(r.counters)-1]
//	}
//
// # Good
//
//	package p
//
//	import "sync/atomic"
//
//	type Counter struct{ n atomic.Int64 }
//
//	func (c *Counter) Inc() { c.n.Add(1) }
//
// Load the numbers one by one:
//
//	package p
//
//	import "sync/atomic"
//
//	type Stats struct{ Hits, Misses int64 }
//
//	func (s *Stats) Hit() { atomic.AddInt64(&s.Hits, 1) }
//
//	func (s *Stats) Snapshot() Stats {
//		return Stats{Hits: atomic.LoadInt64(&s.Hits), Misses: atomic.LoadInt64(&s.Misses)}
//	}
//
// Keep pointers:
//
//	package p
//
//	import "sync/atomic"
//
//	type Registry struct{ counters []*atomic.Int64 }
//
//	func (r *Registry) New() *atomic.Int64 {
//		c := new(atomic.Int64)
//		r.counters = append(r.counters, c)
//		return c
//	}
//
// # Limits
//
// A value that nobody else can have seen may be copied: a new one, a local that is not handed out, the result of a call, a
// parameter that all callers pass fresh (known for unexported functions alone), anything before init returns. Functions of the
// package are followed where they hand out what they are given or return what they share; those of other packages are not.
//
// Old-style cells are reported only where the same instance, by the field or variable it is reached through, is updated
// atomically and without a lock; so are atomic.Value and the types of go.uber.org/atomic, which may be copied while nobody updates
// them. Cells that are only ever stored to are settings, not counts. A function that loads the cell atomically, or that has waited
// for the others, is left alone; but an exported method that loads a cell of its own copy is reported, where no call in the package and no
// function that returns the type shows that it is meant for snapshots.
//
// An append is reported only where an address lives on while the slice may grow: handed out by the function that appends, or
// returned by an exported one. A slice that is made with a capacity of its own is taken never to move. Elements that are moved under
// an exclusive lock are reported only where an address is handed out.
//
// An overwriting assignment is reported only where the counter is updated without a lock elsewhere, and something shows that it is
// in use by then: the assignment stands in a function whose name says that it resets, under a lock, after a load, in a loop
// around a channel, or hits a package variable. Structs that hold plain fields too, objects that go through a sync.Pool, and
// functions whose comment forbids concurrent use are left out.
//
// Structs that hold nothing but types of package sync are no counters: vet's copylocks speaks of them. So does it of most copies
// of typed atomics; a host that runs it can drop what both report (the category is copylocks).
//
// # Fix safety
//
// Safe: "x = atomic.Int64{}" becomes "x.Store(0)", for structs made of atomics alone a store for each; a range over values becomes
// one over the index where the body only reads them; a value receiver of a type that other packages cannot name becomes a
// pointer receiver. The last two need review where the body may write anything but atomics, since it wrote to a copy before, and
// the receiver of an exported type does as well, since its method set changes. For all other copies a person must choose
// between a pointer and the loaded numbers.
//
// # See also
//
// The rules mixedatomic (plain reads of single cells), splitreset (a counter read and then zeroed), publishedwrite; vet's copylocks.
package copiedatomic
