// Package asm goes to the runtime by way of assembly.
package asm

func ProcPin() int // want procpin:`the assembly of ProcPin goes to runtime\.procPin, which is no API: .* pick shards with math/rand/v2`

func ProcUnpin() // want procpin:`the assembly of ProcUnpin goes to runtime\.procUnpin`

func fastrand() uint32 // want fastrand:`the assembly of fastrand goes to runtime\.fastrand, .* draw from math/rand/v2`
