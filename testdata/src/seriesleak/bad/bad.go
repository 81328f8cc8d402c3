package bad

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Fields of one struct.
type metrics struct {
	reads, writes *prometheus.CounterVec
	latency       *prometheus.HistogramVec
	state         *prometheus.GaugeVec
}

func newMetrics() *metrics {
	return &metrics{
		reads:   promauto.NewCounterVec(prometheus.CounterOpts{Name: "reads_total", Help: "R."}, []string{"device"}),
		writes:  promauto.NewCounterVec(prometheus.CounterOpts{Name: "writes_total", Help: "W."}, []string{"device"}),
		latency: promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "latency_seconds", Help: "L."}, []string{"op", "device"}),
		state:   promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "state", Help: "S."}, []string{"device", "state"}),
	}
}

func (m *metrics) use(device string) {
	m.reads.WithLabelValues(device).Inc()
	m.writes.With(prometheus.Labels{"device": device}).Inc()
	m.latency.WithLabelValues("read", device).Observe(1)
	m.state.WithLabelValues(device, "up").Set(1)
}

func (m *metrics) remove(device string) {
	m.reads.DeleteLabelValues(device) // want sibling/warning:`the series of device are deleted from reads here, and nowhere from writes, latency, which has the label too`
	m.state.DeletePartialMatch(prometheus.Labels{"device": device})
}

// Variables of the package.
var (
	open   = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "open", Help: "O."}, []string{"peer"})
	sent   = promauto.NewCounterVec(prometheus.CounterOpts{Name: "sent_total", Help: "S."}, []string{"peer", "kind"})
	errors = promauto.NewCounterVec(prometheus.CounterOpts{Name: "errors_total", Help: "E."}, []string{"kind"})
)

type peer struct{ name string }

func (p *peer) send() {
	open.WithLabelValues(p.name).Inc()
	sent.WithLabelValues(p.name, "x").Inc()
	errors.WithLabelValues("x").Inc()
}

func (p *peer) close() {
	open.DeleteLabelValues(p.name) // want `the series of peer are deleted from open here, and nowhere from sent`
}

// In a closure, on a delete by name.
type pool struct {
	size, idle *prometheus.GaugeVec
}

func (p *pool) init() {
	p.size = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "size", Help: "S."}, []string{"pool"})
	p.idle = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "idle", Help: "I."}, []string{"pool"})
}

func (p *pool) run(name string) func() {
	p.size.WithLabelValues(name).Set(1)
	p.idle.WithLabelValues(name).Set(1)
	return func() {
		p.size.Delete(prometheus.Labels{"pool": name}) // want `nowhere from idle`
	}
}

// Wrong values.
var calls = promauto.NewCounterVec(prometheus.CounterOpts{Name: "calls_total", Help: "C."}, []string{"service", "method"})

func count(service, method string) { calls.WithLabelValues(service, method).Inc() }

type call struct{ service, method string }

func forget(c call, service, method string) {
	calls.DeleteLabelValues(service)                   // want values/warning:`DeleteLabelValues with 1 of the 2 labels of calls \(service, method\) deletes nothing`
	calls.DeleteLabelValues(method, service)           // want values:`gives method for the label service and service for method: the values are exchanged`
	calls.DeleteLabelValues(service, method, "x")      // want `with 3 of the 2 labels`
	defer calls.DeleteLabelValues(c.method, c.service) // want `exchanged`
}

func all() { calls.DeleteLabelValues() } // want `with 0 of the 2 labels`

// An exporter whose topics go.
type exporter struct{ up, lag *prometheus.GaugeVec }

func newExporter() *exporter {
	return &exporter{
		up:  promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "topic_up", Help: "U."}, []string{"topic", "part"}),
		lag: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "topic_lag", Help: "L."}, []string{"topic", "part"}),
	}
}

func (e *exporter) set(topic, part string) {
	e.up.WithLabelValues(topic, part).Set(1)
	e.lag.WithLabelValues(topic, part).Set(1)
}

func (e *exporter) forget(topic, part string) {
	e.up.DeleteLabelValues(topic, part) // want `deleted from up here, and nowhere from lag`
}

// Too few values delete nothing.
var parts = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "parts", Help: "P."}, []string{"topic", "part"})

func tooFew(topic string) {
	parts.WithLabelValues(topic, "0").Set(1)
	parts.DeleteLabelValues(topic) // want `DeleteLabelValues`
}
