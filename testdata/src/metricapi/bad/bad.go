package bad

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	k8s "k8s.io/component-base/metrics"
)

const code = "code"

var labels = []string{"method", code}

var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{Namespace: "app", Name: "requests_total", Help: "R."}, labels)
	latency  = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "latency_seconds", Help: "L."}, append([]string{"route"}, labels...))
	pods     = k8s.NewCounterVec(&k8s.CounterOpts{Name: "pods_total", Help: "P."}, []string{"phase"})
	single   = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "single", Help: "S."}, nil)
	desc     = prometheus.NewDesc("const", "C.", []string{"a", "b"}, nil)
)

// The number of values.
func count(m string) {
	requests.WithLabelValues(m).Inc()                               // want values/error:`WithLabelValues gives 1 value of labels for app_requests_total, which has the 2 labels method, code: it panics`
	requests.WithLabelValues(m, "200", "x").Add(2)                  // want `gives 3 values`
	latency.WithLabelValues("/", m).Observe(1)                      // want `latency_seconds, which has the 3 labels route, method, code`
	pods.WithLabelValues().Inc()                                    // want `gives 0 values .* the label phase`
	single.WithLabelValues("x").Set(1)                              // want `single, which has no labels`
	if c, err := requests.GetMetricWithLabelValues(m); err == nil { // want `it returns an error`
		c.Inc()
	}
}

// The names.
func byName(m string) {
	requests.With(prometheus.Labels{"method": m, "status": "200"}).Inc() // want names:`With names the unknown label status for app_requests_total`
	requests.With(prometheus.Labels{code: "200"}).Inc()                  // want `leaves out the label method`
	pods.With(map[string]string{"Phase": "x"}).Inc()                     // want `unknown label Phase`
	requests.MustCurryWith(prometheus.Labels{"verb": m})                 // want `MustCurryWith names the unknown label verb`
	known := prometheus.Labels{"method": m}
	requests.With(known).Inc() // want `leaves out the label code`
}

// Constant metrics.
type collector struct {
	up *prometheus.Desc
	c  *prometheus.CounterVec
}

func newCollector() *collector {
	return &collector{
		up: prometheus.NewDesc(prometheus.BuildFQName("app", "", "up"), "U.", []string{"host"}, nil),
		c:  promauto.NewCounterVec(prometheus.CounterOpts{Name: "c_total", Help: "C."}, []string{"x"}),
	}
}

func (c *collector) Describe(chan<- *prometheus.Desc) {}

func (c *collector) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(c.up, prometheus.GaugeValue, 1)      // want `MustNewConstMetric gives 0 values of labels for app_up, which has the label host`
	ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, 1, "a") // want `gives 1 value`
	ch <- prometheus.MustNewConstHistogram(desc, 1, 1, nil, "a", "b", "c")   // want `gives 3 values`
	c.c.WithLabelValues("x", "y").Inc()                                      // want `c_total, which has the label x`
}

// A helper that makes families.
func family(name string, labels ...string) *prometheus.CounterVec {
	return promauto.NewCounterVec(prometheus.CounterOpts{Name: name, Help: "F."}, labels)
}

var (
	one = family("one_total", "a")
	two = family("two_total", "a", "b")
)

func families() {
	one.WithLabelValues("x").Inc()
	two.WithLabelValues("x").Inc() // want `two_total, which has the 2 labels a, b`
}

// One name, other labels.
func redefine() {
	a := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "re_total", Help: "R."}, []string{"a"})
	b := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "re_total", Help: "R."}, []string{"a", "b"}) // want redefined:`"re_total" is registered with the labels \{a, b\} here and with \{a\} at line \d+`
	prometheus.MustRegister(a)
	prometheus.MustRegister(b)
}

// For each request.
func handle(w http.ResponseWriter, r *http.Request) {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "handled_total", Help: "H."}) // want per-request:`handled_total is created anew for each request`
	c.Inc()
	helped()
}

func helped() {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "helped", Help: "H."}, []string{"a"}) // want `helped is created anew`
	g.WithLabelValues("x").Set(1)
}

func serve(mux *http.ServeMux, reg prometheus.Registerer) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "served_total", Help: "S."}).Inc() // want `served_total is created anew`
	})
}

// Registered nowhere.
var lost = prometheus.NewCounter(prometheus.CounterOpts{Name: "lost_total", Help: "L."}) // want unregistered:`lost_total is counted on, but registered nowhere`

func lose() { lost.Inc() }

type stats struct{ errors *prometheus.CounterVec }

func newStats() *stats {
	return &stats{errors: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "errors_total", Help: "E."}, []string{"kind"})} // want `errors_total is counted on`
}

func (s *stats) fail(kind string) { s.errors.WithLabelValues(kind).Inc() }

func local() {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "h_seconds", Help: "H."}) // want `h_seconds is counted on`
	h.Observe(1)
}

// Handed to whoever registers it.
func kubernetes() *k8s.CounterVec { return pods }
