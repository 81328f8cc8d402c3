package proof

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A Bucket's word is a lock by its lowest bit.
type Bucket struct {
	word atomic.Uint64
	size int
	old  uint32
	hits int
}

func lockWord(w *atomic.Uint64) {
	for {
		v := w.Load()
		if v&1 == 0 && w.CompareAndSwap(v, v|1) {
			return
		}
		runtime.Gosched()
	}
}

func unlockWord(w *atomic.Uint64) { w.Store(w.Load() &^ 1) }

// Put has the bucket for itself.
func (b *Bucket) Put() {
	lockWord(&b.word)
	b.size++
	unlockWord(&b.word)
}

// Size too.
func (b *Bucket) Size() int {
	lockWord(&b.word)
	defer unlockWord(&b.word)
	return b.size
}

func lockOld(w *uint32) {
	for !atomic.CompareAndSwapUint32(w, 0, 1) {
		runtime.Gosched()
	}
}

func unlockOld(w *uint32) { atomic.StoreUint32(w, 0) }

// Hit has the other word.
func (b *Bucket) Hit() {
	lockOld(&b.old)
	defer unlockOld(&b.old)
	b.hits++
}

func spinning(b *Bucket) {
	all(func() {
		for range 50 {
			b.Put()
			b.Hit()
			b.Size()
		}
	})
}

// spinsElsewhere takes a word of its own, which keeps nobody out.
func spinsElsewhere(b *Bucket) {
	all(func() {
		for range 50 {
			var own atomic.Uint64
			lockWord(&own)
			b.size++ // want `loses updates`
			unlockWord(&own)
		}
	})
}

// A method that blocks is no lock.

// Turnstile lets people through.
type Turnstile struct {
	free   chan bool
	passed int
}

func (t *Turnstile) block()   { <-t.free }
func (t *Turnstile) unblock() { t.free <- true }

// Pass passes.
func (t *Turnstile) Pass() {
	t.block()
	t.passed++ // want goroutines:"`t.passed\\+\\+` loses updates"
	t.unblock()
}

// Rush lets two through at once.
func Rush() {
	t := &Turnstile{free: make(chan bool, 2)}
	t.free <- true
	t.free <- true
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 100 {
				t.Pass()
			}
		})
	}
	wg.Wait()
}
