package main

import (
	"encoding/xml"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

func everything() []subject {
	var all []subject
	for _, c := range chapters() {
		all = append(all, c.all...)
	}
	return all
}

// What is measured counts right, with several goroutines too.
func TestSubjects(t *testing.T) {
	for _, s := range everything() {
		goroutines := 4
		if s.alone {
			goroutines = 1
		}
		worker, value := s.fresh()
		var wg sync.WaitGroup
		for range goroutines {
			loop := worker()
			wg.Go(func() { loop(2500) })
		}
		wg.Wait()
		if got, want := value(), int64(goroutines*2500); got != want {
			t.Errorf("%s: %d, want %d", s.name, got, want)
		}
	}
}

// The port spreads over cells, and stays right.
func TestLongAdder(t *testing.T) {
	var a longAdder
	a.grow(nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5000 {
				a.add(1)
			}
		})
	}
	wg.Wait()
	if got := a.sum(); got != 40_000 {
		t.Errorf("sum %d, want 40000", got)
	}
	before := a.cells.Load()
	a.grow(before)
	if after := *a.cells.Load(); len(after) < len(*before) || after[0] != (*before)[0] {
		t.Error("growing lost cells")
	}
}

func TestGoalsNameSubjects(t *testing.T) {
	names := map[string]bool{}
	for _, s := range everything() {
		if names[s.name] {
			t.Errorf("two subjects are called %s", s.name)
		}
		names[s.name] = true
	}
	for _, c := range chapters() {
		if !names[c.base] {
			t.Errorf("chapter %q compares with an unknown subject", c.title)
		}
		for _, g := range c.goals {
			if !names[g.ours] || !names[g.peer] {
				t.Errorf("the goal %v speaks of an unknown subject", g)
			}
		}
	}
}

func TestMeasure(t *testing.T) {
	var few []subject
	for _, s := range subjects() {
		if s.name == plainName || s.name == atomicName {
			few = append(few, s)
		}
	}
	r := measure(few, oneAndTwo(), 6, 100*time.Microsecond)
	if n := len(r.samples[atomicName][1]); n != 6 || len(r.samples[plainName][2]) != 0 {
		t.Errorf("%d rounds of one goroutine, %d of a subject that must be alone", n, len(r.samples[plainName][2]))
	}
	for _, ns := range r.samples[atomicName][1] {
		if ns <= 0 || ns > 1e6 {
			t.Errorf("an add takes %v ns", ns)
		}
	}
}

func TestPage(t *testing.T) {
	r := results{
		rounds: 3,
		procs:  []int{1, 2},
		samples: map[string]map[int]sample{
			atomicName: {1: {6, 6, 6}, 2: {0, 8, 10}},
			perPName:   {1: {3, 4, 6}, 2: {4, 4, 5}},
		},
	}
	c := chapter{"Adds", atomicName, []subject{{name: atomicName}, {name: perPName}, {name: "absent"}}, []goal{
		{perPName, 1, atomicName, 1.1}, {perPName, 2, atomicName, 2.5}, {perPName, 2, "absent", 3.5}, {perPName, 4, atomicName, 1},
	}}
	text := page([]chapter{c}, []results{r}, "\n## Pages\n", sample{60, 70, 80}, []footprint{{"a counter", 24.4}}, "plot.svg")
	for _, want := range []string{
		"3\nrounds;",
		"## Adds\n",
		"| `counter.PerP` | 4.0 | 1.50 [1.50–2.00] | 4.0 | 2.00 [2.00–2.00] |\n",
		"| absent | | | | |\n",
		"| `counter.PerP` against `atomic.Int64`, 1 P | 1.1 | 1.50 [1.50–2.00] | reached |\n",
		"| `counter.PerP` against `atomic.Int64`, 2 P | 2.5 | 2.00 [2.00–2.00] | not reached |\n",
		"| `counter.PerP` against absent, 2 P | 3.5 | – | not measured |\n\n## One add over",
		"measured 70.00 [70.00–80.00], reached.",
		"| a counter | 24 |",
		"](plot.svg)\n\nThere are ", "\n## Pages\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
}

func TestCorrected(t *testing.T) {
	for _, ratio := range corrected(2) {
		if ratio <= 0 || math.IsInf(ratio, 0) {
			t.Errorf("a ratio of %v", ratio)
		}
	}
}

func TestQuantile(t *testing.T) {
	s := sample{5, 1, 4, 2, 3}
	if quantile(s, 0) != 1 || quantile(s, 0.5) != 3 || quantile(s, 1) != 5 || quantile(nil, 0.5) != 0 {
		t.Error("quantiles of 1 to 5 are wrong")
	}
	if got := quantile(sample{math.Pi}, 0.25); got != math.Pi {
		t.Errorf("a quantile of one is %v", got)
	}
}

// All ways to write a page write the same series, and the chapter names the goals.
func TestPages(t *testing.T) {
	counters, err := counterPages(50)
	if err != nil {
		t.Fatal(err)
	}
	histograms, err := histogramPages(20)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []pages{counters, histograms} {
		if err := p.measure(2, 10*time.Microsecond); err != nil {
			t.Fatal(err)
		}
		for _, way := range p.all {
			if len(p.samples[way.name]) != 2 || p.samples[way.name][0] <= 0 {
				t.Errorf("%s took %v", way.name, p.samples[way.name])
			}
		}
	}
	text := counters.String() + histograms.String()
	for _, want := range []string{
		"## A page of 50 counters\n", "## A page of 20 histograms\n", "| " + pageName + " | ",
		pageName + " against " + promPage + " | 20 | ", pageName + " against " + vmPage + " | 5 | ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the chapter lacks %q:\n%s", want, text)
		}
	}
	if err := counters.check([]byte("bench_requests_total 1\n")); err == nil {
		t.Error("a page with too few series passes")
	}
	if err := counters.check([]byte("x{ 1\n")); err == nil {
		t.Error("a page that is none passes")
	}
}

func TestPlot(t *testing.T) {
	r := results{samples: map[string]map[int]sample{atomicName: {1: {2, 2}, 2: {0, 8}, 8: {1e9}}}}
	svg := plot(r)
	if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"<polyline fill=\"none\" stroke=\"#d62728\" stroke-width=\"2\" points=\"80.0,", ",30.0\"/>", ">atomic.Int64</text>", ">8</text>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the plot lacks %s:\n%s", want, svg)
		}
	}
	if strings.Contains(svg, "%!") {
		t.Errorf("the plot has a wrong verb:\n%s", svg)
	}
	names := map[string]bool{}
	for _, s := range subjects() {
		names[s.name] = true
	}
	for _, name := range plotted {
		if !names[name] {
			t.Errorf("the plot has an unknown subject %s", name)
		}
	}
}
