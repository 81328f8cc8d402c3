// Package misaligned64 finds 64-bit atomic operations that panic on 32-bit machines.
//
// # Analyzer misaligned64
//
// misaligned64: report 64-bit atomic functions on addresses that are not aligned on 32-bit targets
//
// # What it reports
//
// A call of a 64-bit function of sync/atomic (AddInt64, LoadUint64 and the like) on an integer whose address is no multiple of eight on
// 386, arm or mips. The address is computed with the sizes of these targets, whatever the run is for, through the whole path:
// fields, nested and embedded structs, elements of arrays and slices, local pointers, and helpers of the package that are given the
// address. A misaligned address that goes to a helper is reported at that call.
//
// It is an error where something shows that the module is built for such a target: a file of the package that is meant for one, by
// its name or build constraint; a workflow, release recipe or make file at the root of the module that names one (or a
// goreleaser recipe that leaves the architectures to the default); the run itself. Elsewhere it is information.
//
// # Why it matters
//
// On these targets the functions need a multiple of eight, and only the first word of a variable or allocation is sure to be one: a
// 64-bit field after a bool or a pointer lies at byte 4. The call then panics with "unaligned 64-bit atomic operation". It works on
// every developer's machine and fails on the customer's router.
//
// # Bad
//
//	package p
//
//	import "sync/atomic"
//
//	type Stats struct {
//		ready bool
//		bytes int64
//	}
//
//	func (s *Stats) Add(n int64) { atomic.AddInt64(&s.bytes, n) }
//
// # Good
//
//	package p
//
//	import "sync/atomic"
//
//	type Stats struct {
//		ready bool
//		bytes atomic.Int64 // aligned everywhere
//	}
//
//	func (s *Stats) Add(n int64) { s.bytes.Add(n) }
//
// Or, where plain integers must stay, the 64-bit fields come first:
//
//	package p
//
//	import "sync/atomic"
//
//	type Stats struct {
//		bytes int64
//		ready bool
//	}
//
//	func (s *Stats) Add(n int64) { atomic.AddInt64(&s.bytes, n) }
//
// # Limits
//
// What a pointer leads to is taken to be allocated on its own, unless its type has no exported name and is used only as a field
// of other structs of the package. A slice is taken to begin where its array does. Helpers of other packages are followed where
// the operation is all that they do.
//
// It says nothing of files that are not built for 32 bits, of code under a constant condition, of integers behind unsafe pointers, and of
// structs whose layout differs between architectures: those with fields of types from syscall, cgo or runtime, with lengths computed from
// unsafe.Sizeof or the word size, with type parameters, or declared in a file that is for 64 bits alone.
//
// # Fix safety
//
// Safe: the integer becomes an atomic.Int64 or atomic.Uint64 in all of the package, tests and files for other systems included. It is
// offered only where nothing else feels that, such as a copy, a comparison, an encoder, or an address that goes elsewhere; not for
// exported names, elements of slices and arrays, and modules older than Go 1.19. The order of fields stays as it is.
//
// # See also
//
// The section "Bugs" of sync/atomic; falsesharing, for fields that are aligned and too close.
package misaligned64
