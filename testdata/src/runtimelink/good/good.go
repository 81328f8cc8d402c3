// Package good looks like bad and links to nothing of the runtime that matters here.
package good

import (
	"math/rand/v2"
	"sync/atomic"
	_ "unsafe"
)

// Other functions of the runtime are no matter of counters.

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname memhash runtime.memhash
func memhash(p uintptr, seed, s uintptr) uintptr

//go:linkname runtimeRand runtime.rand
func runtimeRand() uint64

// A function of the same name in somebody's package.

//go:linkname fastrand example.com/fastrand.fastrand
func fastrand() uint32

//go:linkname pin example.com/runtime.procPin
func pin() int

// go:linkname procPin runtime.procPin
func procPin() int { return 0 }

/*
//go:linkname commented runtime.fastrand
func commented() uint32
*/

// //go:linkname disabled runtime.fastrand
// func disabled() uint32

const doc = `
//go:linkname text runtime.fastrand
func text() uint32
`

// A function with a body goes the other way: this one gives its body to others.

//go:linkname given runtime.fastrandGiven
func given() uint32 { return rand.Uint32() }

//go:linkname cheaprand runtime.cheaprand
func cheaprand() uint32 { return rand.Uint32() }

// Without a target the directive only opens the local function to other packages.

//go:linkname procUnpin
func procUnpin() {}

//go:linkname runtime_procPin
func runtime_procPin() int

// A method of that name is none of the runtime's.

type scheduler struct{ n atomic.Int64 }

func (s *scheduler) procPin() int  { return int(s.n.Add(1)) }
func (s *scheduler) fastrand() int { return rand.IntN(8) }

func use(s *scheduler) int { return s.procPin() + s.fastrand() + len(doc) }

// The compiler wants a space after the word.

//go:linkname	tabbed	runtime.cheaprandn
func tabbed(n uint32) uint32

//go:linknamed procPins runtime.procPin
func procPins() int { return 0 }

//go:linkname toomany runtime.procPin runtime.procUnpin
func toomany() int { return 0 }
