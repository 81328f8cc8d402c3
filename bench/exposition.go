package main

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/counterlint/counterlint/runtime/expose/prom"
	"github.com/counterlint/counterlint/runtime/expose/promtext"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

// A pager writes a page in Prometheus' text format.
type pager struct {
	name  string
	write func(*bytes.Buffer) error
}

// pages are ways to write one page, of a metric with a number of children.
type pages struct {
	title    string
	metric   string
	children int
	all      []pager
	goals    []goal
	samples  map[string]sample // the nanoseconds of processor time for one page, in each round
}

const (
	pageName = "`promtext.Page`"
	promPage = "client_golang"
	vmPage   = "VictoriaMetrics/metrics"
)

type seriesKey struct{ Method, Path string }

// path is that of a series. It has something to escape now and then.
func path(i int) string {
	if i%100 == 0 {
		return fmt.Sprintf("/users/%d/\"quoted\"", i)
	}
	return fmt.Sprintf("/users/%d", i)
}

// counterPages returns the ways to write a page of counters, with help and type.
func counterPages(n int) (pages, error) {
	ours, err := label.NewCounter[seriesKey](label.Limits{Series: n + 1})
	if err != nil {
		return pages{}, err
	}
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bench_requests_total", Help: "Requests."}, []string{"method", "path"})
	theirs := vm.NewSet()
	for i := range n {
		ours.Add(seriesKey{"GET", path(i)}, uint64(i*i))
		vec.WithLabelValues("GET", path(i)).Add(float64(i * i))
		theirs.NewCounter(fmt.Sprintf("bench_requests_total{method=%q,path=%q}", "GET", path(i))).Set(uint64(i * i))
	}
	var r registry.Registry
	if err := r.Register(registry.Desc{Name: "bench_requests_total", Help: "Requests."}, ours); err != nil {
		return pages{}, err
	}
	page, changing := promtext.New(&r), promtext.New(&r)
	return pages{fmt.Sprintf("A page of %d counters", n), "bench_requests_total", n, []pager{
		{pageName, appended(page)},
		{"`promtext.Page`, a series left since the last one", func(b *bytes.Buffer) error {
			ours.Inc(seriesKey{})
			ours.Delete(seriesKey{})
			return appended(changing)(b)
		}},
		{vmPage, func(b *bytes.Buffer) error { theirs.WritePrometheus(b); return nil }},
		{promPage, gathered(vec)},
		{"client_golang, through `prom.Collector`", gathered(prom.Collector(&r))},
	}, []goal{{pageName, 1, promPage, 20}, {pageName, 1, vmPage, 5}}, map[string]sample{}}, nil
}

// histogramPages returns the ways to write a page of histograms. VictoriaMetrics has buckets of its own, and fewer of them filled.
func histogramPages(n int) (pages, error) {
	var ours label.Histogram[seriesKey]
	vec := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bench_seconds", Help: "Waits."}, []string{"method", "path"})
	theirs := vm.NewSet()
	for i := range n {
		child, peer := vec.WithLabelValues("GET", path(i)), theirs.NewHistogram(fmt.Sprintf("bench_seconds{method=%q,path=%q}", "GET", path(i)))
		for _, v := range recorded[:100] {
			ours.Record(seriesKey{"GET", path(i)}, v)
			child.Observe(float64(v) / 1e9)
			peer.Update(float64(v) / 1e9)
		}
	}
	var r registry.Registry
	if err := r.Register(registry.Desc{Name: "bench_seconds", Help: "Waits.", Unit: "seconds", PerUnit: 1e9}, &ours); err != nil {
		return pages{}, err
	}
	return pages{fmt.Sprintf("A page of %d histograms", n), "bench_seconds", n, []pager{
		{pageName, appended(promtext.New(&r))},
		{vmPage, func(b *bytes.Buffer) error { theirs.WritePrometheus(b); return nil }},
		{promPage, gathered(vec)},
	}, nil, map[string]sample{}}, nil
}

// appended writes a page of ours.
func appended(p *promtext.Page) func(*bytes.Buffer) error {
	return func(b *bytes.Buffer) error { _, err := b.Write(p.AppendText(b.AvailableBuffer())); return err }
}

// gathered writes a page of client_golang.
func gathered(c prometheus.Collector) func(*bytes.Buffer) error {
	all := prometheus.NewRegistry()
	all.MustRegister(c)
	return func(b *bytes.Buffer) error {
		families, err := all.Gather()
		if err != nil {
			return err
		}
		for _, f := range families {
			if _, err := expfmt.MetricFamilyToText(b, f); err != nil {
				return err
			}
		}
		return nil
	}
}

// check reads a page with Prometheus' parser.
func (p pages) check(page []byte) error {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(page))
	if err != nil {
		return err
	}
	n := len(families[p.metric].GetMetric())
	if counts := families[p.metric+"_count"]; counts != nil { // of a page without types
		n = len(counts.GetMetric())
	}
	if n != p.children {
		return fmt.Errorf("%d series, want %d", n, p.children)
	}
	return nil
}

// measure writes the pages in turns.
func (p pages) measure(rounds int, slice time.Duration) error {
	for round := range rounds + 1 {
		for _, way := range p.all {
			var b bytes.Buffer
			runtime.GC() // the garbage of others is not to be paid for here
			begun, n := cpuTime(), 0
			for ; n == 0 || cpuTime()-begun < slice; n++ {
				b.Reset()
				if err := way.write(&b); err != nil {
					return fmt.Errorf("%s: %w", way.name, err)
				}
			}
			if ns := float64(cpuTime()-begun) / float64(n); round > 0 { // the first one warms up
				p.samples[way.name] = append(p.samples[way.name], ns)
			} else if err := p.check(b.Bytes()); err != nil {
				return fmt.Errorf("%s: %w", way.name, err)
			}
		}
	}
	return nil
}

// String renders what was measured.
func (p pages) String() string {
	var b strings.Builder
	r := results{procs: []int{1}, samples: map[string]map[int]sample{}}
	for name, s := range p.samples {
		r.samples[name] = map[int]sample{1: s}
	}
	fmt.Fprintf(&b, "\n## %s\n\nWith two labels, in Prometheus' text format, read back by its parser. The ratio says how many times as fast as %s in the same "+
		"round.\n\n| what | µs | ratio |\n|---|---|---|\n", p.title, pageName)
	for _, way := range p.all {
		fmt.Fprintf(&b, "| %s | %.0f | %.3f |\n", way.name, quantile(p.samples[way.name], 0.5)/1000, quantile(r.ratio(pageName, way.name, 1), 0.5))
	}
	if len(p.goals) > 0 {
		b.WriteString("\n| goal | times as fast | measured | |\n|---|---|---|---|\n")
	}
	for _, g := range p.goals {
		ratio := r.ratio(g.peer, g.ours, 1)
		fmt.Fprintf(&b, "| %s against %s | %.0f | %s | %s |\n", g.ours, g.peer, g.at, spread(ratio), verdict(ratio, g.at))
	}
	return b.String()
}

// exposition returns the chapters on pages, measured.
func exposition(rounds int, slice time.Duration) (string, error) {
	counters, err := counterPages(10_000)
	if err != nil {
		return "", err
	}
	histograms, err := histogramPages(1000)
	if err != nil {
		return "", err
	}
	if err := errors.Join(counters.measure(rounds, slice), histograms.measure(rounds, slice)); err != nil {
		return "", err
	}
	return counters.String() + histograms.String(), nil
}
