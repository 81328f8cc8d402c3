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

// Each goroutine waits until the one before lets it run.
func relay() int {
	n := 0
	first := make(chan struct{})
	turn := first
	for range 4 {
		next := make(chan struct{})
		go func(turn, next chan struct{}) {
			<-turn
			n++
			close(next)
		}(turn, next)
		turn = next
	}
	close(first)
	<-turn
	return n
}

// The next one is found in a queue. What is passed on is what all of them write to.
func queued(out func(int)) int {
	n := 0
	var wg sync.WaitGroup
	wg.Add(1)
	queue := make(chan chan func(int), 4)
	write := func(k int, turn chan func(int)) {
		w := <-turn
		defer func() {
			next, ok := <-queue
			if !ok {
				wg.Done()
				return
			}
			next <- w
		}()
		w(k)
		n += k
	}
	first := make(chan func(int), 1)
	go write(0, first)
	first <- out
	for k := range 4 {
		turn := make(chan func(int), 1)
		queue <- turn
		if k > 2 {
			go write(k, turn)
			continue
		}
		go func() { write(k+1, turn) }()
	}
	close(queue)
	wg.Wait()
	return n
}

// Each goroutine has a channel of its own, on which it is told to begin, and none waits for another one.
func allAtOnce() int {
	n := 0
	done := make(chan struct{})
	for range 4 {
		turn := make(chan struct{}, 1)
		turn <- struct{}{}
		go func() {
			<-turn
			n++ // want `loses updates`
			done <- struct{}{}
		}()
	}
	for range 4 {
		<-done
	}
	return n
}

// The next one is let run too early.
func tooEarly() int {
	n := 0
	first := make(chan struct{})
	turn := first
	var wg sync.WaitGroup
	for range 4 {
		next := make(chan struct{})
		wg.Add(1)
		go func(turn, next chan struct{}) {
			<-turn
			close(next)
			n++ // want `loses updates`
			wg.Done()
		}(turn, next)
		turn = next
	}
	close(first)
	wg.Wait()
	return n
}
