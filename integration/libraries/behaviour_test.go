package libraries

import (
	"context"
	"errors"
	"expvar"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	rcrowley "github.com/rcrowley/go-metrics"
	"github.com/uber-go/tally/v4"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// These tests show that what the findings warn of happens. They pass when they have seen it.

// panicOf returns what f panics with.
func panicOf(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		p := recover()
		if p == nil {
			t.Error("no panic")
		}
		text = fmt.Sprint(p)
	}()
	f()
	return ""
}

// seriesOf counts the series that a registry shows.
func seriesOf(t *testing.T, r prometheus.Gatherer) (n int) {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		n += len(f.GetMetric())
	}
	return n
}

// unboundedlabel: each path that a client thinks of is a series, for good; the pattern of the route is one.
func TestSeriesGrowWithPaths(t *testing.T) {
	for _, c := range []struct {
		label string
		of    func(*http.Request) string
		grows bool
	}{{"path", func(r *http.Request) string { return r.URL.Path }, true}, {"route", func(r *http.Request) string { return r.Pattern }, false}} {
		registry := prometheus.NewRegistry()
		requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "R."}, []string{c.label})
		registry.MustRegister(requests)
		mux := http.NewServeMux()
		mux.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) { requests.WithLabelValues(c.of(r)).Inc() })
		for n := range 1000 {
			mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", fmt.Sprintf("/%d", n), nil))
			want := 1
			if c.grows {
				want = n + 1
			}
			if n%333 == 0 && seriesOf(t, registry) != want {
				t.Fatalf("%s: %d series after %d requests, want %d", c.label, seriesOf(t, registry), n+1, want)
			}
		}
	}
}

// unboundedlabel: VictoriaMetrics, expvar, rcrowley/go-metrics and tally keep each name too.
func TestNamesStay(t *testing.T) {
	set, keys, registry := vm.NewSet(), new(expvar.Map), rcrowley.NewRegistry()
	scope, closer := tally.NewRootScope(tally.ScopeOptions{OmitCardinalityMetrics: true}, 0)
	defer closer.Close()
	const n = 500
	for i := range n {
		path := fmt.Sprintf("/%d", i)
		set.GetOrCreateCounter(fmt.Sprintf("requests_total{path=%q}", path)).Inc()
		keys.Add(path, 1)
		rcrowley.GetOrRegisterCounter(path, registry).Inc(1)
		scope.Tagged(map[string]string{"path": path}).Counter("requests").Inc(1)
	}
	have := map[string]int{"VictoriaMetrics": len(set.ListMetricNames()), "tally": len(scope.(tally.TestScope).Snapshot().Counters())}
	keys.Do(func(expvar.KeyValue) { have["expvar"]++ })
	registry.Each(func(string, any) { have["rcrowley"]++ })
	for _, lib := range []string{"VictoriaMetrics", "expvar", "rcrowley", "tally"} {
		if have[lib] != n {
			t.Errorf("%s has %d names after %d paths", lib, have[lib], n)
		}
	}
}

// unboundedlabel: a raw value is a crash from outside.
func TestRawValuesPanic(t *testing.T) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "R."}, []string{"path"})
	r := httptest.NewRequest("GET", "/%ff", nil) // a valid request line
	if p := panicOf(t, func() { requests.WithLabelValues(r.URL.Path).Inc() }); !strings.Contains(p, "UTF-8") {
		t.Errorf("client_golang: %s", p)
	}
	agent := `a "quoted" agent`
	if p := panicOf(t, func() { vm.NewSet().GetOrCreateCounter(`requests_total{agent="` + agent + `"}`) }); !strings.Contains(p, "invalid") {
		t.Errorf("VictoriaMetrics: %s", p)
	}
}

// countdec: a counter that is lowered panics, wraps, or falls.
func TestLoweredCounters(t *testing.T) {
	jobs := prometheus.NewCounter(prometheus.CounterOpts{Name: "jobs_total", Help: "J."})
	if p := panicOf(t, func() { jobs.Add(-1) }); !strings.Contains(p, "decrease") {
		t.Errorf("client_golang: %s", p)
	}
	c := vm.NewSet().NewCounter("jobs_total")
	if c.Dec(); c.Get() != math.MaxUint64 {
		t.Errorf("VictoriaMetrics: 0 lowered by one is %d", c.Get())
	}
	reader := sdk.NewManualReader()
	requests := otelCounter(t, reader)
	requests.Add(t.Context(), 5)
	requests.Add(t.Context(), -2)
	if points := otelPoints(t, reader); len(points) != 1 || points[0].Value != 3 {
		t.Errorf("OpenTelemetry: %+v", points)
	}
	scope, closer := tally.NewRootScope(tally.ScopeOptions{OmitCardinalityMetrics: true}, 0)
	defer closer.Close()
	scope.Counter("jobs").Inc(-1)
	for _, c := range scope.(tally.TestScope).Snapshot().Counters() {
		if c.Value() != -1 {
			t.Errorf("tally: %d", c.Value())
		}
	}
}

