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
