// Package mixedatomic finds numbers that are used atomically in one place and plainly in another.
//
// # Analyzer mixedatomic
//
// mixedatomic: report a plain access to a number whose address goes to functions of sync/atomic elsewhere
//
// # What it reports
//
// The functions of sync/atomic (AddInt64, LoadUint32, …) protect a number only if everybody uses them. Reported is a plain read while
// others write atomically, and a plain write while others read or write atomically, of the same variable, field or element, also
// where helpers or other packages are handed the address. A lock makes it right only if it keeps the two apart: RLock on both sides
// does not. One finding names all places of one function and variable.
//
// # Why it matters
//
// The plain side races with the atomic one: reads tear on 32-bit targets, an update in between is lost, and the compiler may read once
// and never look again.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits int64 }
//
//	func (s *Stats) Hit() { atomic.AddInt64(&s.hits, 1) }
//
//	func (s *Stats) Hits() int64 { return s.hits }
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits int64 }
//
//	func (s *Stats) Hit() { atomic.AddInt64(&s.hits, 1) }
//
//	func (s *Stats) Hits() int64 { return atomic.LoadInt64(&s.hits) }
//
// # Limits
//
// It is silent before an object is shared, after a wait for the goroutines that use it atomically, under a lock that all atomic
// writers hold too, for whoever an atomic operation made the last one, and in String methods. Which object a struct belongs to is
// followed: a frozen copy of the same type is another one. Objects that come through channels or out of interface methods are left
// alone.
//
// # Fix safety
//
// Safe: the number becomes an atomic.Int64, or another of its width, in all of the package, tests and files for other systems
// included, where nothing else feels that: no copy or comparison of the struct, no encoder, no address that goes elsewhere, no
// exported name, no update in several steps. Else, in a file that imports sync/atomic, a plain read, assignment or sum becomes the
// function that does the same atomically. Where one of the places takes another form, there is no fix.
//
// # See also
//
// https://go.dev/ref/mem, the analyzers lostupdate (no atomics at all) and copiedatomic (whole structs that hold such numbers).
package mixedatomic
