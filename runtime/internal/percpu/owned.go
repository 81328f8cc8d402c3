package percpu

import (
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/cpu"
)

// LineSize is the bytes that keep two words off each other's cache line. Package cpu says 0 where it knows of no cache.
const LineSize = max(64, unsafe.Sizeof(cpu.CacheLinePad{}))

// A Pad stands between words that different cores write.
type Pad [LineSize]byte

// An Owned is a sum that one goroutine at a time adds to and any may read, on cache lines of its own.
type Owned struct {
	_ Pad
	n atomic.Uint64
	_ Pad
}

// Word returns what AddOwned adds to.
func (o *Owned) Word() *uint64 { return wordOf(&o.n) }

// Load returns the sum.
func (o *Owned) Load() uint64 { return o.n.Load() }
