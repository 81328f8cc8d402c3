package good

import (
	"database/sql"
	"expvar"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	n     atomic.Int64
	queue = make(chan int, 10)
)

// Atomics, small maths, lengths.
var cheap = promauto.NewGaugeFunc(prometheus.GaugeOpts{Name: "cheap", Help: "C."}, func() float64 {
	return float64(n.Load())*2 + float64(len(queue)) + float64(runtime.NumGoroutine())
})

type store struct {
	db      *sql.DB
	desc    *prometheus.Desc
	mu      sync.Mutex
	size    int
	cached  int64
	readAt  time.Time
	config  []byte
	started bool
	once    sync.Once
}

func (s *store) Describe(chan<- *prometheus.Desc) {}

func (s *store) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.db.Stats().OpenConnections))
	s.mu.Lock()
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.size))
	s.mu.Unlock()
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.files()))
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(len(s.settings())))
	s.once.Do(func() { os.ReadFile("/etc/x") })
	sample := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}}
	metrics.Read(sample)
	kernel()
	done := make(chan struct{})
	go close(done)
	<-done
	select {
	case <-queue:
	default:
	}
}

// The lock is held for memory alone.
func (s *store) grow() {
	s.mu.Lock()
	s.size++
	s.mu.Unlock()
	os.ReadFile("/etc/x")
}

// Cached.
func (s *store) files() int64 {
	if time.Since(s.readAt) > time.Minute {
		entries, _ := os.ReadDir("/var/spool")
		s.cached, s.readAt = int64(len(entries)), time.Now()
	}
	return s.cached
}

func (s *store) settings() []byte {
	if s.config == nil {
		s.config, _ = os.ReadFile("/etc/x")
	}
	return s.config
}

// What the kernel keeps in memory.
func kernel() { os.ReadFile("/proc/self/statm") }

// In the background.
func (s *store) refresh() {
	for range time.Tick(time.Minute) {
		entries, _ := os.ReadDir("/var/spool")
		n.Store(int64(len(entries)))
	}
}

// Not a callback.
func plain() int {
	entries, _ := os.ReadDir("/var/spool")
	return len(entries)
}

func init() {
	expvar.Publish("n", expvar.Func(func() any { return n.Load() }))
	expvar.Publish("start", expvar.Func(start()))
}

func start() func() any {
	b, _ := os.ReadFile("/etc/x")
	return func() any { return len(b) }
}

// A Collect that collects something else.
type waste struct{}

func (waste) Collect() { os.ReadFile("/etc/x") }
