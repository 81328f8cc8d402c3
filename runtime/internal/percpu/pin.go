//go:build gc && !race && !counter_nolinkname && (amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import (
	"runtime"
	_ "unsafe" // go:linkname
)

// Pinned tells whether this build adds to cells under a pin.
const Pinned = true

// procPin forbids that the goroutine is taken from its P, and returns the P's id. Until procUnpin the caller must not block, call
// the scheduler, allocate or panic: the collector waits for it.
//
//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

// usable tells whether the pin was found to behave as this package needs it. Without it no cells are made.
var usable = pinHolds()

// pinHolds checks what can be seen of a pin from inside the program: ids are those of existing Ps, and pins nest and keep their
// id. It cannot see that a pin is without effect; the tests can.
func pinHolds() bool {
	for range 64 {
		before := runtime.GOMAXPROCS(0)
		outer := procPin()
		inner := procPin()
		procUnpin()
		again := procPin()
		procUnpin()
		procUnpin()
		if outer != inner || outer != again || outer < 0 || outer >= max(before, runtime.GOMAXPROCS(0)) {
			return false
		}
		runtime.Gosched()
	}
	return true
}
