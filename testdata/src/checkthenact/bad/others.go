package bad

import (
	"sync"
	"sync/atomic"
)

// locks that do not help
type RL struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RL) Enter() bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.n.Load() >= Max {
		return false
	}
	r.n.Add(1) // want bound:`r\.n`
	return true
}
func (r *RL) Leave() { r.n.Add(-1) }

type One struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (o *One) Enter() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.n.Load() >= Max {
		return false
	}
	o.n.Add(1) // want bound:`o\.n`
	return true
}
func (o *One) Force() { o.n.Add(1) }
func (o *One) Leave() { o.n.Add(-1) }

// workers
func Work(jobs []func()) {
	var n atomic.Int32
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Go(func() {
			if n.Load() < 3 {
				n.Add(1) // want bound:`n`
				j()
				n.Add(-1)
			}
		})
	}
	wg.Wait()
}
func WorkOld(jobs []func()) {
	var n int32
	for _, j := range jobs {
		go func() {
			if atomic.LoadInt32(&n) < 3 {
				atomic.AddInt32(&n, 1) // want bound:`n`
				j()
				atomic.AddInt32(&n, -1)
			}
		}()
	}
}

// package level
func Admit() bool {
	if Inflight.Load() >= Max {
		return false
	}
	Inflight.Add(1) // want bound:`Inflight`
	return true
}
func Leave() { Inflight.Add(-1) }

type Gen[T any] struct {
	n     atomic.Int64
	items []T
}

func (g *Gen[T]) Put(x T) bool {
	if g.n.Load() >= int64(len(g.items)) {
		return false
	}
	g.n.Add(1) // want bound:`g\.n`
	return true
}
func (g *Gen[T]) Take() { g.n.Add(-1) }
