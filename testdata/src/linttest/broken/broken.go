// Package broken holds code that parses and does not type-check. Every rule must get through it.
package broken

import (
	"sync"
	"sync/atomic"
	"time"
)

var n atomic.Int46

var m undefined

type t struct {
	sync.Mutex
	n atomic.Int64
	missing.Type
}

func (x *t) add() {
	x.n.Add("one")
	x.n.Sub(1)
	x.m.Add(1)
	n.Add(1)
	m++
	y := y + 1
	return 1, 2
}

func (x *nowhere) add(int64) {
	go x.add()
	go func() { x.n++ }()
}
