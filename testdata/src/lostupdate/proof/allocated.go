package proof

import (
	"sync"
	"sync/atomic"
)

// Numbers in objects that have no name of their own: the variable that keeps the object stands for it.

func firstElement() int {
	res := make([]int, 1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				res[0]++ // want `loses updates: go statement in a loop at allocated.go:\d+, and no lock is held`
			}
		}()
	}
	wg.Wait()
	return res[0]
}

func elementOfLiteral(odd []bool) int {
	res := []int{0, 0}
	var wg sync.WaitGroup
	for _, o := range odd {
		wg.Go(func() {
			if o {
				res[1]++ // want `loses updates`
			} else {
				res[0]++ // want `loses updates`
			}
		})
	}
	wg.Wait()
	return res[0] - res[1]
}

func elementOfLength(n int) int {
	res := make([]int, n)
	done := make(chan bool)
	go func() {
		for range 100 {
			res[0]++ // want `loses updates`
		}
		close(done)
	}()
	for range 100 {
		res[0]++ // want `loses updates`
	}
	<-done
	return res[0]
}

func newInt() int {
	n := new(int)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				*n++ // want `loses updates`
			}
		})
	}
	wg.Wait()
	return *n
}

type inner struct {
	hits   int
	misses int
}

type derived struct {
	*inner
	name string
}

func promotedThroughPointer() int {
	d := derived{inner: &inner{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				d.hits++ // want `loses updates`
			}
		})
	}
	wg.Wait()
	return d.hits
}

func promotedTwice() int {
	d := struct{ *derived }{&derived{inner: &inner{}}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				d.misses += 2 // want `loses updates`
			}
		})
	}
	wg.Wait()
	return d.misses
}

// Near misses.

func elementOfEach(in []int) int {
	res := make([]int, len(in))
	var wg sync.WaitGroup
	for i, n := range in {
		wg.Go(func() {
			for range n {
				res[i]++
			}
		})
	}
	wg.Wait()
	sum := 0
	for i := range res {
		sum += res[i]
		res[0]++
	}
	return sum
}

func elementUnderLock() int {
	res := make([]int, 1)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			res[0]++
		})
	}
	wg.Wait()
	return res[0]
}

func sliceOfEach() []int {
	all := make([][]int, 8)
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() {
			own := make([]int, 2)
			for range 100 {
				own[0]++
			}
			all[i] = own
		})
	}
	wg.Wait()
	return all[0]
}

func newOfEach() (ps []*int) {
	var wg sync.WaitGroup
	for range 8 {
		p := new(int)
		ps = append(ps, p)
		wg.Go(func() { *p++ })
	}
	wg.Wait()
	return ps
}

func elementByOne() int {
	res := make([]int, 1)
	done := make(chan bool)
	go func() {
		for range 100 {
			res[0]++
		}
		close(done)
	}()
	<-done
	res[0]++
	return res[0]
}

func elementBeforeAndAfter() int {
	res := []int{0}
	res[0]++
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { _ = res[0] })
	}
	wg.Wait()
	res[0]++
	return res[0]
}

func promotedOfEach() int {
	sum := 0
	var wg sync.WaitGroup
	ds := make([]derived, 8)
	for i := range ds {
		d := derived{inner: &inner{}}
		ds[i] = d
		wg.Go(func() { d.hits++ })
	}
	wg.Wait()
	for _, d := range ds {
		d.misses++
		sum += d.hits + d.misses
	}
	return sum
}

func promotedUnderLock() int {
	var mu sync.Mutex
	d := derived{inner: &inner{}}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mu.Lock()
			d.hits++
			mu.Unlock()
		})
	}
	wg.Wait()
	return d.hits
}

func elementByTicket(n int) []int {
	sums := make([]int, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				for j := range 10 {
					sums[i] += j
				}
			}
		})
	}
	wg.Wait()
	return sums
}

func elementByLockedTicket(n int) []int {
	sums := make([]int, n)
	var mu sync.Mutex
	next := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= n {
					return
				}
				for j := range 10 {
					sums[i] += j
				}
			}
		})
	}
	wg.Wait()
	return sums
}

func elementsByRange(n int) []int {
	sums := make([]int, n)
	var wg sync.WaitGroup
	for lo := 0; lo < n; lo += 4 {
		hi := min(lo+4, n)
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := lo; i < hi; i++ {
				sums[i] += i
			}
		}()
	}
	wg.Wait()
	return sums
}

func elementsByStride(n int) []int {
	sums := make([]int, n)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < n; i += 4 {
				sums[i] += i
			}
		})
	}
	wg.Wait()
	return sums
}

func elementsReceived(n int) []int {
	sums := make([]int, n)
	jobs := make(chan struct{ id int })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for j := range jobs {
				sums[j.id] += 1
			}
		})
	}
	for i := range n {
		jobs <- struct{ id int }{i}
	}
	close(jobs)
	wg.Wait()
	return sums
}
