package main

import (
	"bytes"
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

// A pager writes a page of series in Prometheus' text format.
type pager struct {
	name  string
	write func(*bytes.Buffer) error
}

const (
	pageName   = "`promtext.Page`"
	promPage   = "client_golang, its own counters"
	vmPage     = "VictoriaMetrics/metrics"
	seriesKept = 10_000
)

type seriesKey struct{ Method, Path string }

// path is that of a series. It has something to escape now and then.
func path(i int) string {
	if i%100 == 0 {
		return fmt.Sprintf("/users/%d/\"quoted\"", i)
	}
	return fmt.Sprintf("/users/%d", i)
}

// pagers returns the ways to write the same page of so many series, with a help and a type.
func pagers(series int) ([]pager, error) {
	ours, err := label.NewCounter[seriesKey](label.Limits{Series: series + 1})
	if err != nil {
		return nil, err
	}
	vec := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bench_requests_total", Help: "Requests."}, []string{"method", "path"})
	theirs := vm.NewSet()
	for i := range series {
		ours.Add(seriesKey{"GET", path(i)}, uint64(i*i))
		vec.WithLabelValues("GET", path(i)).Add(float64(i * i))
		theirs.NewCounter(fmt.Sprintf("bench_requests_total{method=%q,path=%q}", "GET", path(i))).Set(uint64(i * i))
	}
	var r registry.Registry
	if err := r.Register(registry.Desc{Name: "bench_requests_total", Help: "Requests."}, ours); err != nil {
		return nil, err
	}
	page, changing := promtext.New(&r), promtext.New(&r)
	gather := func(c prometheus.Collector) func(*bytes.Buffer) error {
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
	appended := func(p *promtext.Page) func(b *bytes.Buffer) error {
		return func(b *bytes.Buffer) error { _, err := b.Write(p.AppendText(b.AvailableBuffer())); return err }
	}
	return []pager{
		{pageName, appended(page)},
		{"`promtext.Page`, a series left since the last one", func(b *bytes.Buffer) error {
			ours.Inc(seriesKey{})
			ours.Delete(seriesKey{})
			return appended(changing)(b)
		}},
		{vmPage, func(b *bytes.Buffer) error { theirs.WritePrometheus(b); return nil }},
		{promPage, gather(vec)},
		{"client_golang, `prom.Collector`", gather(prom.Collector(&r))},
	}, nil
}

// check reads a page with Prometheus' parser.
func check(page []byte, series int) error {
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(page))
	if err != nil {
		return err
	}
	if n := len(families["bench_requests_total"].GetMetric()); n != series {
		return fmt.Errorf("%d series, want %d", n, series)
	}
	return nil
}

// exposition measures the pagers in turns: the nanoseconds of processor time for one page, in each round.
func exposition(series, rounds int, slice time.Duration) ([]pager, map[string]sample, error) {
	all, err := pagers(series)
	if err != nil {
		return nil, nil, err
	}
	samples := map[string]sample{}
	for round := range rounds + 1 {
		for _, p := range all {
			var b bytes.Buffer
			runtime.GC() // the garbage of others is not to be paid for here
			begun, pages := cpuTime(), 0
			for ; pages == 0 || cpuTime()-begun < slice; pages++ {
				b.Reset()
				if err := p.write(&b); err != nil {
					return nil, nil, fmt.Errorf("%s: %w", p.name, err)
				}
			}
			if ns := float64(cpuTime()-begun) / float64(pages); round > 0 { // the first one warms up
				samples[p.name] = append(samples[p.name], ns)
			} else if err := check(b.Bytes(), series); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	return all, samples, nil
}

// expositionChapter renders what exposition measured.
func expositionChapter(all []pager, samples map[string]sample) string {
	var b strings.Builder
	r := results{procs: []int{1}, samples: map[string]map[int]sample{}}
	for name, s := range samples {
		r.samples[name] = map[int]sample{1: s}
	}
	fmt.Fprintf(&b, "\n## A page of %d series\n\nCounters with two labels, in Prometheus' text format, read back by its parser. The ratio says how many times as fast as "+
		"%s in the same round.\n\n| what | µs | ratio |\n|---|---|---|\n", seriesKept, pageName)
	for _, p := range all {
		fmt.Fprintf(&b, "| %s | %.0f | %.3f |\n", p.name, quantile(samples[p.name], 0.5)/1000, quantile(r.ratio(pageName, p.name, 1), 0.5))
	}
	b.WriteString("\n| goal | times as fast | measured | |\n|---|---|---|---|\n")
	for _, g := range []goal{{pageName, 1, promPage, 20}, {pageName, 1, vmPage, 5}} {
		ratio := r.ratio(g.peer, g.ours, 1)
		fmt.Fprintf(&b, "| %s against %s | %.0f | %s | %s |\n", g.ours, g.peer, g.at, spread(ratio), verdict(ratio, g.at))
	}
	return b.String()
}
