// Package proof shows the races at run time, and that a lock ends them.
package proof

import "sync"

type counts struct {
	mu sync.RWMutex
	n  map[int]int
}

func newCounts() *counts { return &counts{n: map[int]int{1: 0}} }

// together runs f in n goroutines that start as one.
func together(n int, f func(g int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for g := range n {
		wg.Go(func() {
			<-start
			f(g)
		})
	}
	close(start)
	wg.Wait()
}

func hit(c *counts) {
	together(2, func(g int) {
		c.n[1]++ // want `n is written`
	})
}

func rlocked(c *counts) {
	together(2, func(g int) {
		c.mu.RLock()
		c.n[2]++ // want `under counts\.mu for reading only`
		c.mu.RUnlock()
	})
}

func Ranged(c *counts) (sum int) {
	done := make(chan bool)
	go func() {
		c.mu.Lock()
		c.n[3]++
		c.mu.Unlock()
		close(done)
	}()
	for _, n := range c.n { // want `n is ranged over`
		sum += n
	}
	<-done
	return sum + len(c.n)
}

func right(c *counts) {
	together(4, func(g int) {
		c.mu.Lock()
		c.n[g]++
		c.mu.Unlock()
		c.mu.RLock()
		_ = len(c.n)
		c.mu.RUnlock()
	})
}
