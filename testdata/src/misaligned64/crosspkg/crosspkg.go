// Package crosspkg places the counters of another package.
package crosspkg

import (
	"sync/atomic"

	"misaligned64/crosspkg/stats"
)

type server struct {
	id    uint32
	hits  stats.Counter
	ptr   *stats.Counter
	bytes int64
}

func (s *server) Handle() {
	atomic.AddInt64(&s.hits.N, 1) // want field:`server\.hits\.N lies at byte 4 of server`
	atomic.AddInt64(&s.ptr.N, 1)
	s.hits.Inc() // want helper:`s\.hits\.Inc calls atomic\.AddInt64, which panics on 386, arm and mips unless the address is a multiple of 8, and there server\.hits\.N lies at byte 4 of server; make it an atomic\.Int64 of sync/atomic, or put it first in each struct on the way`
	s.ptr.Inc()
	_ = s.hits.Load()      // want helper:`s\.hits\.Load calls atomic\.LoadInt64`
	stats.Add(&s.bytes, 1) // want helper:`stats\.Add calls atomic\.AddInt64, which.*server\.bytes lies at byte 28`
}

type aligned struct {
	hits  stats.Counter
	bytes [2]stats.Counter
}

func (a *aligned) Handle(i int) {
	a.hits.Inc()
	a.bytes[i].Inc() // want helper:`every second element of a\.bytes`
}
