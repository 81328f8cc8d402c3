package good

import "sync/atomic"

// A decorator is put around what is there, and taken off: set-up code, not an update.
type pool interface{ Get() int }

type tracking struct{ pool }

var current atomic.Pointer[pool]

func Track() {
	var p pool = &tracking{*current.Load()}
	current.Store(&p)
}

func Untrack() {
	p := (*current.Load()).(*tracking)
	current.Store(&p.pool)
}
