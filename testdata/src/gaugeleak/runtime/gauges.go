// Package runtime holds gauges in a package that has counterlint's gauge at hand: the golden files tell where it is offered.
package runtime

import (
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/gauge"
)

type Server struct {
	open            gauge.Gauge
	served, active  atomic.Int64 // served stays what it is
	decides, weight atomic.Int64
	narrow          atomic.Int32
	shared          *atomic.Int64
}

func (s *Server) Serve(load func() error) error {
	// want:+1 exit/fix/alternative:`s\.open`
	s.open.Inc()
	if err := load(); err != nil {
		return err
	}
	s.open.Dec()
	return nil
}

func (s *Server) Work(load func() error) error {
	s.served.Add(1)
	// want:+1 exit/fix/alternative:`s\.active`
	s.active.Add(1)
	if err := load(); err != nil {
		return err
	}
	s.active.Add(-1)
	return nil
}

func (s *Server) More(load func() error) error {
	// want:+1 exit/fix/alternative:`s\.active`
	s.active.Add(1)
	if err := load(); err != nil {
		return err
	}
	s.active.Add(-1)
	return nil
}

func (s *Server) Late(load func() error) (err error) {
	// want:+1 exit/alternative:`s\.open`
	s.open.Add(1)
	if err = load(); err != nil {
		return err
	}
	defer s.open.Add(-1)
	return load()
}

func (s *Server) Active() (served, active int64) { return s.served.Load(), s.active.Load() }

// Not offered: a decision hangs on the value.
func (s *Server) Limited(load func() error) error {
	if s.decides.Load() > 10 {
		return nil
	}
	s.decides.Add(1) // want exit:`s\.decides`
	if err := load(); err != nil {
		return err
	}
	s.decides.Add(-1)
	return nil
}

// Not offered: Enter is one.
func (s *Server) Weighs(load func() error) error {
	// want:+1 exit/fix:`s\.weight`
	s.weight.Add(2)
	if err := load(); err != nil {
		return err
	}
	s.weight.Add(-2)
	return nil
}

// Not offered: 32 bits.
func (s *Server) Narrow(load func() error) error {
	// want:+1 exit/fix:`s\.narrow`
	s.narrow.Add(1)
	if err := load(); err != nil {
		return err
	}
	s.narrow.Add(-1)
	return nil
}

// Not offered: a pointer to what others own.
func (s *Server) Shared(load func() error) error {
	// want:+1 exit/fix:`s\.shared`
	s.shared.Add(1)
	if err := load(); err != nil {
		return err
	}
	s.shared.Add(-1)
	return nil
}

// Not offered: Enter belongs to the end of the function, not of a round.
func (s *Server) Rounds(loads []func() error) {
	for _, load := range loads {
		s.open.Inc() // want exit:`s\.open`
		if err := load(); err != nil {
			continue
		}
		s.open.Dec()
	}
}
