package exposition

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	collectorpb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/protobuf/proto"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/expvarx"
	"github.com/counterlint/counterlint/runtime/expose/otel"
	"github.com/counterlint/counterlint/runtime/expose/prom"
	"github.com/counterlint/counterlint/runtime/expose/promtext"
	"github.com/counterlint/counterlint/runtime/gauge"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct {
	Method string
	Status int
}

// store returns a registry with a bit of everything.
func store(t *testing.T) *registry.Registry {
	r := new(registry.Registry)
	register := func(d registry.Desc, m any) {
		d.Help = "Help with \"quotes\",\na line and a \\."
		if err := r.Register(d, m); err != nil {
			t.Fatal(err)
		}
	}
	requests, err := label.NewCounter[route](label.Limits{Series: 6})
	if err != nil {
		t.Fatal(err)
	}
	for i, method := range []string{"GET", "", "a\"b\\c\nd", "\xff", "\xfe", "{x=\"1\"} 7\n# EOF\n", "late", "later"} {
		requests.Add(route{method, 200 + i/4}, uint64(1+i*i))
	}
	register(registry.Desc{Name: "requests_total"}, requests)
	var sent counter.Counter
	sent.Add(1<<53 - 1)
	register(registry.Desc{Name: "sent_bytes_total", Unit: "bytes"}, &sent)
	var busy counter.Resettable
	busy.Add(1_234_567_890)
	register(registry.Desc{Name: "busy_seconds_total", Unit: "seconds", PerUnit: 1e9}, &busy)
	var open label.Gauge[string]
	open.Set("db", -7)
	open.Set("web", 12)
	register(registry.Desc{Name: "open_connections"}, &open)
	register(registry.Desc{Name: "load"}, registry.GaugeFunc(func() float64 { return 0.25 }))
	var waits label.Histogram[string]
	for i := range int64(1000) {
		waits.Record("a", i*i*10_000)
		waits.Record("b", i)
	}
	register(registry.Desc{Name: "wait_seconds", Unit: "seconds", PerUnit: 1e9}, &waits)
	var sizes histogram.HDR
	sizes.Record(0)
	sizes.Record(math.MaxInt64)
	register(registry.Desc{Name: "size_bytes", Unit: "bytes", Buckets: []float64{0, 1024, 1 << 20, 1e18}}, &sizes)
	register(registry.Desc{Name: "odd", Buckets: []float64{}}, new(histogram.HDR))
	register(registry.Desc{Name: "up"}, new(gauge.Gauge))
	return r
}

// numbers is the value of each line that a page in the text format would have: name{label=value,…}.
type numbers map[string]float64

func (n numbers) set(t *testing.T, name string, labels map[string]string, v float64) {
	t.Helper()
	key := name
	for _, l := range slices.Sorted(maps.Keys(labels)) {
		key += fmt.Sprintf(" %s=%q", l, labels[l])
	}
	if _, ok := n[key]; ok {
		t.Errorf("%s is there twice", key)
	}
	n[key] = v
}

// histogram enters the lines of a histogram.
func (n numbers) histogram(t *testing.T, name string, labels map[string]string, upTo map[float64]uint64, count uint64, sum float64) {
	t.Helper()
	upTo[math.Inf(1)] = count
	for bound, k := range upTo {
		with := maps.Clone(labels)
		with["le"] = strconv.FormatFloat(bound, 'g', -1, 64)
		n.set(t, name+"_bucket", with, float64(k))
	}
	n.set(t, name+"_sum", labels, sum)
	n.set(t, name+"_count", labels, float64(count))
}

// TestOneStore scrapes one registry in every format.
func TestOneStore(t *testing.T) {
	r := store(t)
	theirs := prometheus.NewRegistry()
	theirs.MustRegister(prom.Collector(r))
	received := make(chan []byte, 1)
	mux := http.NewServeMux()
	mux.Handle("/metrics", promtext.New(r))
	mux.Handle("/client_golang", promhttp.HandlerFor(theirs, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError, EnableOpenMetrics: true}))
	mux.HandleFunc("/debug/vars", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, expvarx.Var(r)) })
	mux.HandleFunc("/v1/metrics", func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		received <- body
	})
	server := httptest.NewServer(mux)
	defer server.Close()

	want := text(t, get(t, server.URL+"/metrics", ""))
	if len(want) < 50 || want[`requests_total method="�" status="200"`] != 10 || want[`requests_total method="�" status="201"`] != 17 {
		t.Errorf("the page has %v", want)
	}
	// Both keys with invalid bytes and the same status would be one series; here they differ in the status.
	for format, got := range map[string]numbers{
		"client_golang": text(t, get(t, server.URL+"/client_golang", "")),
		"OpenMetrics":   openMetrics(t, get(t, server.URL+"/metrics", "application/openmetrics-text"), get(t, server.URL+"/client_golang", "application/openmetrics-text;version=1.0.0")),
		"expvar":        vars(t, get(t, server.URL+"/debug/vars", "")),
		"OTLP":          otlp(t, r, strings.TrimPrefix(server.URL, "http://"), received),
	} {
		for key, v := range want {
			if w, ok := got[key]; !ok || w != v {
				t.Errorf("%s: %s is %v (%v), want %v", format, key, w, ok, v)
			}
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s: %s is too many", format, key)
			}
		}
	}
}

