package bad

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"golang.org/x/time/rate"
	"google.golang.org/grpc"
)

var (
	hist    = hdrhistogram.New(1, 3_600_000_000, 3)
	latency = promauto.NewHistogram(prometheus.HistogramOpts{Name: "target_latency_seconds", Help: "Latency of the target."})
)

func everyTick(url string) {
	t := time.NewTicker(10 * time.Millisecond)
	defer t.Stop()
	for range t.C {
		start := time.Now()
		resp, err := http.Get(url)
		if err != nil {
			continue
		}
		resp.Body.Close()
		hist.RecordValue(time.Since(start).Microseconds()) // want closed:`steady rate, every 10 \* time.Millisecond, but waits for each answer`
	}
}

func sleeps(c *http.Client, req *http.Request, n int) {
	for range n {
		began := time.Now()
		resp, err := c.Do(req)
		took := time.Since(began)
		if err == nil {
			resp.Body.Close()
		}
		latency.Observe(took.Seconds()) // want closed:`waits for each answer`
		time.Sleep(time.Second)
	}
}

func restOfInterval(db *sql.DB, interval time.Duration) {
	for {
		start := time.Now()
		db.Exec("SELECT 1")
		elapsed := time.Since(start)
		latency.Observe(float64(elapsed) / float64(time.Second)) // want `every interval`
		if rest := interval - elapsed; rest > 0 {
			time.Sleep(rest)
		}
	}
}

type prober struct {
	client *http.Client
	url    string
}

func (p *prober) run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			p.probe(ctx)
		}
	}
}

func (p *prober) probe(ctx context.Context) {
	start := time.Now()
	defer func() { latency.Observe(time.Since(start).Seconds()) }() // want `every time.Second`
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return
	}
	resp, err := p.client.Do(req)
	if err == nil {
		resp.Body.Close()
	}
}

func limited(ctx context.Context, l *rate.Limiter, c echoClient) error {
	for {
		if err := l.Wait(ctx); err != nil {
			return err
		}
		start := time.Now()
		if _, err := c.Echo(ctx, "x"); err != nil {
			return err
		}
		hist.RecordValue(int64(time.Since(start))) // want `waits for each answer`
	}
}

// echoClient is like a generated client.
type echoClient struct{ cc *grpc.ClientConn }

func (c echoClient) Echo(ctx context.Context, in string, opts ...grpc.CallOption) (string, error) {
	return in, nil
}

func percentile(target string) time.Duration {
	var all []time.Duration
	tick := time.Tick(5 * time.Millisecond)
	for range 1000 {
		<-tick
		start := time.Now()
		conn, err := net.Dial("tcp", target)
		if err != nil {
			continue
		}
		conn.Close()
		all = append(all, time.Since(start)) // want `every 5 \* time.Millisecond`
	}
	slices.Sort(all)
	return all[len(all)*99/100]
}

// Workers that each keep a rate are closed loops too.
func workers(urls []string) {
	for _, url := range urls {
		go func() {
			for range time.Tick(100 * time.Millisecond) {
				timer := prometheus.NewTimer(latency)
				get(url)
				timer.ObserveDuration() // want `every 100 \* time.Millisecond`
			}
		}()
	}
}

func get(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// A timeout that is far above the interval lets a stall hide fifty requests.
func longTimeout(url string) {
	client := &http.Client{Timeout: 5 * time.Second}
	const interval = 100 * time.Millisecond
	for {
		start := time.Now()
		if resp, err := client.Get(url); err == nil {
			resp.Body.Close()
		}
		hist.RecordValue(time.Now().Sub(start).Nanoseconds()) // want `every interval`
		<-time.After(interval)
	}
}

type Target interface {
	Do(ctx context.Context, body []byte) error
}

func load(ctx context.Context, t Target, body []byte) {
	ticker := time.NewTicker(time.Millisecond)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		start := time.Now()
		err := t.Do(ctx, body)
		record(start, err)
	}
}

func record(start time.Time, err error) {
	if err == nil {
		latency.Observe(time.Since(start).Seconds()) // want `every time.Millisecond`
	}
}

func wire(conn net.Conn, ping []byte) {
	buf := make([]byte, 64)
	for range time.Tick(time.Second) {
		start := time.Now().UnixNano()
		conn.Write(ping)
		conn.Read(buf)
		hist.RecordValue(time.Now().UnixNano() - start) // want `every time.Second`
	}
}

func text(conn net.Conn) {
	r := bufio.NewReader(conn)
	for range time.Tick(time.Second) {
		start := time.Now()
		fmt.Fprintln(conn, "ping")
		r.ReadString('\n')
		hist.RecordValue(int64(time.Since(start))) // want `every time.Second`
	}
}

func whileAllowed(ctx context.Context, l *rate.Limiter, url string) {
	for l.Wait(ctx) == nil {
		start := time.Now()
		get(url)
		hist.RecordValue(int64(time.Since(start))) // want `waits for each answer`
	}
}

func inHead(url string) {
	for i := 0; i < 100; time.Sleep(time.Second) {
		start := time.Now()
		get(url)
		hist.RecordValue(int64(time.Since(start))) // want `every time.Second`
		i++
	}
}

func eachTarget(urls []string) {
	for range time.Tick(time.Minute) {
		for _, u := range urls {
			func() {
				defer func(start time.Time) { latency.Observe(time.Since(start).Seconds()) }(time.Now()) // want `every time.Minute`
				get(u)
			}()
		}
	}
}
