// Package crosspkg copies the counters of another package.
package crosspkg

import (
	"fmt"
	"log"
	"net/http"

	"copiedatomic/crosspkg/stats"
)

type server struct {
	old    stats.Old
	ptr    *stats.Old
	typed  stats.Typed
	last   stats.Old
	config stats.Config
}

func (s *server) Handle() {
	s.old.Hit()
	s.ptr.Hit()
	s.typed.Inc()
}

func (s *server) Report() (stats.Old, stats.Typed) {
	a := *s.ptr // want value/betrayed:`assignment to a copies \*s\.ptr with its live counter Hits \(updated by s\.ptr\.Hit at crosspkg\.go:22\)`
	fmt.Println(a)
	return s.old, s.typed // want value:`return copies s\.old with its live counter Hits`
}

func (s *server) Typed() {
	t := s.typed // want copylocks:`copies s\.typed with its live atomic\.Int64 n`
	t.Inc()
}

// Last is never updated through that field.
func (s *server) Last() stats.Old { return s.last }

// Config belongs to a package that decides itself what a copy means.
func (s *server) Config() stats.Config {
	s.config.Warm()
	return s.config
}

// The standard library has counters inside too.
func Logger(l *log.Logger) *log.Logger {
	c := *l // want copylocks:`copies \*l with its live atomic\.Pointer prefix`
	return &c
}

func Transport() *http.Transport {
	t := *http.DefaultTransport.(*http.Transport)
	return &t
}
