package promtext

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct {
	Method string
	Code   int
}

func filled(t *testing.T) *registry.Registry {
	r := new(registry.Registry)
	requests, err := label.NewCounter[route](label.Limits{Series: 2})
	if err != nil {
		t.Fatal(err)
	}
	requests.Add(route{"G\"\\\nT\xff", 200}, 3)
	requests.Add(route{"", 500}, 1)
	requests.Add(route{"LATE", 500}, 7)
	var sent counter.Counter
	sent.Add(1_500_000)
	var waits histogram.HDR
	waits.Record(200_000_000)
	waits.Record(2e9)
	waits.Record(3e9)
	var sizes label.Histogram[string]
	sizes.Record("a", 3)
	for d, m := range map[*registry.Desc]any{
		{Name: "http_requests_total", Help: "Requests \"answered\",\nall of them. \\o/"}:                            requests,
		{Name: "sent_bytes_total", Help: "Bytes.", Unit: "bytes"}:                                                   &sent,
		{Name: "idle_total", Help: "Without series."}:                                                               new(label.Counter[int]),
		{Name: "load", Help: "Load."}:                                                                               registry.GaugeFunc(func() float64 { return -0.5 }),
		{Name: "wait_seconds", Help: "Waits.", Unit: "seconds", PerUnit: 1e9, Buckets: []float64{0.5, 1, 2.5, 1e9}}: &waits,
		{Name: "sizes", Help: "Sizes.", Buckets: []float64{1, 4}}:                                                   &sizes,
	} {
		if err := r.Register(*d, m); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

const wantText = `# HELP http_requests_total Requests "answered",\nall of them. \\o/
# TYPE http_requests_total counter
http_requests_total{method="",code="500"} 1
http_requests_total{method="G\"\\\nT` + "\uFFFD" + `",code="200"} 3
http_requests_total{otel_metric_overflow="true"} 7
# HELP load Load.
# TYPE load gauge
load -0.5
# HELP sent_bytes_total Bytes.
# TYPE sent_bytes_total counter
sent_bytes_total 1500000
# HELP sizes Sizes.
# TYPE sizes histogram
sizes_bucket{key="a",le="1"} 0
sizes_bucket{key="a",le="4"} 1
sizes_bucket{key="a",le="+Inf"} 1
sizes_sum{key="a"} 3
sizes_count{key="a"} 1
# HELP wait_seconds Waits.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.5"} 1
wait_seconds_bucket{le="1"} 1
wait_seconds_bucket{le="2.5"} 2
wait_seconds_bucket{le="1e+09"} 3
wait_seconds_bucket{le="+Inf"} 3
wait_seconds_sum SUM
wait_seconds_count 3
`

var toOpenMetrics = strings.NewReplacer(
	`# HELP http_requests_total Requests "answered",\nall of them. \\o/
# TYPE http_requests_total counter`, `# TYPE http_requests counter
# HELP http_requests Requests \"answered\",\nall of them. \\o/`,
	"# HELP load Load.\n# TYPE load gauge", "# TYPE load gauge\n# HELP load Load.",
	"# HELP sent_bytes_total Bytes.\n# TYPE sent_bytes_total counter", "# TYPE sent_bytes counter\n# UNIT sent_bytes bytes\n# HELP sent_bytes Bytes.",
	"# HELP sizes Sizes.\n# TYPE sizes histogram", "# TYPE sizes histogram\n# HELP sizes Sizes.",
	"# HELP wait_seconds Waits.\n# TYPE wait_seconds histogram", "# TYPE wait_seconds histogram\n# UNIT wait_seconds seconds\n# HELP wait_seconds Waits.",
	`le="1"`, `le="1.0"`, `le="4"`, `le="4.0"`)

func TestPage(t *testing.T) {
	r := filled(t)
	p := New(r)
	sum := fmt.Sprint(r.Metrics()[5].Table().Series[0].Distribution().Sum)
	want := strings.Replace(wantText, "SUM", sum, 1)
	for range 2 { // the second time from what was kept
		if got := string(p.AppendText([]byte("before\n"))); got != "before\n"+want {
			t.Errorf("text:\n%s\nwant:\n%s", got, want)
		}
		if got, want := string(p.AppendOpenMetrics(nil)), toOpenMetrics.Replace(want)+"# EOF\n"; got != want {
			t.Errorf("OpenMetrics:\n%s\nwant:\n%s", got, want)
		}
	}
}

func TestServe(t *testing.T) {
	p := New(filled(t))
	server := httptest.NewServer(p)
	defer server.Close()
	for accept, want := range map[string]string{
		"": TextType, "text/plain;version=0.0.4": TextType, "*/*": TextType,
		"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1": OpenMetricsType,
	} {
		req, err := http.NewRequest("GET", server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if got := resp.Header.Get("Content-Type"); err != nil || got != want || strings.HasSuffix(string(body), "# EOF\n") != (want == OpenMetricsType) {
			t.Errorf("for %q: %s, error %v, page:\n%s", accept, got, err, body)
		}
	}
}

// Series that come and go while pages are written leave no page with half a line.
func TestConcurrent(t *testing.T) {
	var r registry.Registry
	var c label.Counter[int]
	r.MustRegister(registry.Desc{Name: "c_total", Help: "Help."}, &c)
	p := New(&r)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range 300 {
				c.Inc(i % 50)
				c.Delete(i * 7 % 50)
			}
		})
		wg.Go(func() {
			for range 50 {
				for line := range strings.Lines(string(p.AppendText(nil))) {
					var key string
					var n int
					if _, err := fmt.Sscanf(line, "c_total{key=%q} %d\n", &key, &n); err != nil && line[0] != '#' {
						t.Errorf("line %q: %v", line, err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestPageAllocation(t *testing.T) {
	var r registry.Registry
	var c label.Counter[int]
	for i := range 100 {
		c.Inc(i)
	}
	r.MustRegister(registry.Desc{Name: "c_total", Help: "Help."}, &c)
	p := New(&r)
	page := p.AppendText(nil)
	if n := testing.AllocsPerRun(100, func() { page = p.AppendText(page[:0]) }); n > 4 { // the list of the metrics
		t.Errorf("%v allocations for 100 series", n)
	}
}

func BenchmarkAppendText(b *testing.B) {
	var r registry.Registry
	c, err := label.NewCounter[route](label.Limits{Series: 10_000})
	if err != nil {
		b.Fatal(err)
	}
	for i := range 10_000 {
		c.Add(route{"GET", i}, uint64(i))
	}
	r.MustRegister(registry.Desc{Name: "http_requests_total", Help: "Help."}, c)
	p := New(&r)
	page := p.AppendText(nil)
	for b.Loop() {
		page = p.AppendText(page[:0])
	}
}
