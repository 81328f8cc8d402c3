// Package runtimelink reports code that leans on the scheduler's insides, as counters do to find a shard of their own.
//
// # Analyzer runtimelink
//
// runtimelink: report links to the runtime's procPin and fastrand, and threads locked for the sake of a counter cell
//
// # What it reports
//
// A //go:linkname directive that ties a function without a body to procPin, procUnpin, a fastrand or a cheaprand function of
// the runtime, also under the names that the runtime lends to sync and other packages (sync.runtime_procPin); and a function
// without a body whose assembly goes there.
//
// A call of runtime.LockOSThread in a function that adds to its own element of a shared array of counter cells and calls
// nothing that could care for the thread.
//
// # Why it matters
//
// The functions are no API. Go 1.23 began to block such links and keeps these few by name; the runtime's own comments say that
// they may go. A section between procPin and procUnpin must not block, call the scheduler or run long: the collector waits for
// it, and everything waits for the collector. What the link was to bring is there without it: the top-level functions of
// math/rand/v2 draw from a generator per thread, without a lock.
//
// LockOSThread does not give a goroutine a processor of its own, as procPin does for a moment. It binds goroutine and thread
// for good, so that each switch between goroutines becomes a switch between threads. A cell that only one goroutine writes needs
// no such bond.
//
// # Bad
//
//	package p
//
//	import (
//		"sync/atomic"
//		_ "unsafe"
//	)
//
//	//go:linkname fastrand runtime.fastrand
//	func fastrand() uint32
//
//	type cell struct {
//		n atomic.Int64
//		_ [56]byte
//	}
//
//	var cells [16]cell
//
//	func hit() { cells[fastrand()%16].n.Add(1) }
//
// # Good
//
//	package p
//
//	import (
//		"math/rand/v2"
//		"sync/atomic"
//	)
//
//	type cell struct {
//		n atomic.Int64
//		_ [56]byte
//	}
//
//	var cells [16]cell
//
//	func hit() { cells[rand.Uint32N(16)].n.Add(1) }
//
// # Limits
//
// The standard library may do all this. A directive on a function that has a body, or one without a target, links to nothing
// and is not reported. Links to other functions of the runtime are no matter of counters. In assembly a macro, or a jump by
// way of another local function, is not followed.
//
// A thread is silently taken as needed if the function calls foreign code, a function value, an interface, another module, or a
// package that reaches the operating system: namespaces, signals, graphics and C libraries belong to a thread.
//
// # Fix safety
//
// No fix: what takes the place of the link depends on what the code needs, a random number or an owner of the cell.
//
// # See also
//
// shardpick, for other dear ways to pick a cell; falsesharing, for cells that share a cache line.
package runtimelink
