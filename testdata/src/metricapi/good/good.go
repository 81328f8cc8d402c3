package good

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "R."}, []string{"method", "code"})
	curried  = requests.MustCurryWith(prometheus.Labels{"method": "GET"})
	desc     = prometheus.NewDesc("const", "C.", []string{"a", "b"}, nil)
)

func right(m string) {
	requests.WithLabelValues(m, "200").Inc()
	requests.With(prometheus.Labels{"code": "200", "method": m}).Inc()
	prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, 1, "a", "b")
}

func curry(code string) {
	curried.WithLabelValues(code).Inc()
	requests.MustCurryWith(prometheus.Labels{"code": code}).WithLabelValues("GET").Inc()
}

func slices(values []string) {
	requests.WithLabelValues(values...).Inc()
	prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, 1, values...)
}

func pair() (a, b string) { return "GET", "200" }

func tuple() { requests.WithLabelValues(pair()).Inc() }

func names(key, value string) {
	requests.With(prometheus.Labels{key: value}).Inc()
	l := prometheus.Labels{"method": "GET"}
	l["code"] = "200"
	requests.With(l).Inc()
}

// Labels that are not known here.
func make(labels []string) *prometheus.CounterVec {
	return promauto.NewCounterVec(prometheus.CounterOpts{Name: "made_total", Help: "M."}, labels)
}

func made(labels []string) { make(labels).WithLabelValues("x").Inc() }

// One of two families.
func either(wide bool) {
	v := promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "narrow", Help: "N."}, []string{"a"})
	if wide {
		v = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "wide", Help: "W."}, []string{"a", "b"})
	}
	v.WithLabelValues("x").Set(1)
}

// Other registries.
func registries() {
	a := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "re_total", Help: "R."}, []string{"a"})
	b := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "re_total", Help: "R."}, []string{"b"})
	one, two := prometheus.NewRegistry(), prometheus.NewRegistry()
	one.MustRegister(a)
	two.MustRegister(b)
}

// A probe makes a registry for each request.
func probe(w http.ResponseWriter, r *http.Request) {
	reg := prometheus.NewRegistry()
	up := prometheus.NewGauge(prometheus.GaugeOpts{Name: "up", Help: "U."})
	reg.MustRegister(up)
	up.Set(1)
}

// Made at the first request only.
var lazy *prometheus.CounterVec

func first(w http.ResponseWriter, r *http.Request) {
	if lazy == nil {
		lazy = promauto.NewCounterVec(prometheus.CounterOpts{Name: "lazy_total", Help: "L."}, []string{"a"})
	}
	lazy.WithLabelValues("x").Inc()
}

// Handed to the caller, collected by the owner, registered from a list, by its address.
func handed() prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "handed_total", Help: "H."})
	c.Inc()
	return c
}

type owner struct{ hits prometheus.Counter }

func newOwner() *owner {
	return &owner{hits: prometheus.NewCounter(prometheus.CounterOpts{Name: "hits_total", Help: "H."})}
}

func (o *owner) Describe(ch chan<- *prometheus.Desc) { o.hits.Describe(ch) }

func (o *owner) Collect(ch chan<- prometheus.Metric) {
	o.hits.Inc()
	o.hits.Collect(ch)
}

var listed = prometheus.NewGauge(prometheus.GaugeOpts{Name: "listed", Help: "L."})

func init() {
	for _, c := range []prometheus.Collector{listed} {
		prometheus.MustRegister(c)
	}
	listed.Set(1)
}

// Exported: others may register it.
var Exported = prometheus.NewCounter(prometheus.CounterOpts{Name: "exported_total", Help: "E."})

func export() { Exported.Inc() }

// One that is meant to count for nobody.
var noop = prometheus.NewCounter(prometheus.CounterOpts{})

func discard() { noop.Inc() }

// A middleware is made once.
func middleware(next http.Handler) http.Handler {
	c := promauto.NewCounter(prometheus.CounterOpts{Name: "middleware_total", Help: "M."})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Inc()
		next.ServeHTTP(w, r)
	})
}
