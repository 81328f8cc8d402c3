package expvarx

import (
	"encoding/json"
	"expvar"
	"io"
	"math"
	"net/http/httptest"
	"testing"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct{ Method, Path string }

func TestVar(t *testing.T) {
	var r registry.Registry
	requests, err := label.NewCounter[route](label.Limits{Series: 1})
	if err != nil {
		t.Fatal(err)
	}
	requests.Add(route{"GET", "</\"\xff\n>"}, 3)
	requests.Inc(route{"PUT", "/"})
	var hits counter.Counter
	hits.Add(math.MaxUint64)
	var waits histogram.HDR
	waits.Record(3)
	var sizes label.Histogram[string]
	sizes.Record("a", 1)
	r.MustRegister(registry.Desc{Name: "requests_total", Help: "Requests."}, requests)
	r.MustRegister(registry.Desc{Name: "hits_total", Help: "Hits."}, &hits)
	r.MustRegister(registry.Desc{Name: "load", Help: "Load."}, registry.GaugeFunc(math.NaN))
	r.MustRegister(registry.Desc{Name: "waits", Help: "Waits.", Buckets: []float64{1, 4.5}}, &waits)
	r.MustRegister(registry.Desc{Name: "sizes", Help: "Sizes.", Buckets: []float64{}}, &sizes)
	r.MustRegister(registry.Desc{Name: "none_total", Help: "None."}, new(label.Counter[int]))
	r.MustRegister(registry.Desc{Name: "nan", Help: "NaN."}, registry.HistogramFunc(func() registry.Distribution { return registry.Distribution{Sum: math.Inf(1)} }))
	want := `{"hits_total":18446744073709551615,"load":null,"nan":{"count":0,"sum":null,"buckets":{}},"none_total":[],` +
		`"requests_total":[{"labels":{"method":"GET","path":"\u003c/\"` + "\uFFFD" + `\n\u003e"},"value":3},{"labels":{"otel_metric_overflow":"true"},"value":1}],` +
		`"sizes":[{"labels":{"key":"a"},"value":{"count":1,"sum":1,"buckets":{}}}],"waits":{"count":1,"sum":3,"buckets":{"1":0,"4.5":1}}}`
	if got := Var(&r).String(); got != want || !json.Valid([]byte(got)) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := Var(new(registry.Registry)).String(); got != "{}" {
		t.Errorf("without metrics %s", got)
	}

	Publish("test_metrics", &r)
	w := httptest.NewRecorder()
	expvar.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/debug/vars", nil))
	body, err := io.ReadAll(w.Body)
	var vars struct {
		Metrics struct {
			Hits uint64 `json:"hits_total"`
		} `json:"test_metrics"`
	}
	if err != nil || json.Unmarshal(body, &vars) != nil || vars.Metrics.Hits != math.MaxUint64 {
		t.Errorf("error %v, page %s", err, body)
	}
}

// Any label gives valid JSON, from which the label comes back.
func FuzzLabel(f *testing.F) {
	for _, s := range []string{"", "a", "\"\\\n\x00\u2028", "\xff\xfe", "</script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		var r registry.Registry
		var c label.Counter[string]
		c.Inc(value)
		r.MustRegister(registry.Desc{Name: "c_total", Help: "Help."}, &c)
		var got struct {
			C []struct {
				Labels map[string]string
				Value  int
			} `json:"c_total"`
		}
		if err := json.Unmarshal([]byte(Var(&r).String()), &got); err != nil {
			t.Fatal(err)
		}
		if want := r.Metrics()[0].Table().Series[0].Values[0]; len(got.C) != 1 || got.C[0].Value != 1 || got.C[0].Labels["key"] != want {
			t.Errorf("%q became %+v", value, got)
		}
	})
}
