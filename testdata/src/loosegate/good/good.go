package good

import (
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/counter"
	goadder "github.com/linxGnu/go-adder"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/puzpuzpuz/xsync/v4"
)

var errBusy = errors.New("busy")

type stats struct {
	hits, misses *xsync.Counter
	gauge        prometheus.Gauge
	name         string
}

// Reports.
func (s *stats) dump(w io.Writer) {
	if n := s.hits.Value(); n > 0 {
		fmt.Fprintf(w, "%s: %d hits\n", s.name, n)
	}
	if s.misses.Value() > 1000 {
		log.Printf("many misses")
		slog.Warn("many misses", "n", s.misses.Value())
	}
}

// Nothing to divide by.
func (s *stats) ratio() float64 {
	total := s.hits.Value() + s.misses.Value()
	if total == 0 {
		return 0
	}
	return float64(s.hits.Value()) / float64(total)
}

func (s *stats) export() {
	if s.hits.Value() > 0 {
		s.gauge.Set(float64(s.hits.Value()))
	}
}

func (s *stats) each(every int64) {
	if s.hits.Value()%every == 0 {
		slog.Info("progress", "n", s.hits.Value())
	}
}

func (s *stats) String() string {
	switch n := s.hits.Value(); {
	case n == 0:
		return "none"
	case n > 1000:
		return "many"
	default:
		return fmt.Sprint(n)
	}
}

func (s *stats) page(w http.ResponseWriter, r *http.Request) {
	color := "green"
	if s.misses.Value() > 10 {
		color = "red"
	}
	io.WriteString(w, color)
}

// An order for people.
func top(all []*stats) {
	sort.Slice(all, func(i, j int) bool { return all[i].hits.Value() > all[j].hits.Value() })
}

type byHits []*stats

func (b byHits) Len() int           { return len(b) }
func (b byHits) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b byHits) Less(i, j int) bool { return b[i].hits.Value() < b[j].hits.Value() }

// Complete: all that count have been waited for.
func process(jobs []func() bool) error {
	failed := xsync.NewCounter()
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			if !job() {
				failed.Inc()
			}
		})
	}
	wg.Wait()
	if failed.Value() > 0 {
		return errBusy
	}
	return nil
}

// Exact counters.
type limiter struct {
	capped counter.Capped
	n      counter.Int
	old    atomic.Int64
	done   chan struct{}
}

func (l *limiter) enter() error {
	if !l.capped.TryInc() {
		return errBusy
	}
	if l.capped.Value() > 10 || l.n.Value() > 10 {
		return errBusy
	}
	return nil
}

func (l *limiter) leave() {
	if l.n.Dec() == 0 {
		close(l.done)
	}
	if l.old.Load() == 0 {
		close(l.done)
	}
}

// This package makes adders that are single atomics: the one behind the interface may be such.
func exact() goadder.LongAdder { return goadder.NewLongAdder(goadder.AtomicAdderType) }

func full(a goadder.LongAdder) bool { return a.Sum() > 10 }

func atomicAdder(a *goadder.AtomicAdder) error {
	if a.Sum() > 10 {
		return errBusy
	}
	return nil
}

// Somebody else's Value.
type setting struct{ v int64 }

func (s *setting) Value() int64 { return s.v }

func configured(s *setting) error {
	if s.Value() > 10 {
		return errBusy
	}
	return nil
}

// A list of complaints.
type health struct{ problems []string }

func (h *health) check(s *stats) {
	if s.misses.Value() > 1000 {
		h.problems = append(h.problems, "many misses")
	}
}
