package bad

import (
	"context"
	"database/sql"
	"expvar"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

// Callbacks.
var (
	files = promauto.NewGaugeFunc(prometheus.GaugeOpts{Name: "files", Help: "F."}, func() float64 {
		entries, _ := os.ReadDir("/var/spool") // want work/warning:`file I/O \(os.ReadDir\) runs whenever the metrics are read`
		return float64(len(entries))
	})
	up = vm.NewGauge("up", func() float64 {
		resp, err := http.Get("http://localhost") // want `network I/O`
		if err != nil {
			return 0
		}
		return float64(resp.StatusCode)
	})
)

func init() {
	expvar.Publish("memory", expvar.Func(func() any {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms) // want `a stop of the world`
		return ms
	}))
	expvar.Publish("uptime", expvar.Func(uptime))
}

func uptime() any {
	out, _ := exec.Command("uptime").Output() // want `another program`
	return string(out)
}

// A collector, through helpers.
type store struct {
	db   *sql.DB
	desc *prometheus.Desc
	mu   sync.Mutex
	n    int
	reqs chan chan int
	done chan int
}

func (s *store) Describe(chan<- *prometheus.Desc) {}

func (s *store) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.rows()))
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.size("/data")))
	s.mu.Lock() // want wait:`the lock of mu, which is held during s.db.Exec at line \d+, runs whenever`
	n := s.n
	s.mu.Unlock()
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(n))
	ch <- prometheus.MustNewConstMetric(s.desc, prometheus.GaugeValue, float64(s.ask()+<-s.done)) // want wait:`a wait for s.done`
	go func() {
		time.Sleep(time.Second) // want `a sleep`
	}()
}

func (s *store) rows() (n int) {
	s.db.QueryRow("select count(*) from t").Scan(&n) // want `a query of the database \(s.db.QueryRow\)`
	return n
}

func (s *store) size(dir string) (n int64) {
	filepath.WalkDir(dir, nil) // want `a walk through the file system`
	return n
}

func (s *store) ask() int {
	reply := make(chan int)
	s.reqs <- reply
	return <-reply // want `a wait for reply`
}

func (s *store) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db.Exec("insert")
	s.n++
}

// OpenTelemetry.
func observe(m metric.Meter, addr string) {
	m.Int64ObservableGauge("hosts", metric.WithInt64Callback(func(ctx context.Context, o metric.Int64Observer) error {
		hosts, err := net.LookupHost(addr) // want `a name look-up`
		o.Observe(int64(len(hosts)))
		return err
	}))
}
