package proof

import (
	"iter"
	"sync"
)

func upTo(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// eachRound starts a goroutine in each round of a range over a function.
func eachRound() int {
	n := 0
	var wg sync.WaitGroup
	for range upTo(4) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n++ // want `loses updates`
		}()
	}
	wg.Wait()
	return n
}

// roundsInPlace starts none.
func roundsInPlace() int {
	n := 0
	for range upTo(4) {
		n++
	}
	return n
}

// ownRound has a slot for each round.
func ownRound() {
	per := newCells()
	var wg sync.WaitGroup
	for i := range upTo(4) {
		wg.Go(func() { per.per[i]++ })
	}
	wg.Wait()
}

// roundByRound waits in each round.
func roundByRound() int {
	n := 0
	for range upTo(4) {
		done := make(chan bool)
		go func() {
			n++
			close(done)
		}()
		<-done
	}
	return n
}

// onlyOne leaves the loop after the first start.
func onlyOne() int {
	n := 0
	done := make(chan bool)
	for range upTo(4) {
		go func() {
			n++
			close(done)
		}()
		break
	}
	<-done
	return n
}
