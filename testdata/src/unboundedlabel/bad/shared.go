package bad

import (
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

var (
	asked = promauto.NewCounterVec(prometheus.CounterOpts{Name: "asked_total", Help: "H."}, []string{"host"})
	sized = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "sized_bytes", Help: "H."}, []string{"host", "code"})
	timed = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "timed_seconds", Help: "H."}, []string{"host", "code"})
)

// One value enters labels that several metrics share: one cause, one finding.
func sharedLabels(w http.ResponseWriter, r *http.Request) {
	labels := prometheus.Labels{"host": r.Host}
	asked.With(labels).Inc() // want `the label host of asked_total, here and in 1 more, without`
	labels["code"] = "200"
	sized.With(labels).Observe(1)
}

// Two maps that are filled side by side.
func twoMaps(w http.ResponseWriter, r *http.Request) {
	plain := prometheus.Labels{}
	full := prometheus.Labels{"code": "200"}
	if r.TLS != nil {
		plain["host"] = r.Host
		full["host"] = r.Host
	}
	asked.With(plain).Inc() // want `here and in 2 more`
	sized.With(full).Observe(1)
	timed.With(full).Observe(1)
}

// Two values in one map are two causes, and one line has one finding.
func twoValues(w http.ResponseWriter, r *http.Request) {
	labels := prometheus.Labels{"host": r.Host, "code": r.URL.Path}
	sized.With(labels).Observe(1) // want `becomes the label (host|code) of sized_bytes, here and in 1 more`
	timed.With(labels).Observe(1)
}

// Two metrics that are given the value each on their own are two places to mend.
func apart(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	asked.WithLabelValues(host).Inc()                                     // want `the label host of asked_total, without`
	timed.WithLabelValues(host, "200").Observe(1)                         // want `the label host of timed_seconds, without`
	sized.With(prometheus.Labels{"host": host, "code": "200"}).Observe(1) // want `the label host of sized_bytes, without`
}

func (s *server) sharedOption(w http.ResponseWriter, r *http.Request) {
	attrs := metric.WithAttributes(attribute.String("path", r.URL.Path))
	s.counter.Add(r.Context(), 1, attrs) // want `becomes the label path, here and in 1 more`
	s.hist.Record(r.Context(), 1, attrs)
}

func (s *server) appendedOption(w http.ResponseWriter, r *http.Request) {
	opts := []metric.AddOption{metric.WithAttributes(attribute.String("a", "b"))}
	opts = append(opts, metric.WithAttributes(attribute.String("path", r.URL.Path)))
	s.counter.Add(r.Context(), 1, opts...) // want `becomes the label path, without`
}

func (s *server) sharedSlice(w http.ResponseWriter, r *http.Request) {
	attrs := append([]attribute.KeyValue(nil), attribute.String("path", r.URL.Path))
	s.counter.Add(r.Context(), 1, metric.WithAttributes(attrs...)) // want `becomes the label path, here and in 1 more`
	s.hist.Record(r.Context(), 1, metric.WithAttributes(attrs...))
}

// Owners may open the list by a setting; clients cannot.
type gate struct {
	open, anyTLS bool
	hosts        map[string]struct{}
}

func newGate(hosts []string) *gate {
	g := &gate{hosts: map[string]struct{}{}}
	for _, h := range hosts {
		g.hosts[strings.ToLower(h)] = struct{}{}
	}
	return g
}

func (g *gate) lets(host string, tls bool) bool {
	if _, ok := g.hosts[strings.ToLower(host)]; ok {
		return true
	}
	return g.open || g.anyTLS && tls
}

func (g *gate) serve(w http.ResponseWriter, r *http.Request) {
	labels := prometheus.Labels{}
	if g.lets(r.Host, r.TLS != nil) {
		labels["host"] = strings.ToLower(r.Host)
	} else {
		labels["host"] = "other"
	}
	asked.With(labels).Inc() // want unbounded/deep:`the Host header of the request becomes the label host`
}
