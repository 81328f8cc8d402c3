package counter_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/counterlint/counterlint/runtime/counter"
)

// together runs f in some goroutines and waits for them.
func together(n int, f func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(f)
	}
	wg.Wait()
}

func ExampleInt() {
	var open counter.Int
	together(10, func() { open.Inc() })
	fmt.Println(open.Value(), open.Swap(0), open.Value())
	// Output: 10 10 0
}

func ExampleAddIf() {
	var stock atomic.Int64
	stock.Store(2)
	inStock := func(n int64) bool { return n > 0 }
	for range 3 {
		left, sold := counter.AddIf(&stock, -1, inStock)
		fmt.Println(left, sold)
	}
	// Output:
	// 1 true
	// 0 true
	// 0 false
}

func ExampleCapped() {
	workers := counter.NewCapped(2)
	fmt.Println(workers.TryInc(), workers.TryInc(), workers.TryInc())
	workers.Dec()
	fmt.Println(workers.TryInc(), workers.Value())
	// Output:
	// true true false
	// true 2
}

func ExampleMax() {
	var longest counter.Max
	for _, ms := range []int64{12, 80, 35} {
		if longest.Observe(ms) {
			fmt.Println("a new maximum:", ms)
		}
	}
	fmt.Println(longest.Drain())
	fmt.Println(longest.Drain())
	// Output:
	// a new maximum: 12
	// a new maximum: 80
	// 80 true
	// 0 false
}

func ExampleMin() {
	var fewest counter.Min
	fmt.Println(fewest.Load())
	fewest.Observe(7)
	fewest.Observe(3)
	fmt.Println(fewest.Load())
	// Output:
	// 0 false
	// 3 true
}

func ExampleLatch() {
	var failed counter.Latch
	var reports counter.Int
	together(10, func() {
		if failed.Trip() {
			reports.Inc() // the first failure only
		}
	})
	fmt.Println(failed.Tripped(), reports.Value())
	// Output: true 1
}

func ExampleCounter() {
	var requests counter.Counter
	together(100, requests.Inc)
	fmt.Println(requests.Value())
	// Output: 100
}

func ExampleCounter_Drain() {
	var bytes counter.Counter
	bytes.Add(1500)
	fmt.Println(bytes.Drain(), bytes.Value())
	// Output: 1500 0
}

func ExampleUpDown() {
	var connections counter.UpDown
	connections.Inc()
	connections.Inc()
	connections.Dec()
	fmt.Println(connections.Value())
	// Output: 1
}

func ExampleResettable() {
	var hits counter.Resettable
	hits.Add(3)
	hits.Reset()
	hits.Inc()
	fmt.Println(hits.Value(), hits.Total())
	// Output: 1 4
}

func ExamplePerP() {
	var packets counter.PerP
	together(8, func() { packets.Add(1000) })
	fmt.Println(packets.Value())
	// Output: 8000
}

func ExampleAdaptive() {
	var lookups counter.Adaptive
	lookups.Add(5)
	fmt.Println(lookups.Value(), lookups.Spread())
	// Output: 5 false
}

func ExamplePadded() {
	type stats struct {
		reads, writes counter.Padded // neither slows the other down
	}
	var s stats
	s.reads.Inc()
	s.writes.Add(2)
	fmt.Println(s.reads.Value(), s.writes.Value())
	// Output: 1 2
}

func ExampleSharded() {
	frames := counter.NewSharded(8)
	together(8, func() { frames.Add(10) })
	fmt.Println(frames.Value())
	// Output: 80
}

func ExampleSloppy() {
	rows := counter.NewSloppy(1000, time.Second)
	together(4, func() {
		local := rows.Local()
		defer local.Close()
		for range 2500 {
			local.Inc()
		}
	})
	fmt.Println(rows.Value())
	// Output: 10000
}

func ExampleLocal() {
	var rows counter.Sloppy
	local := rows.Local()
	local.Add(3)
	fmt.Println(rows.Sync())
	local.Close()
	// Output: 3
}

func ExampleGroup() {
	const (
		requests = iota
		errors
		kinds
	)
	stats := counter.NewGroup(kinds)
	together(10, func() {
		stats.Inc(requests)
		stats.Inc(errors)
	})
	s := stats.Snapshot(nil)
	fmt.Println(s[requests], s[errors])
	// Output: 10 10
}

func ExampleRate() {
	logins := counter.NewRate(time.Minute)
	logins.Add(30)
	fmt.Println(logins.Value(), logins.Total(), logins.Window())
	// Output: 30 30 1m0s
}

func ExampleFloat64() {
	var seconds counter.Float64
	seconds.Add(0.25)
	seconds.Add(1.5)
	fmt.Println(seconds.Value())
	// Output: 1.75
}
