package crosspkg

import (
	"fmt"

	"go.uber.org/atomic"
)

// shards count what they drop, with types that may be copied when nobody counts any more.
type shards struct {
	dropped atomic.Int64
	failed  atomic.Int64
	done    chan struct{}
}

func (s *shards) drop() {
	s.dropped.Inc()
	s.failed.Add(1)
}

func (s *shards) Watch() {
	s.drop()
	report("dropped", s.dropped) // want value/betrayed:`call of report copies the live atomic\.Int64 s\.dropped \(updated by s\.dropped\.Inc at uber\.go:\d+\)`
}

func (s *shards) Stop() {
	<-s.done
	report("failed", s.failed)
}

func report(what string, n atomic.Int64) { fmt.Println(what, n.Load()) }
