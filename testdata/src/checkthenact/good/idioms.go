package good

import (
	"sync"
	"sync/atomic"
	"time"
)

// A first look before an Add whose result is checked: the bound holds.
type tokens struct{ n atomic.Int32 }

func (t *tokens) Take() bool {
	if t.n.Load() <= 0 {
		return false
	}
	return t.n.Add(-1) >= 0
}

func (t *tokens) Give() { t.n.Add(1) }

// Who closes wants the first state; who has seen that it is over comes alone.
type pipe struct {
	mu    sync.Mutex
	state atomic.Int32
	items []int
	out   chan int
}

func newPipe() *pipe {
	p := &pipe{out: make(chan int)}
	go p.consume()
	return p
}

func (p *pipe) Close() { p.state.CompareAndSwap(0, -1) }

func (p *pipe) closed() bool { return p.state.Load() < 0 }

func (p *pipe) consume() {
	for {
		p.mu.Lock()
		for len(p.items) == 0 {
			if p.closed() {
				close(p.out)
				p.state.Store(-2)
				p.mu.Unlock()
				return
			}
			p.mu.Unlock()
			time.Sleep(1)
			p.mu.Lock()
		}
		x := p.items[0]
		p.items = p.items[1:]
		p.mu.Unlock()
		p.out <- x
	}
}

// The helper asks again, under its lock.
type fallback struct {
	mu      sync.Mutex
	alive   atomic.Uint32
	watched bool
}

func (f *fallback) Use(local, remote func() error) error {
	if f.alive.Load() == 0 {
		return local()
	}
	if err := remote(); err != nil {
		f.watch()
		return local()
	}
	return nil
}

func (f *fallback) watch() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watched {
		return
	}
	f.watched = true
	f.alive.Store(0)
	go f.wait()
}

func (f *fallback) wait() {
	time.Sleep(time.Second)
	f.alive.Store(1)
}

// A pool that waits without its lock, and looks again under it; those who give back take the lock themselves.
type list struct {
	mu     sync.Mutex
	active atomic.Uint64
	max    uint64
	free   chan struct{}
}

func (l *list) Get(open func() error) error {
	l.mu.Lock()
	for {
		if l.max == 0 || l.active.Load() < l.max {
			l.active.Add(1)
			l.mu.Unlock()
			if err := open(); err != nil {
				l.release()
				return err
			}
			return nil
		}
		l.mu.Unlock()
		<-l.free
		l.mu.Lock()
	}
}

func (l *list) release() {
	l.mu.Lock()
	l.active.Add(^uint64(0))
	l.mu.Unlock()
}

func (l *list) Drop(gone []int) {
	l.mu.Lock()
	l.active.Add(^uint64(len(gone) - 1))
	l.mu.Unlock()
}

// A bound of two moments: the message names the later one.
type sizes struct{ threshold atomic.Int64 }

func (s *sizes) Set(n int64) { s.threshold.Store(n) }

func (s *sizes) Check(n int64, tooBig func(int64) error) error {
	if n > s.threshold.Load() {
		return tooBig(s.threshold.Load())
	}
	return nil
}

// A check of what cannot be is no bound, and what is given back after the work is no undo.
type readers struct{ n atomic.Int32 }

func (r *readers) Read(work func()) {
	if n := r.n.Add(1); n < 1 || n >= 10000 {
		panic("readers lost count")
	}
	for range 100 {
	}
	r.n.Add(-1)
}

func (r *readers) ReadIf(work func()) bool {
	if n := r.n.Add(1); n <= 1 {
		return false
	}
	work()
	r.n.Add(-1)
	return true
}
