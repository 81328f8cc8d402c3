package good

import (
	"fmt"
	"log"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var (
	hist  = promauto.NewHistogram(prometheus.HistogramOpts{Name: "latency_seconds", Help: "L."})
	gauge = promauto.NewGauge(prometheus.GaugeOpts{Name: "g", Help: "G."})
)

// A histogram of the same duration beside.
type beside struct {
	total time.Duration
	count int64
}

func (b *beside) observe(d time.Duration) {
	b.total += d
	b.count++
	hist.Observe(d.Seconds())
}

func (b *beside) log() { log.Println(b.total / time.Duration(b.count)) }

// The mean of a batch.
func batch(ds []time.Duration) {
	var total time.Duration
	n := 0
	for _, d := range ds {
		total += d
		n++
	}
	log.Println("batch", total/time.Duration(n))
}

// An estimate of what is left.
type progress struct {
	spent time.Duration
	done  int
	all   int
}

func (p *progress) step(d time.Duration) {
	p.spent += d
	p.done++
}

func (p *progress) report() {
	eta := p.spent / time.Duration(p.done) * time.Duration(p.all-p.done)
	fmt.Println("left", eta)
}

func (p *progress) estimate() { fmt.Println(p.spent / time.Duration(p.done)) }

// Not durations.
type sizes struct {
	bytes int64
	count int64
}

func (s *sizes) add(n int64) {
	s.bytes += n
	s.count++
}

func (s *sizes) log() { log.Println(s.bytes / s.count) }

// Published alone.
type alone struct {
	total time.Duration
	count int64
}

func (a *alone) observe(d time.Duration) {
	a.total += d
	a.count++
}

func (a *alone) publish() {
	gauge.Set(a.total.Seconds())
	gauge.Set(float64(a.count))
	gauge.Set(a.total.Seconds() / 60)
}

// Divided by something else.
func (a *alone) utilisation(since time.Time) {
	gauge.Set(float64(a.total) / float64(time.Since(since)))
}

// Used to decide, not to tell.
func (a *alone) slow() bool { return a.total/time.Duration(a.count) > time.Second }

// Counted elsewhere.
type apart struct {
	total time.Duration
	users int64
}

func (a *apart) observe(d time.Duration) { a.total += d }

func (a *apart) join() { a.users++ }

func (a *apart) perUser() { log.Println(a.total / time.Duration(a.users)) }
