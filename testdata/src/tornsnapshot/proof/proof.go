package proof

import "sync/atomic"

type stats struct {
	sum, count atomic.Int64
}

func (s *stats) observe(n int64) {
	s.sum.Add(n)
	s.count.Add(1)
}

func (s *stats) mean() float64 {
	return float64(s.sum.Load()) / float64(s.count.Load()) // want ratio:`this ratio of s.sum and s.count`
}

type queue struct{ added, done atomic.Uint64 }

func (q *queue) process() {
	q.added.Add(1)
	q.done.Add(1)
}

func (q *queue) pending() uint64 {
	return q.added.Load() - q.done.Load() // want difference:`this difference of q.added and q.done`
}