func get(t *testing.T, url, accept string) []byte {
	t.Helper()
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v: %s", url, resp.Status, err, body)
	}
	return body
}

// text reads the text format with Prometheus' parser.
func text(t *testing.T, page []byte) numbers {
	t.Helper()
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(page)))
	if err != nil {
		t.Fatalf("%v in the page:\n%s", err, page)
	}
	all := numbers{}
	for name, f := range families {
		if f.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
		for _, m := range f.Metric {
			labels := map[string]string{}
			for _, l := range m.Label {
				labels[l.GetName()] = l.GetValue()
			}
			switch f.GetType() {
			case dto.MetricType_COUNTER:
				all.set(t, name, labels, m.Counter.GetValue())
			case dto.MetricType_GAUGE:
				all.set(t, name, labels, m.Gauge.GetValue())
			case dto.MetricType_HISTOGRAM:
				upTo := map[float64]uint64{}
				for _, b := range m.Histogram.Bucket {
					upTo[b.GetUpperBound()] = b.GetCumulativeCount()
				}
				all.histogram(t, name, labels, upTo, m.Histogram.GetSampleCount(), m.Histogram.GetSampleSum())
			default:
				t.Errorf("%s is a %v", name, f.GetType())
			}
		}
	}
	return all
}

// openMetrics reads our page in OpenMetrics, after it was found to have the lines that client_golang writes, but for the units, which
// that does not know, and the spelling of numbers.
func openMetrics(t *testing.T, ours, theirs []byte) numbers {
	t.Helper()
	lines := func(page []byte) (all []string) {
		for line := range strings.Lines(string(page)) {
			if strings.HasPrefix(line, "# UNIT ") {
				continue
			}
			if at := strings.LastIndexByte(line, ' '); line[0] != '#' {
				v, err := strconv.ParseFloat(strings.TrimSpace(line[at+1:]), 64)
				if err != nil {
					t.Errorf("line %q: %v", line, err)
				}
				line = fmt.Sprint(line[:at], " ", v)
			}
			all = append(all, line)
		}
		if all[len(all)-1] != "# EOF\n" {
			t.Errorf("the page ends in %q", all[len(all)-1])
		}
		slices.Sort(all)
		return all
	}
	if got, want := lines(ours), lines(theirs); !slices.Equal(got, want) {
		t.Errorf("OpenMetrics:\n%q\nclient_golang writes\n%q", got, want)
	}
	// What remains differs from the text format in the heads alone.
	var asText strings.Builder
	for line := range strings.Lines(string(ours)) {
		kind, counts := strings.CutSuffix(line, " counter\n")
		name, typed := strings.CutPrefix(kind, "# TYPE ")
		switch {
		case counts && typed:
			fmt.Fprintf(&asText, "# HELP %s_total Help.\n# TYPE %[1]s_total counter\n", name)
		case typed:
			fmt.Fprintf(&asText, "# HELP %s Help.\n%s", strings.Fields(name)[0], line)
		case line[0] != '#':
			asText.WriteString(line)
		}
	}
	return text(t, []byte(asText.String()))
}

// vars reads the variable of the package expvar.
func vars(t *testing.T, page []byte) numbers {
	t.Helper()
	type distribution struct {
		Count   uint64
		Sum     float64
		Buckets map[string]uint64
	}
	var metrics map[string]json.RawMessage
	if err := json.Unmarshal(page, &metrics); err != nil {
		t.Fatalf("%v in %s", err, page)
	}
	all := numbers{}
	enter := func(name string, labels map[string]string, raw json.RawMessage) {
		var v float64
		var d distribution
		if json.Unmarshal(raw, &v) == nil {
			all.set(t, name, labels, v)
			return
		}
		if err := json.Unmarshal(raw, &d); err != nil {
			t.Fatalf("%s: %v in %s", name, err, raw)
		}
		upTo := map[float64]uint64{}
		for bound, n := range d.Buckets {
			b, err := strconv.ParseFloat(bound, 64)
			if err != nil {
				t.Error(err)
			}
			upTo[b] = n
		}
		all.histogram(t, name, labels, upTo, d.Count, d.Sum)
	}
	for name, raw := range metrics {
		var series []struct {
			Labels map[string]string
			Value  json.RawMessage
		}
		if json.Unmarshal(raw, &series) != nil {
			enter(name, map[string]string{}, raw)
		}
		for _, s := range series {
			enter(name, s.Labels, s.Value)
		}
	}
	return all
}

