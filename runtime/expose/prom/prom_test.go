package prom

import (
	"math"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct{ Method, Path string }

func TestCollector(t *testing.T) {
	var r registry.Registry
	theirs := prometheus.NewPedanticRegistry()
	theirs.MustRegister(Collector(&r))
	requests, err := label.NewCounter[route](label.Limits{Series: 2})
	if err != nil {
		t.Fatal(err)
	}
	requests.Add(route{"GET", "/\xff"}, 3)
	requests.Add(route{"GET", "\"\n\\"}, 1)
	var waits histogram.HDR
	waits.Record(3)
	waits.Record(30)
	r.MustRegister(registry.Desc{Name: "requests_total", Help: "Requests."}, requests)
	r.MustRegister(registry.Desc{Name: "load", Help: "Load."}, registry.GaugeFunc(func() float64 { return math.Inf(1) }))
	r.MustRegister(registry.Desc{Name: "waits", Help: "Waits.", Buckets: []float64{10}}, &waits)
	want := `# HELP load Load.
# TYPE load gauge
load +Inf
# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{method="GET",path="\"\n\\"} 1
requests_total{method="GET",path="/` + "\uFFFD" + `"} 3
# HELP waits Waits.
# TYPE waits histogram
waits_bucket{le="10"} 1
waits_bucket{le="+Inf"} 2
waits_sum 33
waits_count 2
`
	if err := testutil.GatherAndCompare(theirs, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
}

// The series that counts for the keys that were not let in has a label of its own, to which only pedantic registries object.
func TestOverflow(t *testing.T) {
	var r registry.Registry
	theirs := prometheus.NewRegistry()
	theirs.MustRegister(Collector(&r))
	c, err := label.NewCounter[string](label.Limits{Series: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.Add("a", 1)
	c.Add("b", 2)
	r.MustRegister(registry.Desc{Name: "c_total", Help: "C."}, c)
	want := "# HELP c_total C.\n# TYPE c_total counter\nc_total{key=\"a\"} 1\nc_total{otel_metric_overflow=\"true\"} 2\n"
	if err := testutil.GatherAndCompare(theirs, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
}

// A name that another collector has makes the scrape fail, and not one of the two numbers vanish.
func TestSameName(t *testing.T) {
	var r registry.Registry
	theirs := prometheus.NewRegistry()
	theirs.MustRegister(Collector(&r), prometheus.NewCounter(prometheus.CounterOpts{Name: "c_total", Help: "C."}))
	r.MustRegister(registry.Desc{Name: "c_total", Help: "C."}, new(counter.Counter))
	if _, err := theirs.Gather(); err == nil || !strings.Contains(err.Error(), "c_total") {
		t.Errorf("error %v", err)
	}
}
