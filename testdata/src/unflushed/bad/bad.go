package bad

import (
	"context"
	"errors"
	"expvar"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	total    atomic.Int64
	old      int64
	lines    = expvar.NewInt("lines")
	requests = prometheus.NewCounter(prometheus.CounterOpts{Name: "requests_total"})
	errStop  = errors.New("stop")
)

// The loop just ends.
func ranges(jobs <-chan func()) {
	local := int64(0)
	for job := range jobs { // want exit/warning:`the end of this loop drops what local holds since the last flush: it is added to total past the threshold alone \(bad.go:\d+\); flush it on every way out`
		job()
		local++
		if local >= 100 {
			total.Add(local)
			local = 0
		}
	}
}

// A return from the middle, and a flush after the loop.
func returns(jobs []func() error) error {
	var n int64
	for _, job := range jobs {
		if err := job(); err != nil {
			return err // want exit:`this return drops what n holds`
		}
		n++
		if n == 64 {
			atomic.AddInt64(&old, n)
			n = 0
		}
	}
	atomic.AddInt64(&old, n)
	return nil
}

// A worker that is told to stop.
func selects(ctx context.Context, jobs <-chan int) {
	var local int64
	for {
		select {
		case <-ctx.Done():
			return // want exit:`this return drops what local holds`
		case n := <-jobs:
			local += int64(n)
			if local > 1000 {
				lines.Add(local)
				local = 0
			}
		}
	}
}

func breaks(jobs <-chan int) {
	count := 0.0
loop:
	for {
		select {
		case _, ok := <-jobs:
			if !ok {
				break loop // want exit:`this break drops what count holds`
			}
			count++
			if count >= 10 {
				requests.Add(count)
				count = 0
			}
		}
	}
	log.Println("done")
}

// By rounds, in a goroutine, into a variable under a lock.
func rounds(items []int) int64 {
	var mu sync.Mutex
	var sum int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var part int64
			for i, it := range items { // want exit:`the end of this loop drops what part holds since the last flush: it is added to sum past`
				part += int64(it)
				if i%128 == 127 {
					mu.Lock()
					sum += part
					part = 0
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return sum
}

// By time.
func timed(next func() bool) {
	last, n := time.Now(), int64(0)
	for next() { // want exit:`the end of this loop drops what n holds`
		n++
		if time.Since(last) > time.Second {
			total.Add(n)
			n = 0
			last = time.Now()
		}
	}
}

// A local closure flushes.
func closure(jobs []int) {
	local := int64(0)
	flush := func() {
		total.Add(local)
		local = 0
	}
	for range jobs { // want exit:`the end of this loop drops what local holds`
		local++
		if local >= 100 {
			flush()
		}
	}
}

// A helper of the package adds.
type stats struct {
	mu sync.Mutex
	n  int
}

func (s *stats) report(by int) {
	s.mu.Lock()
	s.n += by
	s.mu.Unlock()
}

func helper(s *stats, jobs []int) error {
	pending := 0
	for _, j := range jobs {
		pending += j
		if pending > 1<<10 {
			s.report(pending)
			pending = 0
		}
		if j < 0 {
			return errStop // want exit:`this return drops what pending holds since the last flush: it is added to a counter by report`
		}
	}
	if pending > 0 {
		s.report(pending)
	}
	return nil
}

// Declared anew for each file: the end of the inner loop drops.
func inner[T any](files [][]T) {
	for _, f := range files {
		var n int64
		for range f { // want exit:`the end of this loop drops what n holds`
			n++
			if n >= 32 {
				total.Add(n)
				n = 0
			}
		}
	}
}

// A field that nothing flushes at the end.
type handle struct {
	n int64
}

func newHandle() *handle { return &handle{} }

func (h *handle) inc() {
	h.n++
	if h.n >= 256 {
		total.Add(h.n) // want owner/warning:`field n of handle is added to total past the threshold alone: what it holds when its owner goes away is never counted; flush the rest in a Close`
		h.n = 0
	}
}

// The same through a method, with a Close that forgets.
type batcher[T any] struct {
	bytes int64
	out   chan T
}

func start[T any]() *batcher[T] { return &batcher[T]{out: make(chan T)} }

func (b *batcher[T]) write(t T, size int) {
	b.out <- t
	b.bytes += int64(size)
	if b.bytes > 1<<16 {
		b.flush() // want owner:`field bytes of batcher`
	}
}

func (b *batcher[T]) flush() {
	total.Add(b.bytes)
	b.bytes = 0
}

func (b *batcher[T]) Close() { close(b.out) }

// Sent to whoever adds up.
func sends(jobs []string, sums chan<- int) {
	seen := 0
	for range jobs { // want exit:`the end of this loop drops what seen holds since the last flush: it is added to the sum behind sums`
		seen++
		if seen >= 50 {
			sums <- seen
			seen = 0
		}
	}
	close(sums)
}

// A field, into a sum under a lock.
type client struct {
	sum  *stats
	seen int
}

func newClient(s *stats) *client { return &client{sum: s} }

func (c *client) see() {
	c.seen++
	if c.seen > 10 {
		c.sum.mu.Lock()
		c.sum.n += c.seen // want owner:`field seen of client is added to c.sum.n past the threshold alone`
		c.sum.mu.Unlock()
		c.seen = 0
	}
}

// Turned around, and in a switch; two accumulators at one place.
func turned(sizes []int64) {
	var n, bytes int64
	for _, size := range sizes { // want exit:`drops what n and bytes hold`
		n++
		bytes += size
		if n < 100 {
			continue
		}
		total.Add(n)
		lines.Add(bytes)
		n, bytes = 0, 0
	}
}

func switched(sizes []int64) {
	var bytes int64
	for i := 0; i < len(sizes); i++ { // want exit:`drops what bytes holds`
		bytes += sizes[i]
		switch {
		case bytes > 1<<20:
			total.Add(bytes)
			bytes = 0
		}
	}
}

// One number paces the other.
func paced(sizes []int64) {
	var bytes int64
	rounds := 0
	for _, size := range sizes { // want exit:`drops what bytes holds`
		bytes += size
		if rounds++; rounds >= 64 {
			total.Add(bytes)
			bytes, rounds = 0, 0
		}
	}
}

// A field, with the threshold turned around.
type meter struct {
	pending int64
	shared  *atomic.Int64
}

func newMeter(shared *atomic.Int64) *meter { return &meter{shared: shared} }

func (m *meter) add(n int64) {
	m.pending += n
	if m.pending < 128 {
		return
	}
	m.shared.Add(m.pending) // want owner:`field pending of meter is added to m.shared`
	m.pending = 0
}
