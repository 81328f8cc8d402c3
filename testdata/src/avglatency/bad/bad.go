package bad

import (
	"expvar"
	"fmt"
	"io"
	"log"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var mean = promauto.NewGauge(prometheus.GaugeOpts{Name: "latency_seconds", Help: "L."})

type stats struct {
	total time.Duration
	count int64

	nanos atomic.Int64
	calls atomic.Int64

	oldNanos int64
	oldCalls int64
}

func (s *stats) observe(start time.Time, d time.Duration) {
	s.total += time.Since(start)
	s.count++
	s.nanos.Add(int64(d))
	s.calls.Add(1)
	atomic.AddInt64(&s.oldNanos, d.Nanoseconds())
	atomic.AddInt64(&s.oldCalls, 1)
}

// Gauges.
func (s *stats) publish() {
	mean.Set((s.total / time.Duration(s.count)).Seconds())                                 // want mean/warning:`the mean total / count is published as a gauge: it hides the slow ones`
	mean.Set(float64(s.nanos.Load()) / float64(s.calls.Load()) / 1e9)                      // want `the mean nanos / calls is published as a gauge`
	avg := float64(atomic.LoadInt64(&s.oldNanos)) / float64(atomic.LoadInt64(&s.oldCalls)) // want `the mean oldNanos / oldCalls is published`
	mean.Set(avg)
}

// Logs and texts.
func (s *stats) log(w io.Writer) {
	log.Printf("mean latency %v", s.total/time.Duration(s.count))     // want `is logged or printed`
	slog.Info("stats", "latency", s.total.Seconds()/float64(s.count)) // want `is logged or printed`
	fmt.Fprintf(w, "latency %d\n", s.nanos.Load()/s.calls.Load())     // want `is logged or printed`
	total, n := s.nanos.Load(), s.calls.Load()
	log.Println(total / n) // want `is logged or printed`
}

// Whenever metrics are read.
func (s *stats) register() {
	expvar.Publish("latency", expvar.Func(func() any {
		return s.total.Milliseconds() / s.count // want `is computed whenever metrics are read`
	}))
	prometheus.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "mean_seconds", Help: "M."}, s.mean))
}

func (s *stats) mean() float64 {
	n := s.calls.Load()
	if n == 0 {
		return 0
	}
	return float64(s.nanos.Load()) / float64(n) // want `is computed whenever metrics are read`
}

// Package variables.
var (
	spent time.Duration
	done  int
)

func finish(d time.Duration) {
	spent += d
	done += 1
}

func print() {
	fmt.Println("average", spent/time.Duration(done)) // want `the mean spent / done is logged or printed`
}
