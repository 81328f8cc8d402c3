package otel

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/gauge"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct{ Method, Path string }

// collect returns a line for each series that a reader of the SDK gets.
func collect(t *testing.T, reader sdkmetric.Reader) (all []string) {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &data); err != nil {
		t.Fatal(err)
	}
	line := func(m metricdata.Metrics, set attribute.Set, v any) {
		all = append(all, fmt.Sprintf("%T %s [%s] {%s} %v", m.Data, m.Name, m.Unit, set.Encoded(attribute.DefaultEncoder()), v))
	}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch d := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range d.DataPoints {
					line(m, p.Attributes, p.Value)
				}
			case metricdata.Sum[float64]:
				for _, p := range d.DataPoints {
					line(m, p.Attributes, p.Value)
				}
			case metricdata.Gauge[int64]:
				for _, p := range d.DataPoints {
					line(m, p.Attributes, p.Value)
				}
			case metricdata.Gauge[float64]:
				for _, p := range d.DataPoints {
					line(m, p.Attributes, p.Value)
				}
			case metricdata.Histogram[float64]:
				for _, p := range d.DataPoints {
					line(m, p.Attributes, fmt.Sprint(p.Count, p.Bounds, p.BucketCounts, p.Sum))
				}
			}
		}
	}
	slices.Sort(all)
	for i, l := range all {
		all[i] = strings.TrimPrefix(l, "metricdata.")
	}
	return all
}

func TestOtel(t *testing.T) {
	var r registry.Registry
	requests, err := label.NewCounter[route](label.Limits{Series: 1})
	if err != nil {
		t.Fatal(err)
	}
	requests.Add(route{"GET", "/\xff"}, 3)
	requests.Add(route{"PUT", "/"}, 2)
	var open gauge.Gauge
	open.Set(-4)
	var busy, large counter.Counter
	busy.Add(1_500_000_000)
	large.Add(math.MaxUint64)
	var waits histogram.HDR
	waits.Record(3)
	waits.Record(30)
	r.MustRegister(registry.Desc{Name: "requests_total", Help: "Requests."}, requests)
	r.MustRegister(registry.Desc{Name: "large_total", Help: "Many."}, &large)
	r.MustRegister(registry.Desc{Name: "open", Help: "Open."}, &open)
	r.MustRegister(registry.Desc{Name: "busy_seconds_total", Help: "Busy.", Unit: "seconds", PerUnit: 1e9}, &busy)
	r.MustRegister(registry.Desc{Name: "load", Help: "Load."}, registry.GaugeFunc(func() float64 { return 0.5 }))
	r.MustRegister(registry.Desc{Name: "waits", Help: "Waits.", Buckets: []float64{10}}, &waits)

	reader := sdkmetric.NewManualReader(sdkmetric.WithProducer(Histograms(&r)))
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	registration, err := Register(provider.Meter("test"), &r)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Gauge[float64] load [] {} 0.5",
		"Gauge[int64] open [] {} -4",
		"Histogram[float64] waits [] {} 2 [10] [1 1] 33",
		"Sum[float64] busy_seconds_total [seconds] {} 1.5",
		fmt.Sprintf("Sum[int64] large_total [] {} %d", int64(math.MaxInt64)),
		"Sum[int64] requests_total [] {method=GET,path=/\uFFFD} 3",
		"Sum[int64] requests_total [] {otel.metric.overflow=true} 2",
	}
	for range 2 {
		if got := collect(t, reader); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	requests.Delete(route{"GET", "/\xff"})
	requests.Inc(route{"PUT", "/"})
	if got := collect(t, reader); got[5] != "Sum[int64] requests_total [] {method=PUT,path=/} 1" {
		t.Errorf("after other series: %q", got)
	}
	if err := registration.Unregister(); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, reader); len(got) != 1 || !strings.Contains(got[0], "waits") {
		t.Errorf("after Unregister: %q", got)
	}
}

// What the SDK refuses is an error with the name.
func TestRefused(t *testing.T) {
	var r registry.Registry
	r.MustRegister(registry.Desc{Name: strings.Repeat("a", 256) + "_total", Help: "Long."}, new(counter.Counter))
	if _, err := Register(sdkmetric.NewMeterProvider().Meter("test"), &r); err == nil || !strings.Contains(err.Error(), "otel: aaa") {
		t.Errorf("error %v", err)
	}
}

func TestWithoutHistograms(t *testing.T) {
	reader := sdkmetric.NewManualReader(sdkmetric.WithProducer(Histograms(new(registry.Registry))))
	sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	if got := collect(t, reader); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}
