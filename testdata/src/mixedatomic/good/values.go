package good

import "sync/atomic"

// A span is a value: each function has one of its own, and atomics in some of its methods betray nothing.
type span struct {
	nulls  int64
	length int64
}

// Nulls counts once.
func (s *span) Nulls() int64 {
	if n := atomic.LoadInt64(&s.nulls); n >= 0 {
		return n
	}
	atomic.StoreInt64(&s.nulls, s.length/2)
	return s.length / 2
}

// Set begins anew.
func (s *span) Set(length int64) {
	s.length = length
	s.nulls = -1
}

// Empty looks.
func (s *span) Empty() bool { return s.nulls == s.length }

func copySpan(to, from *span) { *to = *from }

func each(spans []span, f func(span)) {
	for _, s := range spans {
		f(s)
	}
}
