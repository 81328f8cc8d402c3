// Package lib has a counter that others compare and swap through its functions.
package lib

import "sync/atomic"

type Max struct{ v atomic.Int64 }

func (m *Max) Get() int64            { return m.v.Load() }
func (m *Max) Try(old, x int64) bool { return m.v.CompareAndSwap(old, x) }
