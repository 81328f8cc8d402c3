package good

import "sync/atomic"

// The condition of the loop loads again: a CompareAndSwap that fails is tried once more.
func raise(max *atomic.Int64, v int64) {
	for max.Load() < v {
		max.CompareAndSwap(max.Load(), v)
	}
}
