// Package atomic stands in for go.uber.org/atomic v1.11.0 in tests.
package atomic

import "sync/atomic"

type nocmp [0]func()

type Int64 struct {
	_ nocmp

	v int64
}

func NewInt64(val int64) *Int64 { return &Int64{v: val} }

func (i *Int64) Load() int64           { return atomic.LoadInt64(&i.v) }
func (i *Int64) Add(delta int64) int64 { return atomic.AddInt64(&i.v, delta) }
func (i *Int64) Inc() int64            { return i.Add(1) }
func (i *Int64) Store(val int64)       { atomic.StoreInt64(&i.v, val) }

func (i *Int64) Sub(delta int64) int64 { return i.Add(-delta) }