// dupmetric: the second registration of a name ends the program.
func TestDuplicateNamesPanic(t *testing.T) {
	registry := prometheus.NewRegistry()
	opts := prometheus.CounterOpts{Name: "requests_total", Help: "R."}
	registry.MustRegister(prometheus.NewCounter(opts))
	panicOf(t, func() { registry.MustRegister(prometheus.NewCounter(opts)) })
	if _, ok := errors.AsType[prometheus.AlreadyRegisteredError](registry.Register(prometheus.NewCounter(opts))); !ok {
		t.Error("client_golang does not say that the name is taken")
	}
	expvar.NewInt("libraries_requests")
	if p := panicOf(t, func() { expvar.NewInt("libraries_requests") }); !strings.Contains(p, "Reuse") {
		t.Errorf("expvar: %s", p)
	}
	set := vm.NewSet()
	set.NewCounter("requests_total")
	panicOf(t, func() { set.NewCounter("requests_total") })
}

// metricapi: values that do not fit the labels panic.
func TestWrongLabelsPanic(t *testing.T) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "R."}, []string{"path"})
	panicOf(t, func() { requests.WithLabelValues("/", "200") })
	panicOf(t, func() { requests.With(prometheus.Labels{"route": "/"}) })
}

func otelCounter(t *testing.T, reader sdk.Reader) metric.Int64Counter {
	t.Helper()
	c, err := sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("test").Int64Counter("requests")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func otelPoints(t *testing.T, reader sdk.Reader) []metricdata.DataPoint[int64] {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	return all.ScopeMetrics[0].Metrics[0].Data.(metricdata.Sum[int64]).DataPoints
}

// unboundedlabel: OpenTelemetry keeps 2000 sets of attributes. What comes later has lost its attributes, good values among the bad.
func TestOverflowLosesAttributes(t *testing.T) {
	reader := sdk.NewManualReader()
	requests := otelCounter(t, reader)
	const n = 3000
	for i := range n {
		requests.Add(t.Context(), 1, metric.WithAttributes(attribute.String("path", fmt.Sprintf("/%d", i))))
	}
	good := attribute.String("path", "/checkout")
	requests.Add(t.Context(), 1, metric.WithAttributes(good))
	points := otelPoints(t, reader)
	if len(points) != 2000 {
		t.Errorf("%d sets", len(points))
	}
	overflow := int64(0)
	for _, p := range points {
		if v, ok := p.Attributes.Value(good.Key); ok && v == good.Value {
			t.Error("the good value has a point of its own")
		}
		if v, ok := p.Attributes.Value("otel.metric.overflow"); ok && v.AsBool() {
			overflow = p.Value
		}
	}
	if want := int64(n + 1 - 1999); overflow != want {
		t.Errorf("%d in the overflow, want %d", overflow, want)
	}
}

// hdrmisuse: values beyond the range of the target are dropped, and the count of them is easily ignored.
func TestMergeDrops(t *testing.T) {
	target, source := hdrhistogram.New(1, 1000, 3), hdrhistogram.New(1, 1_000_000, 3)
	for _, v := range []int64{10, 500_000, 900_000} {
		if err := source.RecordValue(v); err != nil {
			t.Fatal(err)
		}
	}
	if dropped := target.Merge(source); dropped != 2 || target.TotalCount() != 1 {
		t.Errorf("%d dropped, %d kept", dropped, target.TotalCount())
	}
	if p99 := target.ValueAtQuantile(99); p99 != 10 {
		t.Errorf("the 99th percentile is %d", p99)
	}
}

// omission: a closed loop waits out a stall of 10 s with one slow response, where clients would have sent a thousand requests.
func TestCoordinatedOmission(t *testing.T) {
	const ms, interval = 1000, 10 * 1000 // in µs
	raw, corrected := hdrhistogram.New(1, 60_000*ms, 3), hdrhistogram.New(1, 60_000*ms, 3)
	record := func(v int64) {
		if err := errors.Join(raw.RecordValue(v), corrected.RecordCorrectedValue(v, interval)); err != nil {
			t.Fatal(err)
		}
	}
	for range 9_999 {
		record(1 * ms)
	}
	record(10_000 * ms)
	if p := raw.ValueAtQuantile(99); p > 2*ms {
		t.Errorf("raw: the 99th percentile is %d µs", p)
	}
	if p := corrected.ValueAtQuantile(99); p < 5_000*ms {
		t.Errorf("corrected: the 99th percentile is %d µs", p)
	}
	if n := corrected.TotalCount() - raw.TotalCount(); n != 999 {
		t.Errorf("%d requests were omitted", n)
	}
}

// avgquantile: the mean of the percentiles of two instances is far from the percentile of both.
func TestMeanOfPercentiles(t *testing.T) {
	busy, idle := hdrhistogram.New(1, 100_000, 3), hdrhistogram.New(1, 100_000, 3)
	for i := range 10_000 {
		if err := busy.RecordValue(int64(10 + i%10)); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		if err := idle.RecordValue(9_000); err != nil {
			t.Fatal(err)
		}
	}
	mean := (busy.ValueAtQuantile(99) + idle.ValueAtQuantile(99)) / 2
	busy.Merge(idle)
	if both := busy.ValueAtQuantile(99); both > 20 || mean < 4000 {
		t.Errorf("the percentile of both is %d, the mean of the percentiles %d", both, mean)
	}
}
