package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/counterlint/counterlint/runtime/counter"
)

// A sample is the nanoseconds of one add, in each round; 0 where it could not be measured.
type sample []float64

// results holds the samples of each subject, by its name and the number of goroutines.
type results struct {
	rounds  int
	procs   []int
	samples map[string]map[int]sample
}

// oneAndTwo are the numbers of goroutines of the tables.
func oneAndTwo() []int { return slices.Compact([]int{1, min(2, runtime.NumCPU())}) }

// measure runs every subject in every round, with each of some numbers of goroutines and as many Ps.
func measure(all []subject, procs []int, rounds int, slice time.Duration) results {
	r := results{rounds: rounds, procs: procs, samples: map[string]map[int]sample{}}
	for _, s := range all {
		r.samples[s.name] = map[int]sample{}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	order := rand.New(rand.NewPCG(1, 1))
	for round := range rounds + 1 {
		for _, procs := range r.procs {
			runtime.GOMAXPROCS(procs)
			for _, i := range order.Perm(len(all)) {
				if s := all[i]; procs == 1 || !s.alone {
					ns := one(s, procs, slice)
					if round > 0 { // the first one warms up
						r.samples[s.name][procs] = append(r.samples[s.name][procs], ns)
					}
				}
			}
		}
	}
	return r
}

// one measures a subject once: processor time for each add of each goroutine. It returns 0 if the goroutines never had their cores
// to themselves.
func one(s subject, goroutines int, slice time.Duration) float64 {
	n := 60_000
	for range 30 {
		worker, value := s.fresh()
		cpu, wall := race(worker, goroutines, n)
		if got, want := value(), int64(goroutines*n); got != want {
			fmt.Fprintf(os.Stderr, "bench: %s lost counts: %d of %d\n", s.name, got, want)
			os.Exit(1)
		}
		if cpu < slice/2*time.Duration(goroutines) {
			n *= 2
			continue
		}
		// Adds that wait for nobody, because the other goroutine has no core, tell nothing of adds that do. If there are more
		// goroutines than cores, that cannot be had.
		if goroutines == 1 || goroutines > runtime.NumCPU() || float64(cpu) > 0.85*float64(wall)*float64(goroutines) {
			return float64(cpu) / float64(goroutines*n)
		}
	}
	return 0
}

// race lets goroutines add n times each, and returns the processor time and the time that it took from when all were there until all
// were done. What the first adds do is not measured.
func race(worker func() func(int), goroutines, n int) (cpu, wall time.Duration) {
	const first = 30_000
	var ready, warm, done atomic.Int64
	var cpuBegun, cpuEnded time.Duration
	var begun, ended time.Time
	var wg sync.WaitGroup
	for range goroutines {
		loop := worker()
		wg.Go(func() {
			await(&ready, goroutines, func() {})
			loop(first)
			await(&warm, goroutines, func() { cpuBegun, begun = cpuTime(), time.Now() })
			loop(n - first)
			if int(done.Add(1)) == goroutines {
				cpuEnded, ended = cpuTime(), time.Now()
			}
		})
	}
	wg.Wait()
	return cpuEnded - cpuBegun, ended.Sub(begun)
}

// await returns when all goroutines are there. The last one calls f before. It spins, so that each has a core when it returns.
func await(there *atomic.Int64, all int, f func()) {
	if int(there.Add(1)) == all {
		f()
		there.Add(1)
	}
	for int(there.Load()) <= all {
	}
}

func prometheusValue(c prometheus.Counter) int64 {
	var m dto.Metric
	if err := c.Write(&m); err != nil {
		return -1
	}
	return int64(m.GetCounter().GetValue())
}

// A footprint is what one counter takes on the heap.
type footprint struct {
	name  string
	bytes float64
}

// memory measures counters at 64 Ps, idle and in use.
func memory() []footprint {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(64))
	const n = 4096
	each := func(name string, make func() any) footprint {
		before := heap()
		kept := make()
		after := heap()
		runtime.KeepAlive(kept)
		return footprint{name, float64(after-before) / n}
	}
	return []footprint{
		each("`counter.Counter`, idle", func() any { return make([]counter.Counter, n) }),
		each("`counter.Counter`, one writer", func() any {
			all := make([]counter.Counter, n)
			for i := range all {
				all[i].Inc()
			}
			return all
		}),
		each("`counter.PerP`, in use", func() any {
			all := make([]counter.PerP, n)
			for i := range all {
				all[i].Inc()
			}
			return all
		}),
		each("`counter.Group`, in use", func() any {
			g := counter.NewGroup(n)
			for i := range n {
				g.Inc(i)
			}
			return g
		}),
		each("`counter.Sharded`, in use", func() any {
			all := make([]counter.Sharded, n)
			for i := range all {
				all[i].Inc()
			}
			return all
		}),
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
