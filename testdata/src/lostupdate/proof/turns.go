package proof

import "sync"

// One goroutine at a time has the turn. None of these is a mistake, but for those that say so.

// A Journal writes on goroutines, each of which begins when the one before has given the slot back.
type Journal struct {
	in      chan int
	written int
}

func (j *Journal) append(batch []int) {
	for range batch {
		j.written++
	}
}

func (j *Journal) run() int {
	slot := make(chan struct{}, 1)
	write := func(batch []int) {
		j.append(batch)
		<-slot
	}
	var batch []int
	for n := range j.in {
		batch = append(batch, n)
		select {
		case slot <- struct{}{}:
			go write(batch)
			batch = nil
		default:
		}
	}
	slot <- struct{}{}
	write(batch)
	slot <- struct{}{}
	return j.written
}

// A ledgers has two slots.
type ledgers struct {
	in      chan int
	written int
}

func (l *ledgers) run() int {
	slots := make(chan struct{}, 2)
	write := func(batch []int) {
		l.written += len(batch) // want `loses updates`
		<-slots
	}
	for n := range l.in {
		slots <- struct{}{}
		go write([]int{n})
	}
	slots <- struct{}{}
	slots <- struct{}{}
	return l.written
}

// The lock is taken here, and given back by the goroutine.
func handedLock() int {
	var mu sync.Mutex
	n := 0
	for range 4 {
		mu.Lock()
		go func() {
			defer mu.Unlock()
			n++
		}()
	}
	mu.Lock()
	defer mu.Unlock()
	return n
}

// What is done after the lock is given back is not done under it.
func handedBackEarly() int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 4 {
		mu.Lock()
		wg.Go(func() {
			mu.Unlock()
			n++ // want `loses updates`
		})
	}
	wg.Wait()
	return n
}

// Each goroutine has a lock of its own.
func handedOwnLock() int {
	var wg sync.WaitGroup
	n := 0
	for range 4 {
		mu := new(sync.Mutex)
		mu.Lock()
		wg.Go(func() {
			n++ // want `loses updates`
			mu.Unlock()
		})
	}
	wg.Wait()
	return n
}
