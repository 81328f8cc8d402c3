package fix

import (
	"sync"
	"sync/atomic"
)

type line struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *line) Inc()       { l.mu.Lock(); l.n.Add(1); l.mu.Unlock() } // want fix:`l\.mu`
func (l *line) Get() int64 { l.mu.Lock(); defer l.mu.Unlock(); return l.n.Load() }
func (l *line) Set(x int64) {
	l.mu.Lock()
	l.n.Store(x)
	l.mu.Unlock()
}

type commented struct {
	mu sync.Mutex // guards n
	n  atomic.Int64
}

func (c *commented) Inc() { // want:+1 `c\.mu`
	c.mu.Lock()
	c.n.Add(1)
	c.mu.Unlock()
}

type remarked struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (r *remarked) Inc() { // want:+1 `r\.mu`
	r.mu.Lock() // one at a time
	r.n.Add(1)
	r.mu.Unlock()
}

type pair struct {
	mu, other sync.Mutex
	n         atomic.Int64
	m         map[string]int
}

func (p *pair) Inc() { // want:+1 `p\.mu`
	p.mu.Lock()
	p.n.Add(1)
	p.mu.Unlock()
}

func (p *pair) Set(k string) {
	p.other.Lock()
	p.m[k]++
	p.other.Unlock()
}

type made struct {
	mu *sync.Mutex
	n  atomic.Int64
}

func newMade() *made { return &made{mu: new(sync.Mutex)} }

func (m *made) Inc() { // want:+1 `m\.mu`
	m.mu.Lock()
	m.n.Add(1)
	m.mu.Unlock()
}

func short(jobs []func()) int64 { // want:+6 `mu`
	mu := sync.Mutex{}
	var n atomic.Int64
	for _, job := range jobs {
		go func() {
			job()
			mu.Lock()
			n.Add(1)
			mu.Unlock()
		}()
	}
	return n.Load()
}

type cases struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (c *cases) Do(k int) int64 { // want:+3 fix:`c\.mu`
	switch k {
	case 0:
		c.mu.Lock()
		c.n.Add(1)
		c.mu.Unlock()
	case 1:
		c.mu.RLock()
		defer c.mu.RUnlock()
		return c.n.Load()
	default:
		if k > 5 {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.n.Store(int64(k))
		}
	}
	return 0
}

type labelled struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *labelled) Do(again bool) { // want:+2 fix:`l\.mu`
more:
	l.mu.Lock()
	l.n.Add(1)
	l.mu.Unlock()
	if again {
		again = false
		goto more
	}
}

type alias = sync.Mutex

type aliased struct {
	mu alias
	n  atomic.Int64
}

func (a *aliased) Inc() { // want:+1 fix:`a\.mu`
	a.mu.Lock()
	a.n.Add(1)
	a.mu.Unlock()
}

type twin1 struct {
	mu sync.Mutex
	n  int64
}

type twin2 struct {
	mu sync.Mutex
	n  int64
}

func (t *twin1) Inc() { // want:+1 withheld:`t\.mu`
	t.mu.Lock()
	atomic.AddInt64(&t.n, 1)
	t.mu.Unlock()
}

func convert(t *twin1) *twin2 { return (*twin2)(t) }
