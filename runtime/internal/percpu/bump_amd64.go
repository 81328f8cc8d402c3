//go:build gc && !race && !counter_nolinkname && !counter_inject

package percpu

import "unsafe"

// bump adds to a cell that nobody else writes. On amd64 stores become visible in their order, and the compiler makes one
// instruction of this.
func bump(cell *uint64, d uint64) {
	*cell += d //counterlint:ignore publishedwrite the pin keeps every other writer away
}

// bumpFloat does the same for a cell that holds a float64.
func bumpFloat(cell *uint64, d float64) { *(*float64)(unsafe.Pointer(cell)) += d }

// AddOwned adds d to the word of an Owned. Only the owner may call it.
func AddOwned(word *uint64, d uint64) { *word += d }
