package proof

import "sync"

// Calls through interfaces reach the methods of the package that implement them.

type bumper interface{ bump() }

type plainBumper struct{ n int }

func (b *plainBumper) bump() {
	b.n++ // want `loses updates: go statement in a loop at dispatch.go:\d+, and no lock is held`
}

// lockedBumper keeps its number under a lock.
type lockedBumper struct {
	mu sync.Mutex
	n  int
}

func (b *lockedBumper) bump() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
}

func bumpAll(b bumper) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(2)
		go func() {
			defer wg.Done()
			for range 100 {
				b.bump()
			}
		}()
		go bumpOnce(b, &wg)
	}
	wg.Wait()
}

func bumpOnce(b bumper, wg *sync.WaitGroup) {
	b.bump()
	wg.Done()
}

// Pulses is an interface that other packages implement too.
type Pulses interface{ Tick(n int) }

type pulses struct{ sum int }

func (t *pulses) Tick(n int) {
	t.sum += n // want `loses updates: go statement in a loop`
}

func startPulses(done *sync.WaitGroup) {
	var t Pulses = &pulses{}
	for range 8 {
		done.Add(1)
		go func() {
			defer done.Done()
			for range 100 {
				t.Tick(1)
			}
		}()
	}
}

// A cabinet has its drawer through an interface.
type cabinet struct{ d drawer }

type drawer interface{ put() }

type oak struct{ things int }

func (o *oak) put() {
	o.things++ // want `loses updates`
}

func (c *cabinet) fill() {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				c.d.put()
			}
		})
	}
	wg.Wait()
}

func startMethod(b turner, n int) {
	var wg sync.WaitGroup
	wg.Add(2 * n)
	for range n {
		go b.turn(&wg)
		go b.turn(&wg)
	}
	wg.Wait()
}

type turner interface{ turn(*sync.WaitGroup) }

type knob struct{ turns int }

func (k *knob) turn(wg *sync.WaitGroup) {
	k.turns++ // want `loses updates: go statement in a loop`
	wg.Done()
}

// Near misses.

type runner interface{ run() }

type runnerOfEach struct{ rounds int }

func (r *runnerOfEach) run() { r.rounds++ }

func runEach(rs []runner) {
	var wg sync.WaitGroup
	for _, r := range rs {
		wg.Go(func() { r.run() })
	}
	wg.Wait()
	for range 4 {
		var r runner = &runnerOfEach{}
		wg.Go(r.run)
	}
	wg.Wait()
}

type guardedCall interface{ call() }

type underCallersLock struct{ calls int }

func (u *underCallersLock) call() { u.calls++ }

func callLocked(g guardedCall) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			g.call()
		})
	}
	wg.Wait()
}

type oneCaller interface{ feed() }

type fedByOne struct{ bites int }

func (f *fedByOne) feed() { f.bites++ }

func feedOne(o oneCaller) {
	done := make(chan bool)
	go func() {
		for range 100 {
			o.feed()
		}
		close(done)
	}()
	<-done
	o.feed()
}

// many is implemented by more types than anybody can be taken to mean.
type many interface{ poke() }

type (
	m1 struct{ n int }
	m2 struct{ n int }
	m3 struct{ n int }
	m4 struct{ n int }
	m5 struct{ n int }
)

func (m *m1) poke() { m.n++ }
func (m *m2) poke() { m.n++ }
func (m *m3) poke() { m.n++ }
func (m *m4) poke() { m.n++ }
func (m *m5) poke() { m.n++ }

func pokeAll(m many) {
	for range 8 {
		go m.poke()
	}
}

// perConn is made for each connection, and served as what it implements.
type perConn struct{ reads int }

type served interface{ serve() }

func (p *perConn) serve() { p.reads++ }

func acceptAll(n int) {
	var wg sync.WaitGroup
	for range n {
		p := &perConn{}
		wg.Add(1)
		go serveOne(p, &wg)
	}
	wg.Wait()
}

func serveOne(s served, wg *sync.WaitGroup) {
	s.serve()
	wg.Done()
}

func inOneFunction() int {
	var p served = &perConn{}
	p.serve()
	p.serve()
	return p.(*perConn).reads
}

// A sender has one goroutine, which tries by a helper that others use too.
type sender struct{ attempts int }

func (s *sender) start(done chan bool) {
	go func() {
		retrySend(func() error {
			s.try()
			return nil
		})
		close(done)
	}()
}

func (s *sender) try() { s.attempts++ }

func retrySend(f func() error) {
	againUntil(func() bool { return f() == nil })
}

func againUntil(f func() bool) {
	for !f() {
	}
}

type backend interface{ fetch() }

type remote struct{}

func (remote) fetch() { retrySend(func() error { return nil }) }

func fetchAll(b backend) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { b.fetch() })
	}
	wg.Wait()
}
