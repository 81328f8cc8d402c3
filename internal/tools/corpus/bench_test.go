package main

import (
	"path/filepath"
	"testing"

	"github.com/counterlint/counterlint/internal/tools/root"
)

func TestBench(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the linter")
	}
	w := newWorld(t)
	module, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	data := "-data=" + filepath.Join(w.dir, "corpus")
	w.write("clones/tiny/q/q.go", `package q

import "sync/atomic"

var n atomic.Int64

func Double() { n.Store(n.Load() * 2) }
`)
	w.commitAll()
	w.tool.module = module
	out := w.run(okay, "bench", data, w.clones(), "-repo=tiny", "-rounds=1", "-record")
	contains(t, out, `^Measured with go1\..*; 1 rounds\.$`,
		`^\| tiny \| 2 \| 18 \| counterlint, cold \| \d+ \| \d+\.\d \| \d+\.\d \| \d+ \|$`, `^\| tiny \| 2 \| 18 \| multichecker \| – \|`)
	contains(t, w.stderr.String(), `^tiny, go vet, cold results: \d+\.\d s CPU`)

	recorded, err := w.data().measures()
	if err != nil || len(recorded) != 5 {
		t.Fatalf("%d rows are recorded (%v), want 5", len(recorded), err)
	}
	if err := w.data().addMeasures([]Measure{{Repo: "tiny", Way: "w"}}); err != nil {
		t.Fatal(err)
	}
	if recorded, err = w.data().measures(); err != nil || len(recorded) != 1 {
		t.Errorf("%d rows (%v): the old rows of the repository are still there", len(recorded), err)
	}
	w.run(failed, "bench", data, w.clones(), "-rounds=0")
}

func (w *world) data() data { return data(filepath.Join(w.dir, "corpus")) }

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 100}, 3}} {
		var samples []Measure
		for _, v := range c.values {
			samples = append(samples, Measure{CPU: v})
		}
		if got := median(samples, func(m Measure) float64 { return m.CPU }); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.values, got, c.want)
		}
	}
}
