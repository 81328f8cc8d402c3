package bad

import (
	"context"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	kit "github.com/go-kit/kit/metrics"
	gometrics "github.com/hashicorp/go-metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/uber-go/tally"
	"go.opentelemetry.io/otel/metric"
	k8s "k8s.io/component-base/metrics"
)

var (
	sessions = promauto.NewCounter(prometheus.CounterOpts{Name: "sessions_total", Help: "Sessions."})
	byKind   = promauto.NewCounterVec(prometheus.CounterOpts{Name: "kinds_total", Help: "Kinds."}, []string{"kind"})
	hits     = vm.NewCounter("hits_total")
	spent    = vm.NewFloatCounter("spent_total")
)

func closeSession() {
	sessions.Add(-1) // want lowered/error:`sessions.Add\(-1\) gives a counter a negative amount: client_golang panics`
}

func drop(items []string) {
	byKind.WithLabelValues("a").Add(-float64(len(items))) // want `negative amount`
	n := len(items)
	byKind.With(prometheus.Labels{"kind": "b"}).Add(float64(-n)) // want `negative amount`
}

func elapsed(start time.Time) {
	sessions.Add(-time.Since(start).Seconds()) // want `negative amount`
	sessions.Inc()
	sessions.Add(-1 * 2.5) // want `client_golang panics`
}

var queue []string

type server struct {
	prometheus.Counter
	queue  metric.Int64Counter
	scope  tally.Scope
	orders kit.Counter
	pods   *k8s.Counter
}

func (s *server) leave(ctx context.Context, gone int) {
	s.Add(-3)                                      // want `negative amount`
	s.queue.Add(ctx, -1)                           // want `OpenTelemetry accepts a negative amount`
	s.scope.Counter("open").Inc(-1)                // want `tally reports`
	s.orders.With("side", "buy").Add(-1)           // want `go-kit counter`
	s.pods.Add(-2)                                 // want `below component-base, panics`
	gometrics.IncrCounter([]string{"open"}, -1)    // want `go-metrics passes`
	defer func() { s.queue.Add(ctx, int64(-5)) }() // want `negative amount`
	func(c prometheus.Counter) { c.Add(-0.5) }(s)  // want `negative amount`
}

func (s *server) count(delta float64) { s.Counter.Add(delta) }

func (s *server) undo() {
	s.count(1)
	s.count(-1) // want `s.count\(-1\) gives a counter a negative amount`
}

func lower(n int) { sessions.Add(-float64(n)) }

func lowerThree() {
	lower(3) // want `negative amount`
}

func cache() {
	hits.Dec()    // want `hits.Dec\(\) lowers a counter: a VictoriaMetrics counter is an unsigned number that wraps`
	hits.Set(0)   // want `sets a counter`
	hits.Add(-1)  // want `negative amount`
	spent.Sub(10) // want `lowers a counter`
}

func forget() {
	byKind.Reset() // want reset:`drops all counts`
}

func rename(reg prometheus.Registerer) {
	reg.Unregister(sessions) // want reset:`start again at zero`
	sessions = prometheus.NewCounter(prometheus.CounterOpts{Name: "sessions_total", Help: "Sessions."})
	reg.MustRegister(sessions)
}

func watch() {
	for range time.Tick(time.Second) {
		hits.Set(uint64(len(queue))) // want `sets a counter`
	}
}
