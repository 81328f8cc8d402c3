package good

import "sync"

// The lock is for the settings: the tokens belong to the one goroutine, also where it holds it.

type Bucket struct {
	mu     sync.Mutex
	burst  int
	tokens int
	in     chan int
}

// NewBucket makes one, and starts its goroutine.
func NewBucket() *Bucket {
	b := &Bucket{in: make(chan int)}
	go b.run()
	return b
}

// SetBurst sets a limit.
func (b *Bucket) SetBurst(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.burst = n
}

func (b *Bucket) run() {
	b.refill(1)
	for n := range b.in {
		b.refill(n)
		b.drain(n)
	}
}

func (b *Bucket) refill(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(b.burst, b.tokens+n)
	println(b.tokens, b.burst)
}

func (b *Bucket) drain(n int) {
	if n > 1 {
		b.tokens -= n
	}
}

// So with a loop that a caller runs: what it takes up again stands under the lock, for the sake of who looks on.

type Syncer struct {
	mu     sync.Mutex
	synced int
	shown  int
	in     chan int
}

// SyncAll runs Sync.
func (s *Syncer) SyncAll(stop chan bool) {
	s.take(1)
	s.sync(stop)
}

func (s *Syncer) sync(stop chan bool) {
	s.resume(1)
	for {
		select {
		case n := <-s.in:
			s.take(n)
		case <-stop:
			s.resume(0)
			return
		}
		s.mu.Lock()
		s.shown = s.synced
		s.mu.Unlock()
	}
}

func (s *Syncer) resume(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.synced = n
	println(s.synced)
}

func (s *Syncer) take(n int) { s.synced += n }

// Progress looks on.
func (s *Syncer) Progress() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown
}
