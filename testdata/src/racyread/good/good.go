// Package good holds near misses that cannot be run: what they are called from is not there.
package good

import "sync"

// Counter belongs to whoever has it.
type Counter struct{ n int }

// Inc counts.
func (c *Counter) Inc() { c.n++ }

// N reads.
func (c *Counter) N() int { return c.n }

// Conn is served by a goroutine of its own.
type Conn struct {
	in    chan []byte
	reads int
}

func accept(conns <-chan *Conn) {
	for c := range conns {
		go c.serve()
	}
}

func (c *Conn) serve() {
	for range c.in {
		c.reads++
		if c.reads > 10 {
			return
		}
	}
}

// A copy by value.
func (c Conn) total() int { return c.reads }

type batch struct{ items, failed int }

func run(batches []*batch) (failed int) {
	var wg sync.WaitGroup
	for _, b := range batches {
		wg.Add(1)
		go func() {
			defer wg.Done()
			b.work()
		}()
	}
	wg.Wait()
	for _, b := range batches {
		failed += b.failed
	}
	return failed
}

func (b *batch) work() {
	for range b.items {
		b.failed++
	}
}

type logger struct{ lines int }

// String is for log lines.
func (l *logger) String() string { return string(rune(l.lines)) }

func (l *logger) start(in chan string) {
	go func() {
		for range in {
			l.lines++
		}
	}()
}

func inPlace(f func()) { f() }

func caller() int {
	n := 0
	inPlace(func() { n++ })
	return n
}

// Waits that are known by their names alone.
type workers interface {
	Run(func())
	Wait()
}

func pooled(w workers, items []int) int {
	failed := 0
	go func() {
		for range items {
			failed++
		}
	}()
	w.Wait()
	return failed
}

// Writes hold the lock of the account and that of the bank; a read holds either, for reading only.
type bank struct {
	mu       sync.RWMutex
	accounts map[string]*account
}

type account struct {
	mu   sync.RWMutex
	sum  int
	bank *bank
}

func (b *bank) Pay(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[name]
	a.mu.Lock()
	a.sum += n
	a.mu.Unlock()
}

func (b *bank) Take(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[name]
	a.mu.Lock()
	a.sum -= n
	a.mu.Unlock()
}

func (b *bank) All() (sum int) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, a := range b.accounts {
		sum += a.sum
	}
	return sum
}

func (a *account) Sum() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.sum
}

// A list yields its parts through a channel: who ranges over that does not add meanwhile.
type list struct {
	n    int
	data []int
}

// Add is called by the owner.
func (l *list) Add(v int) {
	l.data = append(l.data, v)
	l.n++
}

// Iterate starts a goroutine that lives as long as somebody listens.
func (l *list) Iterate() <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 0; i < l.n; i++ {
			out <- l.data[i]
		}
	}()
	return out
}

// A snapshot is a copy of its reader's own.

type logged struct {
	mu      sync.RWMutex
	errors  int
	pending map[string]int
}

func (l *logged) snapshot() *logged {
	l.mu.RLock()
	defer l.mu.RUnlock()
	out := &logged{errors: l.errors, pending: map[string]int{}}
	for k, v := range l.pending {
		out.pending[k] = v
	}
	return out
}

func (l *logged) remove(s *logged) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errors -= s.errors
}

// Beat sends what was logged.
type Beat struct{ log logged }

// Note counts an error.
func (b *Beat) Note() {
	b.log.mu.Lock()
	defer b.log.mu.Unlock()
	b.log.errors++
}

// Send sends.
func (b *Beat) Send() int {
	s := b.log.snapshot()
	n := s.errors
	b.log.remove(s)
	return n
}
