package bad

import (
	"expvar"
	"net/http"

	"github.com/DataDog/datadog-go/v5/statsd"
	vm "github.com/VictoriaMetrics/metrics"
	armon "github.com/armon/go-metrics"
	kit "github.com/go-kit/kit/metrics"
	gometrics "github.com/hashicorp/go-metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	rc "github.com/rcrowley/go-metrics"
	"github.com/uber-go/tally"
	"go.opencensus.io/tag"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	k8s "k8s.io/component-base/metrics"
)

var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "R."}, []string{"method", "path"})
	byHost   = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "hosts", Help: "H."}, []string{"host"})
	latency  = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "latency_seconds", Help: "L."}, []string{"path"})
	pods     = k8s.NewCounterVec(&k8s.CounterOpts{Name: "pods_total", Help: "P."}, []string{"path"})
	desc     = prometheus.NewDesc("const", "C.", []string{"agent"}, nil)
	keys     = expvar.NewMap("keys")
)

type server struct {
	counter metric.Int64Counter
	hist    metric.Float64Histogram
	scope   tally.Scope
	orders  kit.Counter
	dog     *statsd.Client
	sink    *gometrics.Metrics
}

func prometheusVec(w http.ResponseWriter, r *http.Request) {
	requests.WithLabelValues("GET", r.URL.Path).Inc()                                   // want unbounded/error:`the path of the request becomes the label path of requests_total, without a bound: client_golang keeps every series in memory .* not valid UTF-8 makes WithLabelValues panic`
	requests.WithLabelValues(r.Method, "/").Inc()                                       // want `the method of the request, which clients choose freely becomes the label method`
	byHost.With(prometheus.Labels{"host": r.Host}).Set(1)                               // want `the label host of hosts`
	latency.MustCurryWith(prometheus.Labels{"path": r.RequestURI})                      // want `the URI of the request`
	if c, err := requests.GetMetricWithLabelValues("GET", r.URL.String()); err == nil { // want `the URL of the request`
		c.Inc()
	}
	pods.WithLabelValues(r.URL.RawQuery).Inc() // want `the query of the request becomes the label path of pods_total`
	ch := make(chan prometheus.Metric, 1)
	ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, 1, r.UserAgent()) // want `the User-Agent header becomes the label agent of const`
}

func (s *server) otel(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s.counter.Add(ctx, 1, metric.WithAttributes(attribute.String("path", r.URL.Path))) // want `becomes the label path, without a bound: the OpenTelemetry SDK keeps 2000 attribute sets`
	attrs := []attribute.KeyValue{attribute.String("a", "b"), attribute.Key("host").String(r.Host)}
	s.hist.Record(ctx, 1, metric.WithAttributes(attrs...)) // want `the Host header of the request becomes the label host`
	set := attribute.NewSet(attribute.String("referer", r.Referer()))
	opt := metric.WithAttributeSet(set)
	s.counter.Add(ctx, 1, opt) // want `the Referer header becomes the label referer, without`
}

func (s *server) others(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	vm.GetOrCreateCounter(`requests_total{path="` + path + `"}`).Inc()                               // want `becomes a part of a metric's name, without a bound: the metrics package keeps every name .* a quote in the value`
	gometrics.IncrCounter([]string{"requests", path}, 1)                                             // want `a part of a metric's name`
	armon.IncrCounterWithLabels([]string{"requests"}, 1, []armon.Label{{Name: "path", Value: path}}) // want `the label path`
	s.sink.IncrCounterWithLabels([]string{"r"}, 1, []gometrics.Label{{Name: "m", Value: r.Method}})  // want `the label m`
	s.scope.Tagged(map[string]string{"path": path}).Counter("requests").Inc(1)                       // want `the label path, without a bound: tally`
	s.scope.Counter("requests." + path).Inc(1)                                                       // want `a part of a metric's name`
	s.orders.With("path", path, "x", "y").Add(1)                                                     // want `the label path`
	s.dog.Incr("requests", []string{"path:" + path}, 1)                                              // want `the label path, without a bound: each combination of tags`
	_, _ = tag.New(r.Context(), tag.Upsert(tag.MustNewKey("path"), path))                            // want `a row of the views`
	rc.GetOrRegisterCounter("requests."+path, nil).Inc(1)                                            // want `a part of a metric's name`
	keys.Add(path, 1)                                                                                // want `a key or name of expvar`
}
