package proof

import "sync"

func finalRead() int {
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() { n++ })
	wg.Wait()
	return n
}

func closedFirst() int {
	n := 0
	done := make(chan struct{})
	go func() {
		n++
		close(done)
	}()
	<-done
	return n
}

func sentFirst() int {
	n := 0
	done := make(chan bool)
	go func() {
		n += 2
		done <- true
	}()
	<-done
	return n
}

func readFirst() int {
	n := 1
	got := n
	var wg sync.WaitGroup
	wg.Go(func() { n++ })
	wg.Wait()
	return got
}

func locked() int {
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		mu.Lock()
		n++
		mu.Unlock()
	})
	mu.Lock()
	got := n
	mu.Unlock()
	wg.Wait()
	return got
}

func single() (n int) {
	inc := func() { n++ }
	inc()
	inc()
	return n
}

func ownRead(out chan<- int) {
	go func() {
		n := 0
		for range 3 {
			n++
		}
		out <- n
	}()
}

type closer struct {
	wg   sync.WaitGroup
	jobs chan int
	seen int
}

func newCloser() *closer {
	c := &closer{jobs: make(chan int)}
	c.wg.Go(func() {
		for range c.jobs {
			c.seen++
		}
	})
	return c
}

// Close waits, then reads.
func (c *closer) Close() int {
	close(c.jobs)
	c.wg.Wait()
	return c.seen
}

type guarded struct {
	mu   sync.RWMutex
	seen int
}

func (g *guarded) run(n int) {
	for range n {
		g.mu.Lock()
		g.seen++
		g.mu.Unlock()
	}
}

func startGuarded(wg *sync.WaitGroup) *guarded {
	g := &guarded{}
	wg.Go(func() { g.run(10) })
	return g
}

// Seen reads under the lock for readers.
func (g *guarded) Seen() int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.seen
}

type self struct {
	in   chan int
	out  chan int
	seen int
}

func startSelf() *self {
	s := &self{in: make(chan int), out: make(chan int)}
	go s.loop()
	return s
}

// The goroutine alone reads what it updates, and sends it.
func (s *self) loop() {
	for v := range s.in {
		s.seen += v
		s.out <- s.seen
	}
}

func rounds() (total int) {
	for range 3 {
		n := 0
		var wg sync.WaitGroup
		wg.Go(func() { n++ })
		wg.Wait()
		total += n
	}
	return total
}

// A Drainer counts on its goroutine.
type Drainer struct {
	in   chan int
	done chan bool
	seen int
}

// NewDrainer starts it.
func NewDrainer() *Drainer {
	d := &Drainer{in: make(chan int), done: make(chan bool)}
	go d.drain()
	return d
}

func (d *Drainer) drain() {
	for range d.in {
		d.seen++
	}
	close(d.done)
}

// Seen is only valid when it is read after Close.
func (d *Drainer) Seen() int { return d.seen }

// Close ends the goroutine.
func (d *Drainer) Close() {
	close(d.in)
	<-d.done
}
