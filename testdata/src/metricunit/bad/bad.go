package bad

import (
	"context"
	"expvar"
	"os"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

var (
	seconds = promauto.NewHistogram(prometheus.HistogramOpts{Name: "call_seconds", Help: "C."})
	byRoute = promauto.NewHistogramVec(prometheus.HistogramOpts{Namespace: "app", Name: "call_duration_seconds", Help: "C."}, []string{"route"})
	millis  = promauto.NewGauge(prometheus.GaugeOpts{Name: "lag_ms", Help: "L."})
	spent   = promauto.NewCounter(prometheus.CounterOpts{Name: "spent_seconds_total", Help: "S."})
	started = promauto.NewGauge(prometheus.GaugeOpts{Name: "start_time_seconds", Help: "S."})
	read    = promauto.NewCounter(prometheus.CounterOpts{Name: "read_bytes_total", Help: "R."})
	ratio   = promauto.NewGauge(prometheus.GaugeOpts{Name: "hit_ratio", Help: "H."})
	update  = vm.NewHistogram(`update_seconds{path="/"}`)
	uptime  = expvar.NewInt("uptime_seconds")
	kilo    = promauto.NewGauge(prometheus.GaugeOpts{Name: "cache_kilobytes", Help: "K."})
)

func durations(start time.Time, d time.Duration) {
	seconds.Observe(float64(time.Since(start).Milliseconds()))                           // want unit/error/fix:`float64\(time.Since\(start\).Milliseconds\(\)\) is in milliseconds, but call_seconds promises seconds: the numbers are wrong by a factor of 1000`
	seconds.Observe(float64(d))                                                          // want fix:`is in nanoseconds, but call_seconds promises seconds: .* 1e9`
	byRoute.WithLabelValues("/").Observe(float64(d.Nanoseconds()))                       // want `app_call_duration_seconds promises seconds`
	byRoute.With(prometheus.Labels{"route": "/"}).Observe(float64(d / time.Millisecond)) // want `is in milliseconds`
	millis.Set(d.Seconds())                                                              // want `d.Seconds\(\) is in seconds, but lag_ms promises milliseconds`
	spent.Add(d.Minutes())                                                               // want `is in minutes`
	started.Set(float64(time.Now().UnixNano()))                                          // want `is in nanoseconds, but start_time_seconds`
	started.Set(float64(start.UnixMilli()))                                              // want `is in milliseconds`
	update.Update(float64(d.Microseconds()))                                             // want `update_seconds promises seconds`
	uptime.Set(int64(time.Since(start)))                                                 // want `uptime_seconds promises seconds`
	uptime.Set(time.Since(start).Milliseconds())                                         // want `uptime_seconds promises seconds`
}

func throughVariables(start time.Time) {
	elapsed := time.Since(start)
	ms := float64(elapsed) / float64(time.Millisecond)
	seconds.Observe(ms)                     // want `ms is in milliseconds`
	seconds.Observe(float64(elapsed) / 1e6) // want `is in milliseconds`
	seconds.Observe(milliseconds(elapsed))  // want `is in milliseconds`
	millis.Set(elapsed.Seconds() * 1e6)     // want `is in microseconds`
}

func milliseconds(d time.Duration) float64 { return float64(d.Milliseconds()) }

func observe(v float64) {
	seconds.Observe(v) // want `is in milliseconds`
}

func caller(d time.Duration) { observe(float64(d.Milliseconds())) }

func sizes(b []byte, fi os.FileInfo) {
	read.Add(float64(len(b)) / 1024)         // want `is in kibibytes, but read_bytes_total promises bytes`
	read.Add(float64(fi.Size() / (1 << 20))) // want `is in mebibytes`
	kilo.Set(float64(len(b)))                // want `is in bytes, but cache_kilobytes promises kilobytes`
}

func shares(hits, all float64) {
	ratio.Set(hits / all * 100)   // want `is in percent, but hit_ratio promises ratio`
	ratio.Set(100 * (hits / all)) // want `is in percent`
}

type instruments struct {
	call metric.Float64Histogram
	wait metric.Int64Histogram
}

func newInstruments(m metric.Meter) (*instruments, error) {
	call, err := m.Float64Histogram("call.duration", metric.WithUnit("s"))
	if err != nil {
		return nil, err
	}
	wait, err := m.Int64Histogram("wait", metric.WithUnit("ms"))
	if err != nil {
		return nil, err
	}
	return &instruments{call, wait}, nil
}

func (i *instruments) done(ctx context.Context, d time.Duration) {
	i.call.Record(ctx, float64(d.Milliseconds())) // want fix:`promises seconds`
	i.wait.Record(ctx, d.Nanoseconds())           // want `is in nanoseconds, but wait promises milliseconds`
}
