package proof

import "sync"

// Each goroutine has elements of its own: none of these is a mistake.

func (c *cells) captured() {
	var wg sync.WaitGroup
	for i := range c.per {
		wg.Go(func() {
			for range 10 {
				c.per[i]++
			}
		})
	}
	wg.Wait()
}

func (c *cells) threeClauses() {
	var wg sync.WaitGroup
	for i := 0; i < len(c.per); i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.per[i]++
		}()
	}
	wg.Wait()
}

func (c *cells) add(i int) { c.per[i]++ }
func (c *cells) byMethod() {
	var wg sync.WaitGroup
	for i := range c.per {
		wg.Go(func() { c.add(i) })
	}
	wg.Wait()
}

func (c *cells) computed() {
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() { c.per[2*i]++; c.per[2*i+1]++; c.per[i+8]++ })
	}
	wg.Wait()
}

func (c *cells) parts(workers int) {
	var wg sync.WaitGroup
	part := len(c.per) / workers
	for w := range workers {
		wg.Go(func() {
			for j := w * part; j < (w+1)*part; j++ {
				c.per[j]++
			}
		})
	}
	wg.Wait()
}

func (c *cells) strides(workers int) {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for j := w; j < len(c.per); j += workers {
				c.per[j]++
			}
		})
	}
	wg.Wait()
}

func (c *cells) wrapped() {
	var wg sync.WaitGroup
	for w := range len(c.per) {
		wg.Go(func() { c.per[w%len(c.per)]++ })
	}
	wg.Wait()
}

func (c *cells) slices(workers int) {
	var wg sync.WaitGroup
	n := len(c.per) / workers
	for w := range workers {
		mine := c.per[w*n : (w+1)*n]
		wg.Go(func() {
			for j := range mine {
				mine[j]++
			}
		})
	}
	wg.Wait()
}

type errand struct{ id, tries int }

func (c *cells) received() {
	work := make(chan *errand)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for e := range work {
				e.tries++
				c.per[e.id]++
			}
		})
	}
	for i := range c.per {
		work <- &errand{id: i}
	}
	close(work)
	wg.Wait()
}

func (c *cells) spawn(i int, wg *sync.WaitGroup) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		c.per[i]++
	}()
}

func (c *cells) byHelper() {
	var wg sync.WaitGroup
	for i := range c.per {
		c.spawn(i, &wg)
	}
	wg.Wait()
}

type pairOf struct{ hits, misses int }

func inStructs() {
	table := make([]pairOf, 4)
	held := struct{ all [4]pairOf }{}
	var wg sync.WaitGroup
	for i := range table {
		p := &table[i]
		wg.Go(func() {
			p.hits++
			table[i].misses++
			held.all[i].hits++
		})
	}
	wg.Wait()
}
