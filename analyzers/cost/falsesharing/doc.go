// Package falsesharing finds counters of different goroutines that share a cache line.
//
// # Analyzer falsesharing
//
// falsesharing: report atomics of different goroutines that share a cache line
//
// # What it reports
//
//   - fields: the second of two atomic fields of a struct within one cache line, where all that writes the one runs on other
//     goroutines than all that writes the other, and both in loops or for each request;
//   - cells: an array or slice of atomics (or of numbers with a mutex each) shorter than a cache line, where each of the goroutines that
//     a loop starts writes its own element in a loop, or whose elements are shards of one number: a hash, a mask or a random number picks
//     the one to add to, and a loop sums them up, or they are called shards or stripes;
//   - padding: a hand-made pad that does not fill a cache line. That has 64 bytes; where the module is built for arm64 or ppc64 128, for
//     s390x 256, as golang.org/x/sys/cpu has it. The module is built for what its workflows, release recipes, make files and file
//     names say.
//
// # Why it matters
//
// A write takes the whole cache line from all other processors. Counters that have nothing to do with each other then wait for each
// other: shards that were to make counting cheap make it several times as dear.
//
// # Bad
//
//	package pool
//
//	import "sync/atomic"
//
//	type Pool struct{ done []atomic.Int64 }
//
//	func (p *Pool) Run(workers int, jobs chan func()) {
//		p.done = make([]atomic.Int64, workers)
//		for i := range workers {
//			go func() {
//				for job := range jobs {
//					job()
//					p.done[i].Add(1)
//				}
//			}()
//		}
//	}
//
// # Good
//
//	package pool
//
//	import "sync/atomic"
//
//	type cell struct {
//		n atomic.Int64
//		_ [120]byte
//	}
//
//	type Pool struct{ done []cell }
//
//	func (p *Pool) Run(workers int, jobs chan func()) {
//		p.done = make([]cell, workers)
//		for i := range workers {
//			go func() {
//				for job := range jobs {
//					job()
//					p.done[i].n.Add(1)
//				}
//			}()
//		}
//	}
//
// # Limits
//
// It is silent where the same function or goroutine writes both, where only one goroutine writes, in loops that sleep or wait for
// a clock, for elements that are pointers, and where it does not see all writers: methods that other packages call may well be called by
// one goroutine. It takes a struct to begin at a cache line. Padding whose length comes from another package or from a file for one
// architecture is taken to be right. Types with parameters have no known size.
//
// # Fix safety
//
// No fix. Where the pad goes, and whether memory allows it, is for the author to say; cpu.CacheLinePad of golang.org/x/sys has the
// right length on each target.
//
// # See also
//
// https://pkg.go.dev/golang.org/x/sys/cpu#CacheLinePad and the analyzer shardpick, for the choice of the shard.
package falsesharing
