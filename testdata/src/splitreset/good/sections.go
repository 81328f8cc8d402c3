package good

import (
	"sync"
	"time"
)

type Locked struct {
	mu    sync.Mutex
	outer sync.Mutex
	hits  int64
	fails int64
	state int
	last  int64
}

func (s *Locked) Hit() { s.mu.Lock(); s.hits++; s.fails += 1; s.mu.Unlock() }
func (s *Locked) One() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.hits
	s.hits = 0
	return n
}
func (s *Locked) Swap() (n int64) {
	s.mu.Lock()
	n, s.hits = s.hits, 0
	s.mu.Unlock()
	return
}
func (s *Locked) Get() int64 { s.mu.Lock(); defer s.mu.Unlock(); return s.hits }
func (s *Locked) Reset()     { s.mu.Lock(); s.hits = 0; s.mu.Unlock() }

// only compared
func (s *Locked) Check(max int64) {
	if s.Get() > max {
		s.Reset()
	}
}

// two objects
func Move(a, b *Locked) int64 { n := a.Get(); b.Reset(); return n }

// subtracted
func (s *Locked) Sub() int64 {
	n := s.Get()
	s.mu.Lock()
	s.hits -= n
	s.mu.Unlock()
	return n
}

// reset first
func (s *Locked) Fresh(f func()) int64 { s.Reset(); f(); return s.Get() }

// two numbers
func (s *Locked) Other() int64 {
	n := s.Get()
	s.mu.Lock()
	s.fails = 0
	s.mu.Unlock()
	return n
}

// state: nobody adds
func (s *Locked) State() int {
	s.mu.Lock()
	v := s.state
	s.mu.Unlock()
	s.mu.Lock()
	s.state = 0
	s.mu.Unlock()
	return v
}
func (s *Locked) SetState(x int) { s.mu.Lock(); s.state = x; s.mu.Unlock() }

// a lock around both, held by adders too? only the outer one counts
type Both struct {
	big, mu sync.Mutex
	n       int
}

func (b *Both) Inc()      { b.big.Lock(); b.mu.Lock(); b.n++; b.mu.Unlock(); b.big.Unlock() }
func (b *Both) get() int  { b.mu.Lock(); defer b.mu.Unlock(); return b.n }
func (b *Both) zero()     { b.mu.Lock(); defer b.mu.Unlock(); b.n = 0 }
func (b *Both) Take() int { b.big.Lock(); defer b.big.Unlock(); v := b.get(); b.zero(); return v }

// one goroutine adds and resets
type LockedActor struct {
	mu  sync.Mutex
	n   int
	in  chan int
	out chan int
}

func NewLockedActor() *LockedActor {
	a := &LockedActor{in: make(chan int), out: make(chan int)}
	go a.run()
	return a
}
func (a *LockedActor) run() {
	t := time.NewTicker(1)
	for {
		select {
		case x := <-a.in:
			a.mu.Lock()
			a.n += x
			a.mu.Unlock()
		case <-t.C:
			a.mu.Lock()
			n := a.n
			a.mu.Unlock()
			a.out <- n
			a.mu.Lock()
			a.n = 0
			a.mu.Unlock()
		}
	}
}
func (a *LockedActor) Peek() int { a.mu.Lock(); defer a.mu.Unlock(); return a.n }

// no lock for the reset: that is another mistake
type NoLock struct {
	mu sync.Mutex
	n  int
}

func (x *NoLock) Inc()      { x.mu.Lock(); x.n++; x.mu.Unlock() }
func (x *NoLock) Take() int { x.mu.Lock(); n := x.n; x.mu.Unlock(); x.n = 0; return n }

// local
func LocalLocked(fs []func()) int {
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { f(); mu.Lock(); n++; mu.Unlock() })
	}
	wg.Wait()
	mu.Lock()
	v := n
	mu.Unlock()
	mu.Lock()
	n = 0
	mu.Unlock()
	return v
}

// constructor
func NewLocked(f func(*Locked)) (*Locked, int64) {
	s := &Locked{}
	f(s)
	v := s.Get()
	s.Reset()
	return s, v
}
