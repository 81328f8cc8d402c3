package good

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type metrics struct {
	reads, writes *prometheus.CounterVec
	byCode        *prometheus.CounterVec
	fixed         *prometheus.GaugeVec
	reset         *prometheus.GaugeVec
	listed        *prometheus.GaugeVec
}

func newMetrics() *metrics {
	return &metrics{
		reads:  promauto.NewCounterVec(prometheus.CounterOpts{Name: "reads_total", Help: "R."}, []string{"device"}),
		writes: promauto.NewCounterVec(prometheus.CounterOpts{Name: "writes_total", Help: "W."}, []string{"device", "kind"}),
		byCode: promauto.NewCounterVec(prometheus.CounterOpts{Name: "codes_total", Help: "C."}, []string{"code"}),
		fixed:  promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "fixed", Help: "F."}, []string{"device"}),
		reset:  promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "reset", Help: "F."}, []string{"device"}),
		listed: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "listed", Help: "F."}, []string{"device"}),
	}
}

func (m *metrics) use(device, code string) {
	m.reads.WithLabelValues(device).Inc()
	m.writes.WithLabelValues(device, "x").Inc()
	m.byCode.WithLabelValues(code).Inc()    // no such label
	m.fixed.WithLabelValues("all").Set(1)   // a constant
	m.reset.WithLabelValues(device).Set(1)  // reset elsewhere
	m.listed.WithLabelValues(device).Set(1) // deleted through a list
}

func (m *metrics) remove(device string) {
	m.reads.DeleteLabelValues(device)
	m.writes.DeletePartialMatch(prometheus.Labels{"device": device})
	for _, v := range []*prometheus.GaugeVec{m.listed} {
		v.DeleteLabelValues(device)
	}
}

func (m *metrics) scrape() { m.reset.Reset() }

// The siblings are deleted in another function.
var (
	open = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "open", Help: "O."}, []string{"peer"})
	sent = promauto.NewCounterVec(prometheus.CounterOpts{Name: "sent_total", Help: "S."}, []string{"peer"})
)

func use(peer string) {
	open.WithLabelValues(peer).Inc()
	sent.WithLabelValues(peer).Inc()
}

func closeOne(peer string) {
	open.DeleteLabelValues(peer)
	closeOther(peer)
}

func closeOther(peer string) { sent.DeleteLabelValues(peer) }

// Nothing is deleted: things that live as long as the process.
type shards struct{ a, b *prometheus.GaugeVec }

func newShards() *shards {
	return &shards{
		a: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "a", Help: "A."}, []string{"shard"}),
		b: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "b", Help: "B."}, []string{"shard"}),
	}
}

func (s *shards) use(shard string) {
	s.a.WithLabelValues(shard).Set(1)
	s.b.WithLabelValues(shard).Set(1)
}

// An update: the old state makes room for the new one.
type states struct{ state, since *prometheus.GaugeVec }

func newStates() *states {
	return &states{
		state: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "states", Help: "S."}, []string{"node", "state"}),
		since: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "since_seconds", Help: "S."}, []string{"node", "state"}),
	}
}

func (s *states) change(node, from, to string) {
	s.state.DeleteLabelValues(node, from)
	s.state.WithLabelValues(node, to).Set(1)
	s.since.WithLabelValues(node, to).SetToCurrentTime()
}

// The result is used, the values come as a slice.
var pairs = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "pairs", Help: "P."}, []string{"x", "y"})

func slices(values []string, x, y string) bool {
	pairs.DeleteLabelValues(values...)
	pairs.DeleteLabelValues(x, y)
	pairs.DeleteLabelValues(y, "x")
	return pairs.DeleteLabelValues(x)
}

// A snapshot: what is not in it is deleted after the rest is set.
type queues struct{ pending, done *prometheus.GaugeVec }

func newQueues() *queues {
	return &queues{
		pending: promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "pending", Help: "P."}, []string{"queue"}),
		done:    promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "done", Help: "D."}, []string{"queue"}),
	}
}

func (q *queues) publish(now, before map[string]int) {
	for name, n := range now {
		q.pending.WithLabelValues(name).Set(float64(n))
	}
	for name := range before {
		if _, ok := now[name]; !ok {
			q.pending.DeleteLabelValues(name)
		}
	}
}

func (q *queues) finish(name string) { q.done.WithLabelValues(name).Inc() }
