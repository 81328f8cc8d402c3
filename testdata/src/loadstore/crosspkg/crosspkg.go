// Package crosspkg updates counters through the functions of another package.
package crosspkg

import (
	"sync/atomic"

	"loadstore/crosspkg/lib"
)

type service struct {
	gauge lib.Gauge
	stats *lib.Stats
	n     int64
}

func (s *service) Handle()       { s.gauge.Set(s.gauge.Get() + 1) }                            // want `service\.gauge\.v`
func (s *service) Stats()        { s.stats.Hits.Set(s.stats.Hits.Get() + 1) }                  // want `service\.stats\.Hits\.v`
func (s *service) Own()          { lib.Write(&s.n, lib.Read(&s.n)+1) }                         // want `service\.n`
func (s *service) Mixed()        { atomic.StoreInt64(&s.n, lib.Read(&s.n)+1) }                 // want `s\.n`
func (s *service) Raw()          { atomic.StoreInt64(&s.stats.Raw, lib.Read(&s.stats.Raw)+1) } // want `s\.stats\.Raw`
func (s *service) Max(x int64)   { s.stats.Peak.Store(max(x, s.stats.Peak.Load())) }           // want `s\.stats\.Peak`
func Global()                    { lib.Total.Hits.Set(lib.Total.Hits.Get() * 2) }              // want `Hits\.v`
func (s *service) Add()          { s.gauge.Add(1) }
func (s *service) Other()        { s.gauge.Set(s.stats.Hits.Get() + 1) }
func (s *service) Report() int64 { return s.gauge.Get() }

func fresh() *lib.Gauge {
	g := &lib.Gauge{}
	g.Set(g.Get() + 1)
	return g
}
