package counters

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"

	"github.com/counterlint/counterlint/runtime/counter"
)

// An op is one call: a name and its arguments.
type op struct {
	name string
	a, b int64
}

// A result is what it returned.
type result struct {
	v  int64
	ok bool
}

// A subject is a type of the control family: what its calls do, and what a plain number would have done in their place.
type subject struct {
	fresh func() func(op) result
	calls []string
	empty int64 // the state of a new one
	step  func(state int64, o op) (int64, result)
}

const limit = 4

var subjects = map[string]subject{
	"Int": {
		fresh: func() func(op) result {
			var c counter.Int
			return func(o op) result {
				switch o.name {
				case "add":
					return result{v: c.Add(o.a)}
				case "load":
					return result{v: c.Load()}
				case "swap":
					return result{v: c.Swap(o.a)}
				case "cas":
					return result{ok: c.CompareAndSwap(o.a, o.b)}
				case "drain":
					return result{v: c.Drain()}
				}
				v, ok := c.AddIf(o.a, func(v int64) bool { return v < limit })
				return result{v, ok}
			}
		},
		calls: []string{"add", "load", "swap", "cas", "drain", "addif"},
		step: func(s int64, o op) (int64, result) {
			switch o.name {
			case "add":
				return s + o.a, result{v: s + o.a}
			case "load":
				return s, result{v: s}
			case "swap":
				return o.a, result{v: s}
			case "cas":
				if s == o.a {
					return o.b, result{ok: true}
				}
				return s, result{}
			case "drain":
				return 0, result{v: s}
			}
			if s < limit {
				return s + o.a, result{s + o.a, true}
			}
			return s, result{s, false}
		},
	},
	"Capped": {
		fresh: func() func(op) result { return cappedCalls(counter.NewCapped(limit)) },
		calls: []string{"tryinc", "tryadd", "dec", "value"},
		step:  cappedStep,
	},
	"Max": {
		fresh: func() func(op) result {
			var m counter.Max
			return func(o op) result {
				switch o.name {
				case "observe":
					return result{ok: m.Observe(o.a)}
				case "drain":
					v, ok := m.Drain()
					return result{v, ok}
				}
				v, ok := m.Load()
				return result{v, ok}
			}
		},
		calls: []string{"observe", "load", "observe", "drain"},
		empty: math.MinInt64,
		step:  func(s int64, o op) (int64, result) { return extremeStep(s, o, math.MinInt64, o.a > s) },
	},
	"Min": {
		fresh: func() func(op) result {
			var m counter.Min
			return func(o op) result {
				switch o.name {
				case "observe":
					return result{ok: m.Observe(o.a)}
				case "drain":
					v, ok := m.Drain()
					return result{v, ok}
				}
				v, ok := m.Load()
				return result{v, ok}
			}
		},
		calls: []string{"observe", "load", "observe", "drain"},
		empty: math.MaxInt64,
		step:  func(s int64, o op) (int64, result) { return extremeStep(s, o, math.MaxInt64, o.a < s) },
	},
	"Latch": {
		fresh: func() func(op) result {
			var l counter.Latch
			return func(o op) result {
				if o.name == "trip" {
					return result{ok: l.Trip()}
				}
				return result{ok: l.Tripped()}
			}
		},
		calls: []string{"trip", "tripped", "tripped"},
		step: func(s int64, o op) (int64, result) {
			if o.name == "trip" {
				return 1, result{ok: s == 0}
			}
			return s, result{ok: s == 1}
		},
	},
}

type capped interface {
	TryAdd(int64) bool
	TryInc() bool
	Dec()
	Value() int64
}

// cappedCalls gives back only what the same history took, or Dec would panic.
func cappedCalls(c capped) func(op) result {
	var mine atomic.Int64
	return func(o op) result {
		switch o.name {
		case "tryinc":
			ok := c.TryInc()
			if ok {
				mine.Add(1)
			}
			return result{ok: ok}
		case "tryadd":
			n := 1 + o.a&1
			ok := c.TryAdd(n)
			if ok {
				mine.Add(n)
			}
			return result{ok: ok}
		case "dec":
			if _, ok := counter.AddIf(&mine, -1, func(n int64) bool { return n > 0 }); !ok {
				return result{}
			}
			c.Dec()
			return result{ok: true}
		}
		return result{v: c.Value()}
	}
}

