//go:build gc && !race && !counter_nolinkname && !counter_inject && (arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import (
	"math"
	"sync/atomic"
)

// bump adds to a cell that nobody else writes. The store is a release: adds of one goroutine become visible in their order, which
// a consistent snapshot needs.
func bump(cell *uint64, d uint64) {
	atomic.StoreUint64(cell, *cell+d)
}

// bumpFloat does the same for a cell that holds a float64.
func bumpFloat(cell *uint64, d float64) {
	atomic.StoreUint64(cell, math.Float64bits(math.Float64frombits(*cell)+d))
}

// AddOwned adds d to the word of an Owned. Only the owner may call it.
func AddOwned(word *uint64, d uint64) {
	atomic.StoreUint64(word, *word+d)
}
