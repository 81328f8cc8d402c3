// Package good adds something, for the test of the test harness.
package good

import "sync/atomic"

var n atomic.Int64

type own struct{}

func (own) Add(int) {}

func one()              { n.Add(1) }
func minus()            { n.Add(-1) }
func variable(d int64)  { n.Add(d) }
func plainFunc()        { atomic.AddInt32(new(int32), 0) }
func ownType()          { own{}.Add(0) }
func store()            { n.Store(0) }
func load() int64       { return n.Load() }
func compare(d int64)   { n.CompareAndSwap(0, d) }
func swap(d int64) bool { return n.Swap(0) == d }
