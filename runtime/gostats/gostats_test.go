package gostats

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/runtime/registry"
)

// Everything that this version of Go measures is registered, and is what the runtime says.
func TestRegister(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	var r registry.Registry
	if err := Register(&r, "platform"); err != nil {
		t.Fatal(err)
	}
	var want int
	for _, d := range metrics.All() {
		if !strings.HasPrefix(d.Name, "/godebug/") {
			want++
		}
	}
	got := map[string]float64{}
	read := func() {
		for _, m := range r.Metrics() {
			s := &m.Table().Series[0]
			if m.Kind == registry.Histogram {
				d := s.Distribution()
				if len(d.Counts) != len(d.Bounds)+1 || len(d.Counts) > maxBuckets || math.IsNaN(d.Sum) || math.IsInf(d.Sum, 0) {
					t.Errorf("%s: %+v", m.Name, d)
				}
				got[m.Name] = float64(d.Count())
				continue
			}
			got[m.Name] = s.Number().Float64()
			if m.Owner != "platform" {
				t.Errorf("%s has the owner %s", m.Name, m.Owner)
			}
		}
	}
	read()
	if len(got) != want || want < 50 {
		t.Errorf("%d metrics, want %d", len(got), want)
	}
	before := got["go_gc_cycles_forced_gc_cycles_total"]
	pauses := got["go_sched_pauses_total_gc_seconds"]
	runtime.GC()
	read()
	if now := got["go_gc_cycles_forced_gc_cycles_total"]; now < before+1 {
		t.Errorf("forced collections went from %v to %v", before, now)
	}
	if now := got["go_sched_pauses_total_gc_seconds"]; now <= pauses {
		t.Errorf("pauses went from %v to %v", pauses, now)
	}
	if n := got["go_sched_gomaxprocs_threads"]; n != float64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%v processors", n)
	}
	if n := got["go_gc_gogc_ratio"]; n != 1 {
		t.Errorf("gogc is %v", n)
	}
	if n := got["go_cpu_classes_total_cpu_seconds_total"]; n <= 0 {
		t.Errorf("%v seconds", n)
	}
}

// What the registry refuses is in the error, and the rest is there.
func TestRefused(t *testing.T) {
	var r registry.Registry
	r.MustRegister(registry.Desc{Name: "go_gc_gogc_ratio", Help: "Mine."}, registry.GaugeFunc(func() float64 { return 0 }))
	if err := Register(&r, ""); err == nil || !strings.Contains(err.Error(), "gostats: /gc/gogc:percent: registry: go_gc_gogc_ratio") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	if n := len(r.Metrics()); n < 50 {
		t.Errorf("%d metrics", n)
	}
}

func TestDistribution(t *testing.T) {
	inf := math.Inf(1)
	h := &metrics.Float64Histogram{Counts: []uint64{1, 2, 4, 8}, Buckets: []float64{-inf, 1, 2, 3, inf}}
	d := distribution(h)
	if len(d.Bounds) != 3 || d.Count() != 15 || d.Sum != 2*1.5+4*2.5+8*3 {
		t.Errorf("%+v", d)
	}
	long := &metrics.Float64Histogram{}
	for i := range 100 {
		long.Counts = append(long.Counts, uint64(i))
		long.Buckets = append(long.Buckets, float64(i))
	}
	long.Buckets = append(long.Buckets, inf)
	d = distribution(long)
	var last uint64
	for bound, n := range d.AtMost() {
		last = uint64(bound) * (uint64(bound) - 1) / 2
		if n != last {
			t.Errorf("%d below %v, want %d", n, bound, last)
		}
	}
	if d.Count() != 99*100/2 || last == 0 || len(d.Counts) > maxBuckets {
		t.Errorf("%+v", d)
	}
	if d := distribution(&metrics.Float64Histogram{}); d.Count() != 0 || len(d.Counts) != 1 {
		t.Errorf("%+v", d)
	}
}

func TestConcurrent(t *testing.T) {
	var r registry.Registry
	if err := Register(&r, ""); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				for _, m := range r.Metrics() {
					if s := &m.Table().Series[0]; m.Kind == registry.Histogram {
						s.Distribution()
					} else {
						s.Number()
					}
				}
			}
		})
	}
	wg.Wait()
}
