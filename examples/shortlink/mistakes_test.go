package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// These tests pass when they have seen a mistake at work.

// slowLog is a log to which requests write while a report is on its way.
type slowLog struct{ meanwhile func() }

func (l slowLog) Write(p []byte) (int, error) {
	l.meanwhile()
	return len(p), nil
}

// splitreset: what is counted between the Load and the Store is in no report.
func TestReportLosesRedirects(t *testing.T) {
	s := newStats()
	s.redirected()
	s.report(slowLog{meanwhile: s.redirected})
	if n := s.redirects.Load(); n != 0 {
		t.Errorf("the next report says %d: the redirect during the first one is not lost", n)
	}
}

// copiedatomic: a request that holds the link counts on, and the renamed link is a copy.
func TestRenameLosesHits(t *testing.T) {
	s := newStore()
	code := s.add("https://go.dev")
	l := s.get(code)
	l.hit()
	if !s.rename(code, "go") {
		t.Fatal("the link cannot be renamed")
	}
	l.hit()
	if n := s.get("go").count(); n != 1 {
		t.Errorf("the renamed link has %d hits, want 1 of 2", n)
	}
}

// checkthenact: a limit of one admits two.
func TestLimitAdmitsTooMany(t *testing.T) {
	l := &limiter{max: 1}
	seen(t, func() bool {
		if !l.enter() {
			return false
		}
		defer l.leave()
		return l.inflight.Load() > l.max
	})
}

// loadstore: the peak falls below a request that it has seen.
func TestPeakGoesDown(t *testing.T) {
	s := newStats()
	var last, slowest atomic.Int64
	seen(t, func() bool {
		d := last.Add(1)
		s.observe(time.Duration(d))
		for {
			old := slowest.Load()
			if d <= old {
				return s.peak.Load() < old
			}
			if slowest.CompareAndSwap(old, d) {
				return false
			}
		}
	})
}

// unboundedlabel: each path that somebody asks for is a series for good, and so is each target that is no URL.
func TestClientsMakeSeries(t *testing.T) {
	nowhere := counted(http.NotFoundHandler())
	before := series(t, "shortlink_requests_total") + series(t, "shortlink_failures_total")
	const n = 100
	for i := range n {
		nowhere.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", fmt.Sprintf("/guess/%d", i), nil))
		failed(fmt.Errorf("parse %q: invalid", fmt.Sprint(i)))
	}
	if after := series(t, "shortlink_requests_total") + series(t, "shortlink_failures_total"); after != before+2*n {
		t.Errorf("%d requests and %d errors made %d series", n, n, after-before)
	}
}

// dupmetric: who comes second is never seen.
func TestSecondGaugeIsRefused(t *testing.T) {
	registry := prometheus.NewRegistry()
	defer func(r prometheus.Registerer) { prometheus.DefaultRegisterer = r }(prometheus.DefaultRegisterer)
	prometheus.DefaultRegisterer = registry
	first, second := &limiter{max: 1}, &limiter{max: 1}
	first.publish()
	second.publish()
	second.enter()
	families, err := registry.Gather()
	if err != nil || len(families) != 1 || len(families[0].GetMetric()) != 1 {
		t.Fatalf("%v, %v", families, err)
	}
	if v := families[0].GetMetric()[0].GetGauge().GetValue(); v != 0 {
		t.Errorf("%v requests in flight: the second limiter is seen", v)
	}
}

// avgquantile: half of the requests take a second, and the log says 99% stay below half a second.
func TestSmoothPercentile(t *testing.T) {
	var r recent
	r.turn()
	for _, d := range []time.Duration{time.Millisecond, time.Second} {
		for range 100 {
			r.observe(d)
		}
	}
	if p99 := r.turn(); p99 != time.Second/2 {
		t.Errorf("99%% below %v", p99)
	}
}

// series counts those of a metric.
func series(t *testing.T, name string) int {
	t.Helper()
	families, err := prometheus.DefaultGatherer.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return len(f.GetMetric())
		}
	}
	return 0
}

// seen runs try on several threads, over and over, until one of them has seen the mistake. It fails after a while.
func seen(t *testing.T, try func() bool) {
	t.Helper()
	if runtime.NumCPU() == 1 {
		t.Skip("on one core the threads hardly ever meet")
	}
	threads := max(4, runtime.GOMAXPROCS(0))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
	var found atomic.Bool
	var wg sync.WaitGroup
	deadline := time.Now().Add(time.Minute)
	for range threads {
		wg.Go(func() {
			for !found.Load() && time.Now().Before(deadline) {
				if try() {
					found.Store(true)
				}
			}
		})
	}
	wg.Wait()
	if !found.Load() {
		t.Error("the mistake did not show in a minute of trying")
	}
}
