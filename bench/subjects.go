package main

import (
	"expvar"
	"sync"
	"sync/atomic"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/puzpuzpuz/xsync/v4"

	"github.com/counterlint/counterlint/runtime/counter"
)

// A subject is one way to count.
type subject struct {
	name  string
	alone bool // is wrong or useless with more than one goroutine
	// fresh returns a counter of 0: what a worker calls to get its loop of n adds of 1, and the count in the end.
	fresh func() (worker func() func(n int), value func() int64)
}

// shared is a subject whose workers all run the same loop.
func shared(name string, fresh func() (loop func(n int), value func() int64)) subject {
	return subject{name, false, func() (func() func(int), func() int64) {
		loop, value := fresh()
		return func() func(int) { return loop }, value
	}}
}

// The names of the subjects that the pages speak of.
const (
	plainName  = "plain add (one goroutine)"
	atomicName = "`atomic.Int64`"
	perPName   = "`counter.PerP`"
	sloppyName = "`counter.Local` of a Sloppy"
)

func subjects() []subject {
	plain := shared(plainName, func() (func(int), func() int64) {
		c := new(int64)
		sink = c
		return func(n int) {
			for range n {
				addPlain(c)
			}
		}, func() int64 { return *c }
	})
	plain.alone = true
	return append([]subject{plain,
		shared(atomicName, func() (func(int), func() int64) {
			c := new(atomic.Int64)
			return func(n int) {
				for range n {
					c.Add(1)
				}
			}, c.Load
		}),
		shared("`sync.Mutex` around an int", func() (func(int), func() int64) {
			var mu sync.Mutex
			c := new(int64)
			return func(n int) {
				for range n {
					mu.Lock()
					*c++
					mu.Unlock()
				}
			}, func() int64 { return *c }
		}),
	}, append(ours(), others()...)...)
}

// addPlain is not inlined, or the compiler would add up the whole loop at once.
//
//go:noinline
func addPlain(c *int64) { *c++ }

var sink *int64 // so that plain counters stay in memory

func ours() []subject {
	return []subject{
		shared("`counter.Int`", func() (func(int), func() int64) {
			c := new(counter.Int)
			return func(n int) {
				for range n {
					c.Inc()
				}
			}, c.Value
		}),
		shared("`counter.Counter`", func() (func(int), func() int64) {
			c := new(counter.Counter)
			return func(n int) {
				for range n {
					c.Inc()
				}
			}, func() int64 { return int64(c.Value()) }
		}),
		shared(perPName, func() (func(int), func() int64) {
			c := new(counter.PerP)
			return func(n int) {
				for range n {
					c.Add(1)
				}
			}, c.Value
		}),
		shared("`counter.Sharded`", func() (func(int), func() int64) {
			c := new(counter.Sharded)
			return func(n int) {
				for range n {
					c.Add(1)
				}
			}, c.Value
		}),
		shared("`counter.Group`, one of 8", func() (func(int), func() int64) {
			c := counter.NewGroup(8)
			return func(n int) {
				for range n {
					c.Inc(3)
				}
			}, func() int64 { return int64(c.Value(3)) }
		}),
		shared("`counter.Float64`", func() (func(int), func() int64) {
			c := new(counter.Float64)
			return func(n int) {
				for range n {
					c.Add(1)
				}
			}, func() int64 { return int64(c.Value()) }
		}),
		{sloppyName, false, func() (func() func(int), func() int64) {
			c := new(counter.Sloppy)
			return func() func(int) {
				l := c.Local()
				return func(n int) {
					for range n {
						l.Inc()
					}
				}
			}, func() int64 { return int64(c.Sync()) }
		}},
	}
}

func others() []subject {
	return []subject{
		shared("xsync v4 `Counter`", func() (func(int), func() int64) {
			c := xsync.NewCounter()
			return func(n int) {
				for range n {
					c.Inc()
				}
			}, c.Value
		}),
		shared("LongAdder, as the JDK has it", func() (func(int), func() int64) {
			c := new(longAdder)
			return func(n int) {
				for range n {
					c.add(1)
				}
			}, c.sum
		}),
		shared("VictoriaMetrics/metrics `Counter`", func() (func(int), func() int64) {
			c := new(vm.Counter)
			return func(n int) {
				for range n {
					c.Inc()
				}
			}, func() int64 { return int64(c.Get()) }
		}),
		shared("client_golang `Counter`", func() (func(int), func() int64) {
			c := prometheus.NewCounter(prometheus.CounterOpts{Name: "bench_total", Help: "Adds."})
			return func(n int) {
				for range n {
					c.Inc()
				}
			}, func() int64 { return prometheusValue(c) }
		}),
		otelPlain(),
		shared("`expvar.Int`", func() (func(int), func() int64) {
			c := new(expvar.Int)
			return func(n int) {
				for range n {
					c.Add(1)
				}
			}, c.Value
		}),
	}
}
