package crosspkg

import "go.uber.org/atomic"

// The types of that package hold a plain integer, and are not aligned.
type uber struct {
	on    bool
	bytes atomic.Int64
	ptr   *atomic.Int64
}

func (u *uber) Handle() int64 {
	u.ptr.Inc()
	u.bytes.Inc()         // want helper:`u\.bytes\.Inc calls atomic\.AddInt64, which panics.*there uber\.bytes lies at byte 4 of uber; make it an atomic\.Int64 of sync/atomic`
	return u.bytes.Load() // want helper:`u\.bytes\.Load calls atomic\.LoadInt64`
}
