// Package user works on counters of another package through its functions: it imports nothing of sync.
package user

import "facts/lib"

type Server struct {
	requests lib.Gauge
	old      int64
	sub      *lib.Gauge
}

func (s *Server) f(i int) bool {
	s.requests.Set(s.requests.Get() + 1) // want `Store Server.requests.v int64 via Set t\d+` `Load Server.requests.v int64 via Get used`
	s.sub.Inc()                          // want `Add Server.sub.v int64 via Inc 1:int64`
	s.sub.Move(1, 2)                     // want `CompareAndSwap Server.sub.v int64 via Move 1:int64 2:int64`
	s.sub.Try(true)                      // want `Add Server.sub.v int64 via Try maybe 1:int64`
	s.sub.Cell(i)                        // want `Add Server.sub.cells\[\] int32 via Cell`
	s.sub.Deep()                         // want `Load Server.sub.inner.N uint32 via Deep`
	s.sub.Key("a")                       // want `Add Server.sub.by\[\] int64 via Key`
	lib.Raise(&s.old, 2)                 // want `Add Server.old int64 via Raise 2:int64`
	s.sub.Plain()                        // want `Store Server.sub.old int64 via Plain 1:int64`
	s.sub.Twice()
	return s.requests.Full() // want `Load Server.requests.v int64 via Full used computed`
}

func g() int64 { return lib.Shared } // want `cell Shared`
