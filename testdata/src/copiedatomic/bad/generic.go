package bad

import "sync/atomic"

type ring[T any] struct{ buf []T }

func (r *ring[T]) At(i int) T { return r.buf[i] }

func (r *ring[T]) Ptr(i int) *T { return &r.buf[i] }

func (r *ring[T]) Each(f func(T)) {
	for _, v := range r.buf {
		f(v)
	}
}

func get[T any](p *T) T { return *p }

func filter[T any](in []T, keep func(*T) bool) (out []T) {
	for i := range in {
		if keep(&in[i]) {
			out = append(out, in[i])
		}
	}
	return out
}

func UseGeneric(s *Server, r *ring[atomic.Int64], rs *ring[Stats]) {
	c := r.At(0) // want generic:`r\.At copies a atomic\.Int64 with its live atomic\.Int64 at generic\.go:7`
	c.Add(1)
	show := func(st Stats) {} // want copylocks:`function literal takes its parameter st`
	rs.Each(show)             // want generic:`rs\.Each copies a Stats`
	st := get(&s.Stats)       // want generic:`get copies a Stats with its atomic\.Int64 hits at generic\.go:17`
	st.Hit()
	st2 := get[Stats](s.byPtr) // want generic:`get\[Stats\] copies a Stats`
	st2.Hit()
	filter(s.list, func(*Stats) bool { return true }) // want generic:`filter copies a Stats`
}
