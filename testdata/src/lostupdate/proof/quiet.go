package proof

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Near misses: each of them is run under the race detector, which finds nothing.

func underLock() int {
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			n++
		})
	}
	wg.Wait()
	n++
	return n
}

func beforeAndAfter() int {
	n := 0
	n++
	var wg sync.WaitGroup
	wg.Go(func() { n++ })
	wg.Wait()
	n++
	return n
}

func oneAfterAnother() int {
	n := 0
	for range 3 {
		done := make(chan struct{})
		go func() {
			n++
			close(done)
		}()
		<-done
	}
	return n
}

func ownSlot() []int {
	counts := make([]int, 4)
	var wg sync.WaitGroup
	for i := range counts {
		wg.Go(func() {
			for range 3 {
				counts[i]++
			}
		})
	}
	wg.Wait()
	return counts
}

func ownPointer() int {
	counts := make([]tally, 4)
	var wg sync.WaitGroup
	for i := range counts {
		wg.Add(1)
		go func(t *tally) {
			defer wg.Done()
			t.n += 2
		}(&counts[i])
	}
	wg.Wait()
	return counts[0].n
}

func perIteration() {
	var wg sync.WaitGroup
	for range 4 {
		n := 0
		wg.Go(func() {
			n++
			_ = n
		})
	}
	wg.Wait()
}

func ownLocal() {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var t tally
			quietInc(&t.n)
		})
	}
	wg.Wait()
}

func quietInc(p *int) { *p++ }

func collector() int {
	results := make(chan int)
	for i := range 4 {
		go func() { results <- i }()
	}
	n := 0
	for range 4 {
		n += <-results
	}
	return n
}

// A worker alone writes.
type actor struct {
	in   chan int
	out  chan int
	seen int
}

func newActor() *actor {
	a := &actor{in: make(chan int), out: make(chan int)}
	a.seen++
	go a.loop()
	return a
}

func (a *actor) loop() {
	for v := range a.in {
		a.seen += v
	}
	a.out <- a.seen
}

// Locks in all shapes.

type guarded struct {
	sync.RWMutex
	n, m int
	once sync.Once
	sem  chan struct{}
}

// Inc locks the embedded lock.
func (g *guarded) Inc() {
	g.Lock()
	g.n++
	g.incLocked()
	g.Unlock()
}

func (g *guarded) incLocked() { g.n++ }

func (g *guarded) lock() (unlock func()) {
	g.Lock()
	return g.Unlock
}

// Helper locks through a function that returns the unlock.
func (g *guarded) Helper() {
	defer g.lock()()
	g.n += 2
}

func (g *guarded) with(f func()) {
	g.Lock()
	defer g.Unlock()
	f()
}

// With hands a literal to a function that locks.
func (g *guarded) With() {
	g.with(func() { g.n-- })
}

// First runs once.
func (g *guarded) First() {
	g.once.Do(func() { g.m++ })
}

type gate struct {
	sem chan struct{}
	n   int
}

func newGate() *gate { return &gate{sem: make(chan struct{}, 1)} }

// Pass takes the semaphore.
func (g *gate) Pass() {
	g.sem <- struct{}{}
	g.n++
	<-g.sem
}

func passAll(g *gate) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(g.Pass)
	}
	wg.Wait()
}

type waiter struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newWaiter() *waiter {
	w := &waiter{}
	w.cond = sync.NewCond(&w.mu)
	return w
}

// Signal counts under the lock of the condition.
func (w *waiter) Signal() {
	w.cond.L.Lock()
	w.n++
	w.cond.L.Unlock()
	w.cond.Broadcast()
}

func signalAll(w *waiter) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(w.Signal)
	}
	wg.Wait()
}

// The winner alone.
type winner struct {
	busy atomic.Bool
	runs int
}

// Run updates where it has won.
func (w *winner) Run() {
	if !w.busy.CompareAndSwap(false, true) {
		return
	}
	w.runs++
	w.busy.Store(false)
}

func runAll(w *winner) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(w.Run)
	}
	wg.Wait()
}

// One goroutine per request, and what is the request's own.
type page struct{ views int }

type site struct {
	mu    sync.Mutex
	total int
}

// ServeHTTP counts what it owns, and what it locks.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var p page
	p.views++
	q := &page{}
	q.views += 2
	r.ContentLength++
	s.mu.Lock()
	s.total += p.views
	s.mu.Unlock()
}

// A constructor updates what nobody sees yet.
func newSite(n int) *site {
	s := &site{}
	for range n {
		s.total++
	}
	return s
}

// Set-up before the goroutines.
type plant struct {
	lines int
	wg    sync.WaitGroup
}

// Start counts before it starts.
func (p *plant) Start() {
	p.lines++
	for range 3 {
		p.wg.Go(func() { _ = p.lines })
	}
}

// Stop counts after the wait.
func (p *plant) Stop() {
	p.wg.Wait()
	p.lines--
}

// Values are copies.
func (p page) plus() int {
	p.views++
	return p.views
}

func copies(p page) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { p.plus() })
	}
	wg.Wait()
}

// In place, though it looks like a callback.
func inPlace(f func(int)) {
	for i := range 3 {
		f(i)
	}
}

func visits() int {
	n := 0
	inPlace(func(i int) { n += i })
	var m sync.Map
	m.Store(1, 2)
	m.Range(func(_, _ any) bool { n++; return true })
	return n
}

func sequence(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}

func iterates() (n int) {
	for i := range sequence {
		n += i
	}
	return n
}

// Handed over by channel.
type job struct{ tries int }

func handOver() int {
	jobs, done := make(chan *job), make(chan *job)
	go func() {
		j := <-jobs
		j.tries++
		done <- j
	}()
	j := &job{}
	j.tries++
	jobs <- j
	j = <-done
	j.tries++
	return j.tries
}

// A lock per element.
type shard struct {
	mu sync.Mutex
	n  int
}

func shards() {
	s := make([]shard, 2)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			x := &s[i%2]
			x.mu.Lock()
			x.n++
			x.mu.Unlock()
		})
	}
	wg.Wait()
}

// Readers of a lock do not matter where the writer has it for itself.
type table struct {
	mu   sync.RWMutex
	rows int
}

// Rows reads.
func (t *table) Rows() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows
}

// Add locks.
func (t *table) Add() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows++
}

// Merge takes the values of another table, which it locks for reading.
func (t *table) Merge(o *table) {
	o.mu.RLock()
	n := o.rows
	o.mu.RUnlock()
	t.mu.Lock()
	t.rows += n
	t.mu.Unlock()
}

// Single has a lock for something else, and one update by a type that nobody shares.
type single struct {
	mu   sync.Mutex
	list []int
	n    int
}

// Note is called by its owner alone.
func (s *single) Note() { s.n++ }

// Push locks the list.
func (s *single) Push(v int) {
	s.mu.Lock()
	s.list = append(s.list, v)
	s.mu.Unlock()
}

// Perhaps locked: whether it is depends on a parameter.
type perhaps struct {
	mu sync.Mutex
	n  int
}

func (p *perhaps) add(lock bool) {
	if lock {
		p.mu.Lock()
		defer p.mu.Unlock()
	}
	p.n++
}

// Add locks in the helper.
func (p *perhaps) Add() { p.add(true) }

// AddTwo locks here.
func (p *perhaps) AddTwo() {
	p.mu.Lock()
	p.add(false)
	p.add(false)
	p.mu.Unlock()
}
