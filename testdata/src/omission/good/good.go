package good

import (
	"context"
	"net/http"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const interval = 10 * time.Millisecond

var (
	hist    = hdrhistogram.New(1, 3_600_000_000, 3)
	latency = promauto.NewHistogram(prometheus.HistogramOpts{Name: "target_latency_seconds", Help: "Latency of the target."})
	last    = promauto.NewGauge(prometheus.GaugeOpts{Name: "target_last_seconds", Help: "Latency of the last answer."})
)

func get(url string) {
	if resp, err := http.Get(url); err == nil {
		resp.Body.Close()
	}
}

func fromSchedule(url string) {
	next := time.Now()
	for {
		time.Sleep(time.Until(next))
		get(url)
		hist.RecordValue(time.Since(next).Microseconds())
		next = next.Add(interval)
	}
}

func fromTick(url string) {
	for due := range time.Tick(interval) {
		get(url)
		hist.RecordValue(time.Since(due).Microseconds())
	}
}

func fromIndex(url string) {
	began := time.Now()
	for i := range 1000 {
		due := began.Add(time.Duration(i) * interval)
		time.Sleep(time.Until(due))
		get(url)
		latency.Observe(time.Since(due).Seconds())
	}
}

func correctedBy(url string) {
	for range time.Tick(interval) {
		start := time.Now()
		get(url)
		hist.RecordCorrectedValue(time.Since(start).Microseconds(), interval.Microseconds())
	}
}

// The service time beside the response time.
func both(url string, service *hdrhistogram.Histogram) {
	for range time.Tick(interval) {
		start := time.Now()
		get(url)
		v := time.Since(start).Microseconds()
		service.RecordValue(v)
		hist.RecordCorrectedValue(v, interval.Microseconds())
	}
}

// Each request has its goroutine: the loop goes on.
func open(url string) {
	for range time.Tick(interval) {
		go func() {
			start := time.Now()
			get(url)
			latency.Observe(time.Since(start).Seconds())
		}()
	}
}

func openHelper(url string) {
	for range time.Tick(interval) {
		go probeOnce(url)
	}
}

func probeOnce(url string) {
	start := time.Now()
	get(url)
	latency.Observe(time.Since(start).Seconds())
}

// A job of its own.
func compactor(rows *[]int) {
	for range time.Tick(time.Minute) {
		start := time.Now()
		*rows = (*rows)[:0]
		latency.Observe(time.Since(start).Seconds())
	}
}

// A job that asks others on its way.
func (s *store) loop() {
	for range time.Tick(time.Minute) {
		start := time.Now()
		get(s.url + "/index")
		for _, p := range s.parts {
			get(s.url + p)
		}
		latency.Observe(time.Since(start).Seconds())
	}
}

type store struct {
	url   string
	parts []string
}

func (s *store) syncOnce() {
	start := time.Now()
	get(s.url)
	latency.Observe(time.Since(start).Seconds())
}

func (s *store) Run(done <-chan struct{}) {
	t := time.NewTicker(time.Hour)
	for {
		select {
		case <-done:
			return
		case <-t.C:
			s.syncOnce()
		}
	}
}

// The timeout ends a stall before the next request is due.
func cutOff(url string) {
	client := &http.Client{Timeout: time.Second}
	for range time.Tick(time.Second) {
		start := time.Now()
		if resp, err := client.Get(url); err == nil {
			resp.Body.Close()
		}
		latency.Observe(time.Since(start).Seconds())
	}
}

func cutOffByContext(ctx context.Context, req *http.Request, every, timeout time.Duration) {
	for range time.Tick(every) {
		c, cancel := context.WithTimeout(ctx, timeout)
		start := time.Now()
		if resp, err := http.DefaultClient.Do(req.WithContext(c)); err == nil {
			resp.Body.Close()
		}
		latency.Observe(time.Since(start).Seconds())
		cancel()
	}
}

// As fast as it goes: there is no rate to miss.
func back2back(url string, n int) {
	for range n {
		start := time.Now()
		get(url)
		latency.Observe(time.Since(start).Seconds())
	}
}

// Jobs come when they come; the tick is for something else.
func worker(jobs <-chan string) {
	t := time.NewTicker(time.Minute)
	for {
		select {
		case <-t.C:
			last.Set(0)
		case url := <-jobs:
			start := time.Now()
			get(url)
			latency.Observe(time.Since(start).Seconds())
		}
	}
}

func retries(url string) error {
	for {
		start := time.Now()
		resp, err := http.Get(url)
		latency.Observe(time.Since(start).Seconds())
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(interval)
	}
}

// A gauge of the last answer has no percentiles.
func gauge(url string) {
	for range time.Tick(time.Minute) {
		start := time.Now()
		get(url)
		last.Set(time.Since(start).Seconds())
	}
}

func pauseWhenBusy(urls []string) {
	for _, url := range urls {
		start := time.Now()
		resp, err := http.Get(url)
		latency.Observe(time.Since(start).Seconds())
		if err == nil && resp.StatusCode == http.StatusTooManyRequests {
			time.Sleep(time.Second)
		}
	}
}

// The time between ticks, and no request.
func jitter() {
	for range time.Tick(interval) {
		start := time.Now()
		work()
		hist.RecordValue(time.Since(start).Nanoseconds())
	}
}

func work() {}
