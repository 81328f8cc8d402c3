package proof

import "sync"

// Here the lock is held, or the object nobody else's yet, or the read is that of the only writer.

// Gauge is read in all the right ways.
type Gauge struct {
	mu   sync.Mutex
	n    int
	high int
}

// NewGauge looks at its own object.
func NewGauge(n int) *Gauge {
	g := &Gauge{n: n}
	if g.n > 10 {
		g.n = 10
	}
	return g
}

// Inc counts.
func (g *Gauge) Inc() {
	g.mu.Lock()
	g.n++
	g.note()
	g.mu.Unlock()
}

// note runs under the lock of its callers.
func (g *Gauge) note() {
	if g.n > g.high {
		g.high = g.n
	}
}

func (g *Gauge) with(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

// N reads in a helper that locks.
func (g *Gauge) N() (n int) {
	g.with(func() { n = g.n })
	return n
}

func (g *Gauge) acquire() func() {
	g.mu.Lock()
	return g.mu.Unlock
}

// High reads between the calls of a helper.
func (g *Gauge) High() int {
	defer g.acquire()()
	return g.high
}

// NLocked wants the lock of its callers.
//
// The lock must be held.
func (g *Gauge) NLocked() int { return g.n }

// String is for the log.
func (g *Gauge) String() string { return string(rune('0' + g.n%10)) }

// Copy has the numbers of another one under its lock.
func (g *Gauge) Copy() Gauge {
	g.mu.Lock()
	defer g.mu.Unlock()
	return Gauge{n: g.n, high: g.high}
}

// Channel agrees with the other side before anything is sent.
type Channel struct {
	mu      sync.Mutex
	window  int
	decided bool
}

// Take counts what comes in.
func (c *Channel) Take(n int) {
	c.mu.Lock()
	c.window -= n
	c.mu.Unlock()
}

// Accept has the channel for itself yet.
func (c *Channel) Accept() int {
	if c.decided {
		return 0
	}
	c.decided = true
	return c.window
}

func local() int {
	g := Gauge{}
	g.Inc()
	return g.n
}

// Pump is written by one goroutine, which reads its own number as it likes.
type Pump struct {
	mu   sync.Mutex
	in   chan int
	done int
	out  chan int
}

// StartPump starts the only writer.
func StartPump() *Pump {
	p := &Pump{in: make(chan int), out: make(chan int)}
	go p.run()
	return p
}

func (p *Pump) run() {
	for range p.in {
		p.mu.Lock()
		p.done++
		p.mu.Unlock()
		if p.done == 3 {
			break
		}
	}
	p.out <- p.done
}

// Done is what others call.
func (p *Pump) Done() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

func inReturn() (int, error) {
	n := 0
	g := &group{}
	g.Go(func() error { n++; return nil })
	return n, g.Wait()
}

// A group waits for what it has started.
type group struct{ wg sync.WaitGroup }

func (g *group) Go(f func() error) { g.wg.Go(func() { _ = f() }) }
func (g *group) Wait() error       { g.wg.Wait(); return nil }
