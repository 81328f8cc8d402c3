// Package shardpick reports sharded counters whose way of picking a shard costs more than the shards save.
//
// # Analyzer shardpick
//
// shardpick: report hand-made counter shards that are picked in a dear or lopsided way
//
// # What it reports
//
// One counter that is split into an array or slice of cells (atomics, a mutex with its numbers, or integers for the functions of
// sync/atomic), where the cell of an update is chosen by
//
//   - a random generator behind a lock: a rand.Rand that all share under a mutex, or the top-level functions of math/rand where
//     they still take their global lock (in a module whose Go is below 1.20, or once the package calls rand.Seed in a module
//     below Go 1.24);
//   - the time of day, such as time.Now().UnixNano() % n;
//   - the id of the goroutine, parsed out of runtime.Stack;
//   - a mask x & (n-1) where the number of cells n is no power of two, or the number of processors;
//   - the id of the P (runtime.procPin by linkname) where there are as many cells as GOMAXPROCS or NumCPU said once, and nothing
//     compares the id with the number of cells.
//
// # Why it matters
//
// Cells are there so that writers do not meet. Behind one lock they meet again, at a dearer place than one atomic. A clock ticks
// in steps of its own, so that the writers of one moment get the same cell. Parsing a stack trace takes microseconds, an atomic
// add some nanoseconds. A mask of 11 reaches 8 of 12 cells, so that the others are room without use. A P id beyond the
// cells panics, or makes two Ps share a cell: GOMAXPROCS changes at run time, by itself since Go 1.25.
//
// # Bad
//
//	package p
//
//	import (
//		"sync/atomic"
//		"time"
//	)
//
//	type shard struct {
//		n atomic.Int64
//		_ [56]byte
//	}
//
//	type Counter struct{ shards [16]shard }
//
//	func (c *Counter) Inc() { c.shards[time.Now().UnixNano()%16].n.Add(1) }
//
// A mask that leaves four cells idle:
//
//	package p
//
//	import (
//		"math/rand/v2"
//		"sync/atomic"
//	)
//
//	type shard struct {
//		n atomic.Int64
//		_ [56]byte
//	}
//
//	type Counter struct{ shards [12]shard }
//
//	func (c *Counter) Inc() { c.shards[rand.Uint32()&11].n.Add(1) }
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
//	type shard struct {
//		n atomic.Int64
//		_ [56]byte
//	}
//
//	type Counter struct{ shards [16]shard }
//
//	func (c *Counter) Inc() { c.shards[rand.Uint32N(16)].n.Add(1) }
//
// # Limits
//
// An array counts as one counter only if code adds to its cells, and the cells are padded, or the array, its owner or its element is
// called a shard, stripe, cell or lane, or a loop sums the cells up and nothing reads them one by one. A struct that holds anything
// besides numbers, a lock and padding, such as a connection, is an object of its own.
//
// Not reported: hashes of keys, buckets of time (a clock that is divided or shifted), generators and indexes that a worker or a pool
// holds, an index drawn once for a loop of updates, an index that picks something else besides the cell (the backend whose calls it
// counts), and a number of processors that only says how many cells there are.
//
// Values are followed through local variables and the functions of the package, not through parameters or other packages. A
// rand.Seed in another package is not seen.
//
// # Fix safety
//
// Safe: x & (n-1) becomes x % n where x is unsigned and n can be read off the mask. The sum stays the same, only the cells differ.
// The other ways have no fix: what to pick by is a choice.
//
// # See also
//
// falsesharing, for cells that share a cache line; runtimelink, for the links to the runtime themselves.
package shardpick