// otlp has the SDK push everything to a collector over HTTP, and reads what it receives.
func otlp(t *testing.T, r *registry.Registry, endpoint string, received <-chan []byte) numbers {
	t.Helper()
	ctx := context.Background()
	exporter, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpoint(endpoint), otlpmetrichttp.WithInsecure())
	if err != nil {
		t.Fatal(err)
	}
	reader := sdkmetric.NewPeriodicReader(exporter, sdkmetric.WithProducer(otel.Histograms(r)))
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	if _, err := otel.Register(provider.Meter("test"), r); err != nil {
		t.Fatal(err)
	}
	if err := provider.ForceFlush(ctx); err != nil {
		t.Fatal(err)
	}
	var request collectorpb.ExportMetricsServiceRequest
	if err := proto.Unmarshal(<-received, &request); err != nil {
		t.Fatal(err)
	}
	all := numbers{}
	for _, scope := range request.ResourceMetrics[0].ScopeMetrics {
		for _, m := range scope.Metrics {
			for _, p := range append(m.GetSum().GetDataPoints(), m.GetGauge().GetDataPoints()...) {
				v := p.GetAsDouble()
				if _, ok := p.Value.(*metricspb.NumberDataPoint_AsInt); ok {
					v = float64(p.GetAsInt())
				}
				all.set(t, m.Name, attributes(p.Attributes), v)
			}
			for _, p := range m.GetHistogram().GetDataPoints() {
				upTo := map[float64]uint64{}
				var n uint64
				for i, bound := range p.ExplicitBounds {
					n += p.BucketCounts[i]
					upTo[bound] = n
				}
				all.histogram(t, m.Name, attributes(p.Attributes), upTo, p.Count, p.GetSum())
			}
		}
	}
	go func() { // what the shutdown pushes once more
		for range received {
		}
	}()
	if err := provider.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	return all
}

// attributes returns labels as Prometheus has them: with underscores.
func attributes(all []*commonpb.KeyValue) map[string]string {
	labels := map[string]string{}
	for _, a := range all {
		v := a.Value.GetStringValue()
		if _, ok := a.Value.Value.(*commonpb.AnyValue_BoolValue); ok {
			v = strconv.FormatBool(a.Value.GetBoolValue())
		}
		labels[strings.ReplaceAll(a.Key, ".", "_")] = v
	}
	return labels
}

// FuzzLabels puts anything into labels and help: the parser reads the page, and finds the labels as they are, but for invalid bytes.
func FuzzLabels(f *testing.F) {
	for _, s := range []string{"", "a", "\"", "\\", "\n", "\\n", "\r", "\x00", "\xff", "a\xc3", "\u2028", "} 1\n", "\ufffd"} {
		f.Add(s, "b"+s, "help "+s)
	}
	type key struct{ A, B string }
	f.Fuzz(func(t *testing.T, a, b, help string) {
		r := new(registry.Registry)
		var c label.Counter[key]
		var h label.Histogram[key]
		c.Add(key{a, b}, 1)
		c.Add(key{b, a}, 2)
		h.Record(key{a, b}, 3)
		if r.Register(registry.Desc{Name: "c_total", Help: help}, &c) != nil {
			return // no help, or no valid one
		}
		if err := r.Register(registry.Desc{Name: "h", Help: help}, &h); err != nil {
			t.Fatal(err)
		}
		valid := func(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
		line := func(a, b string) string { return fmt.Sprintf("c_total a=%q b=%q", valid(a), valid(b)) }
		page := promtext.New(r)
		theirs := prometheus.NewRegistry()
		theirs.MustRegister(prom.Collector(r))
		families, err := theirs.Gather()
		if err != nil {
			t.Fatal(err)
		}
		var open strings.Builder
		for _, family := range families {
			if _, err := expfmt.MetricFamilyToOpenMetrics(&open, family); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := expfmt.FinalizeOpenMetrics(&open); err != nil {
			t.Fatal(err)
		}
		for format, all := range map[string]numbers{
			"text":        text(t, page.AppendText(nil)),
			"OpenMetrics": openMetrics(t, page.AppendOpenMetrics(nil), []byte(open.String())),
		} {
			if valid(a) == valid(b) {
				if all[line(a, b)] != 3 {
					t.Errorf("%s: %v", format, all)
				}
			} else if all[line(a, b)] != 1 || all[line(b, a)] != 2 {
				t.Errorf("%s: %v", format, all)
			}
		}
	})
}
