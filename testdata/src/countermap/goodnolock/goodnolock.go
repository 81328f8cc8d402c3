// Package goodnolock does with goroutines and channels.
package goodnolock

func count(words []string) map[string]int {
	m := map[string]int{}
	for _, w := range words {
		m[w]++
	}
	return m
}

// The maps are the goroutines' own, and merged by one.
func parts(all [][]string) map[string]int {
	ch := make(chan map[string]int)
	for _, words := range all {
		go func() { ch <- count(words) }()
	}
	sum := map[string]int{}
	for range all {
		for k, n := range <-ch {
			sum[k] += n
		}
	}
	return sum
}

// One goroutine owns the map, the others send.
type actor struct {
	seen map[string]int
	in   chan string
}

func start() *actor {
	a := &actor{seen: map[string]int{}, in: make(chan string)}
	go a.run()
	return a
}

func (a *actor) run() {
	for s := range a.in {
		a.seen[s]++
		if len(a.seen) > 100 {
			clear(a.seen)
		}
	}
}

func (a *actor) Add(s string) { a.in <- s }

// A semaphore of one.
type guarded struct {
	sem  chan struct{}
	seen map[string]int
}

func (g *guarded) add(words []string) {
	for _, w := range words {
		go func() {
			g.sem <- struct{}{}
			g.seen[w]++
			<-g.sem
		}()
	}
}

func newGuarded() *guarded { return &guarded{sem: make(chan struct{}, 1), seen: map[string]int{}} }
