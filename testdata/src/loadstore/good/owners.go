package good

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// SPSC ring
type Ring[T any] struct {
	buf        [64]T
	head, tail atomic.Uint64
}

func (r *Ring[T]) Push(v T) bool {
	h := r.head.Load()
	if h-r.tail.Load() == 64 {
		return false
	}
	r.buf[h%64] = v
	r.head.Store(h + 1)
	return true
}
func (r *Ring[T]) Pop() (v T, ok bool) {
	t := r.tail.Load()
	if t == r.head.Load() {
		return v, false
	}
	v = r.buf[t%64]
	r.tail.Store(t + 1)
	return v, true
}

type RingS struct {
	buf  []int
	w, r uint64
}

func (r *RingS) Put(v int) bool {
	w := atomic.LoadUint64(&r.w)
	if w-atomic.LoadUint64(&r.r) >= uint64(len(r.buf)) {
		return false
	}
	r.buf[w&uint64(len(r.buf)-1)] = v
	atomic.StoreUint64(&r.w, w+1)
	return true
}

// owned by who received it
type Job struct{ tries atomic.Int64 }

func worker(ch chan *Job) {
	for j := range ch {
		j.tries.Store(j.tries.Load() + 1)
	}
}
func StartWorkers(ch chan *Job) {
	for range 4 {
		go worker(ch)
	}
}

// each goroutine has its own element
type Item struct{ n atomic.Int64 }

func Each(items []*Item) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			it.n.Store(it.n.Load() + 1)
		}()
	}
	wg.Wait()
}
func EachIndex(k int) []atomic.Int64 {
	sums := make([]atomic.Int64, k)
	var wg sync.WaitGroup
	for i := range k {
		wg.Go(func() {
			for j := range 10 {
				sums[i].Store(sums[i].Load() + int64(j))
			}
		})
	}
	wg.Wait()
	return sums
}

// timer that re-arms itself
type Timer struct {
	n atomic.Int64
	t *time.Timer
}

func NewTimer() *Timer {
	t := &Timer{}
	t.t = time.AfterFunc(time.Second, t.tick)
	return t
}
func (t *Timer) tick() {
	t.n.Store(t.n.Load() + 1)
	t.t.Reset(time.Second)
}
func (t *Timer) N() int64 { return t.n.Load() }

// ticker goroutine with context
type Sampler struct{ ewma atomic.Uint64 }

func (s *Sampler) Start(ctx context.Context) {
	go func() {
		t := time.NewTicker(time.Second)
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				s.ewma.Store(s.ewma.Load()/2 + 1)
			}
		}
	}()
}
func (s *Sampler) Value() uint64 { return s.ewma.Load() }

// lazily started actor by once
type Lazy struct {
	once sync.Once
	in   chan int64
	sum  atomic.Int64
}

func (l *Lazy) Add(x int64) {
	l.once.Do(func() { l.in = make(chan int64); go l.run() })
	l.in <- x
}
func (l *Lazy) run() {
	for x := range l.in {
		l.sum.Store(l.sum.Load() + x)
	}
}

// seqlock writer under a lock
type Seq struct {
	mu  sync.Mutex
	seq atomic.Uint64
	v   [4]atomic.Int64
}

func (s *Seq) Write(v [4]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq.Store(s.seq.Load() + 1)
	for i := range v {
		s.v[i].Store(v[i])
	}
	s.seq.Store(s.seq.Load() + 1)
}

// builder
type Builder struct{ n atomic.Int64 }

func build(f func(*Builder)) *Builder {
	b := &Builder{}
	b.n.Store(b.n.Load() + 1)
	return b
}

// defer unlock via closure
func (s *Seq) W2() {
	s.mu.Lock()
	defer func() { s.mu.Unlock() }()
	s.seq.Store(s.seq.Load() + 2)
}

// unlock on each path
func (s *Seq) W3(x int) {
	s.mu.Lock()
	if x < 0 {
		s.mu.Unlock()
		return
	}
	s.seq.Store(s.seq.Load() + 2)
	s.mu.Unlock()
}

// early unlock then relock around
func (s *Seq) W4() {
	s.mu.Lock()
	s.mu.Unlock()
	s.mu.Lock()
	v := s.seq.Load()
	s.seq.Store(v + 2)
	s.mu.Unlock()
}

// shared lock for two objects: the owner's
type Owner struct {
	mu   sync.Mutex
	a, b Part
}
type Part struct{ n atomic.Int64 }

func (p *Part) incLocked() { p.n.Store(p.n.Load() + 1) }
func (o *Owner) A()        { o.mu.Lock(); o.a.incLocked(); o.mu.Unlock() }
func (o *Owner) B()        { o.mu.Lock(); defer o.mu.Unlock(); o.b.incLocked() }
