package proof

import "sync"

// Which element a goroutine counts in depends on its index: these meet.

type cells struct{ per []int }

func newCells() *cells { return &cells{per: make([]int, 16)} }

// all starts four goroutines that run f.
func all(f func()) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(f)
	}
	wg.Wait()
}

func (c *cells) whole() {
	all(func() {
		for j := range c.per {
			c.per[j]++ // want `loses updates`
		}
	})
}

func (c *cells) oneOf(h int) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.per[h]++ }) // want `loses updates`
	}
	wg.Wait()
}

func slotOf(key string) int { return len(key) }

func (c *cells) hashed(keys ...string) {
	work := make(chan string)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for k := range work {
				c.per[slotOf(k)%len(c.per)]++ // want `loses updates`
			}
		})
	}
	for _, k := range keys {
		work <- k
	}
	close(work)
	wg.Wait()
}