func cappedStep(s int64, o op) (int64, result) {
	n := int64(1)
	switch o.name {
	case "value":
		return s, result{v: s}
	case "dec":
		return s - 1, result{ok: true} // the model leaves out a dec that was not made; see check
	case "tryadd":
		n = 1 + o.a&1
	}
	if s+n > limit {
		return s, result{}
	}
	return s + n, result{ok: true}
}

func extremeStep(s int64, o op, empty int64, beyond bool) (int64, result) {
	switch o.name {
	case "observe":
		if beyond {
			return o.a, result{ok: true}
		}
		return s, result{}
	case "drain":
		return empty, seen(s, empty)
	}
	return s, seen(s, empty)
}

func seen(s, empty int64) result {
	if s == empty {
		return result{}
	}
	return result{s, true}
}

// check records a history of some goroutines and asks whether there is an order in which a plain number would have answered so.
func check(s subject, seed uint64) (bool, []porcupine.Operation) {
	const goroutines, calls = 4, 25
	do := s.fresh()
	var clock atomic.Int64
	var mu sync.Mutex
	var history []porcupine.Operation
	var wg sync.WaitGroup
	for g := range goroutines {
		rng := rand.New(rand.NewPCG(seed, uint64(g)))
		wg.Go(func() {
			var mine []porcupine.Operation
			for range calls {
				o := op{s.calls[rng.IntN(len(s.calls))], rng.Int64N(7) - 3, rng.Int64N(7) - 3}
				call := clock.Add(1)
				if rng.IntN(2) == 0 {
					runtime.Gosched()
				}
				r := do(o)
				if rng.IntN(2) == 0 {
					runtime.Gosched()
				}
				if o.name != "dec" || r.ok {
					mine = append(mine, porcupine.Operation{ClientId: g, Input: o, Call: call, Output: r, Return: clock.Add(1)})
				}
			}
			mu.Lock()
			defer mu.Unlock()
			history = append(history, mine...)
		})
	}
	wg.Wait()
	slices.SortFunc(history, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	return porcupine.CheckOperations(porcupine.Model{
		Init: func() any { return s.empty },
		Step: func(state, input, output any) (bool, any) {
			next, want := s.step(state.(int64), input.(op))
			return want == output.(result), next
		},
	}, history), history
}

func TestLinearizable(t *testing.T) {
	histories := uint64(150)
	if testing.Short() {
		histories = 20
	}
	for name, s := range subjects {
		t.Run(name, func(t *testing.T) {
			for seed := range histories {
				if ok, history := check(s, seed); !ok {
					var lines string
					for _, o := range history {
						lines += fmt.Sprintf("%d..%d goroutine %d: %v = %v\n", o.Call, o.Return, o.ClientId, o.Input, o.Output)
					}
					t.Fatalf("history %d has no order:\n%s", seed, lines)
				}
			}
		})
	}
}

// A careless Capped looks first and takes then.
type careless struct{ n atomic.Int64 }

func (c *careless) TryInc() bool { return c.TryAdd(1) }
func (c *careless) TryAdd(n int64) bool {
	if c.n.Load()+n > limit {
		return false
	}
	runtime.Gosched()
	c.n.Add(n)
	return true
}
func (c *careless) Dec()         { c.n.Add(-1) }
func (c *careless) Value() int64 { return c.n.Load() }

// The checker sees what it is for.
func TestCarelessIsFound(t *testing.T) {
	s := subjects["Capped"]
	s.fresh = func() func(op) result { return cappedCalls(new(careless)) }
	for seed := range uint64(200) {
		if ok, _ := check(s, seed); !ok {
			return
		}
	}
	t.Error("200 histories of a Capped that looks first and takes then have an order")
}
