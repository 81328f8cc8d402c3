// Package proof shows at run time what a reset in two steps loses.
package proof

import (
	"expvar"
	"sync/atomic"
)

type stats struct {
	hits atomic.Int64
	old  int64
}

func (s *stats) hit()    { s.hits.Add(1) }
func (s *stats) oldHit() { atomic.AddInt64(&s.old, 1) }

func (s *stats) take() int64 {
	n := s.hits.Load()
	s.hits.Store(0) // want `s\.hits`
	return n
}

func (s *stats) takeOld() int64 {
	n := atomic.LoadInt64(&s.old)
	atomic.StoreInt64(&s.old, 0) // want `s\.old`
	return n
}

type counter struct{ n atomic.Int64 }

func (c *counter) inc()         { c.n.Add(1) }
func (c *counter) value() int64 { return c.n.Load() }
func (c *counter) reset()       { c.n.Store(0) }

type service struct{ requests counter }

func (s *service) handle() { s.requests.inc() }

func (s *service) flush() int64 {
	v := s.requests.value()
	s.requests.reset() // want `service\.requests\.n`
	return v
}

var served = expvar.NewInt("splitreset_proof")

func serve() { served.Add(1) }

func flush() int64 {
	n := served.Value()
	served.Set(0) // want `served`
	return n
}
