// Package bad links to the runtime in all the ways that real code does.
package bad

import (
	"sync/atomic"
	_ "unsafe"
)

//go:linkname procPin runtime.procPin
//go:nosplit
func procPin() int

// want:-4 procpin:`go:linkname ties procPin to runtime\.procPin, which is no API: .* give each worker its own shard, or pick shards with math/rand/v2`

//go:linkname procUnpin runtime.procUnpin
//go:nosplit
func procUnpin()

// want:-4 procpin:`ties procUnpin to runtime\.procUnpin`

// The name that the runtime lends to sync.
//
//go:linkname runtime_procPin sync.runtime_procPin
func runtime_procPin() int

// want:-3 procpin:`ties runtime_procPin to sync\.runtime_procPin`

//go:linkname pinForAtomics sync/atomic.runtime_procPin
func pinForAtomics() int

// want:-3 procpin:`ties pinForAtomics to sync/atomic\.runtime_procPin`

//go:linkname runtime_procUnpin sync.runtime_procUnpin
func runtime_procUnpin()

// want:-3 procpin:`ties runtime_procUnpin to sync\.runtime_procUnpin`

// Uint32 is exported under a name of its own.
//
//go:linkname Uint32 runtime.fastrand
func Uint32() uint32

// want:-3 fastrand:`ties Uint32 to runtime\.fastrand, which is no API: a Go release may change or block it; draw from math/rand/v2`

//go:linkname Uint32n runtime.fastrandn
func Uint32n(n uint32) uint32

// want:-3 fastrand:`ties Uint32n to runtime\.fastrandn`

//go:linkname fastrand64 runtime.fastrand64
func fastrand64() uint64

// want:-3 fastrand:`ties fastrand64`

//go:linkname cheaprand runtime.cheaprand
func cheaprand() uint32

// want:-3 fastrand:`ties cheaprand to runtime\.cheaprand`

//go:linkname   spaced   runtime.cheaprandn
func spaced(n uint32) uint32

// want:-3 fastrand:`ties spaced to runtime\.cheaprandn`

//go:linkname netRand net.fastrandu
func netRand() uint

// want:-3 fastrand:`ties netRand to net\.fastrandu`

//go:linkname mapRand hash/maphash.runtime_fastrand64
func mapRand() uint64

// want:-3 fastrand:`ties mapRand to hash/maphash\.runtime_fastrand64`

func far() uint32

func behind() uint32 //go:linkname behind runtime.fastrand
// want:-1 fastrand:`ties behind`

type cell struct {
	n atomic.Int64
	_ [56]byte
}

var cells [64]cell

func hit() {
	p := procPin()
	cells[p%len(cells)].n.Add(1)
	procUnpin()
}
