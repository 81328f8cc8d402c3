//go:build gc && !race && !counter_nolinkname && counter_inject && (amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import (
	"math"
	"sync/atomic"
	"time"
)

// inject steers the slow add that stands in for the plain one under the build tag counter_inject. Tests set it before they start
// goroutines.
var inject struct {
	every   uint64        // each so manieth add dawdles between its load and its store; 0: none
	longest time.Duration // how long, if no other add comes between
	unpin   bool          // the mutant: the pin ends before the add
	adds    atomic.Uint64 // adds begun
}

// bump does in three steps what is one instruction otherwise, so that whoever can come between does.
func bump(cell *uint64, d uint64) {
	if inject.unpin {
		procUnpin()
		defer procPin() // the caller unpins once more
	}
	at := inject.adds.Add(1)
	n := *cell
	if inject.every > 0 && at%inject.every == 0 {
		for begun := time.Now(); inject.adds.Load() == at && time.Since(begun) < inject.longest; {
		}
	}
	atomic.StoreUint64(cell, n+d)
}

// bumpFloat is not slowed down.
func bumpFloat(cell *uint64, d float64) {
	atomic.StoreUint64(cell, math.Float64bits(math.Float64frombits(*cell)+d))
}

// AddOwned adds d to the word of an Owned. Only the owner may call it.
func AddOwned(word *uint64, d uint64) { atomic.AddUint64(word, d) }
