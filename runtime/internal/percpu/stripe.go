package percpu

import "unsafe"

// Stripe returns a number below n that goroutines which run at the same time seldom share, and that one goroutine mostly keeps: a
// hash of the address of its stack. Nobody may rely on it; it is for spreading writers over cells that they add to atomically.
func Stripe(n uint) uint {
	var here byte
	// Stacks are at least 2 KiB, so the bits below tell calls apart and not goroutines.
	h := uint32(uintptr(unsafe.Pointer(&here))>>11) * 0x9e3779b1
	return uint(uint64(h) * uint64(n) >> 32)
}
