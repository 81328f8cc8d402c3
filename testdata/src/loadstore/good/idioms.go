package good

import (
	"sync"
	"sync/atomic"
	"time"
)

// One resizer at a time holds an odd number; it puts back an even one.
type page struct{ n int }

type hashMap struct {
	ctl  atomic.Uint64
	data atomic.Pointer[page]
}

func (m *hashMap) Grow() {
	seq := m.ctl.Load()
	if seq&1 == 1 || !m.ctl.CompareAndSwap(seq, seq+1) {
		return
	}
	old := m.data.Load()
	if old.n > 1000 {
		m.ctl.Store(seq + 2)
		return
	}
	m.data.Store(&page{old.n * 2})
	m.ctl.Store(seq + 2)
}

// What is cached is made anew where it does not fit; the copy of what fits is for the caller.
type stamp struct {
	sec  int64
	text [8]byte
}

var cached atomic.Pointer[stamp]

func Stamp(sec int64, render func([]byte)) [8]byte {
	var buf [8]byte
	if c := cached.Load(); c != nil && c.sec == sec {
		copy(buf[:], c.text[:])
	} else {
		render(buf[:])
		n := &stamp{sec: sec}
		copy(n.text[:], buf[:])
		cached.Store(n)
	}
	return buf
}

// The callback of a loop runs in its goroutine, whoever calls it.
type safe interface{ Run(func()) }

var usage atomic.Int64

func init() {
	go func() {
		var s safe
		for range time.Tick(time.Second) {
			s.Run(func() { usage.Store(usage.Load()/2 + 1) })
		}
	}()
}

// A Once fills it before anybody has it.
type cache struct {
	mu sync.Mutex
	m  atomic.Value
}

var (
	once1    sync.Once
	instance *cache
)

func Cache() *cache {
	once1.Do(func() {
		instance = &cache{}
		instance.m.Store(map[string]int{})
	})
	return instance
}

func (c *cache) Set(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := map[string]int{k: v}
	for k, v := range c.m.Load().(map[string]int) {
		next[k] = v
	}
	c.m.Store(next)
}

// A task runs on one goroutine at a time.
type task struct {
	dest atomic.Pointer[page]
	done chan *task
}

func dispatch(t *task) {
	go func() {
		t.run()
		t.done <- t
	}()
}

func (t *task) run() {
	d := *t.dest.Load()
	d.n++
	t.dest.Store(&d)
	t.again()
}

func (t *task) again() {
	d := *t.dest.Load()
	d.n--
	t.dest.Store(&d)
}

// Numbers of an unfinished object go into its parts.
type part struct{ schema int32 }

type whole struct {
	mu     sync.Mutex
	parts  [2]*part
	schema int32
	self   any
}

func newWhole(schema int32) *whole {
	w := &whole{schema: schema}
	w.parts[0] = &part{}
	atomic.StoreInt32(&w.parts[0].schema, w.schema)
	w.parts[1] = &part{}
	atomic.StoreInt32(&w.parts[1].schema, w.schema)
	w.keep(w)
	return w
}

func (w *whole) keep(x any) { w.self = x }

func (w *whole) Widen(i int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.parts[i]
	atomic.StoreInt32(&p.schema, atomic.LoadInt32(&p.schema)-1)
}
