// Package good holds first-one-wins flags whose losers wait, fail, or need nothing from the winner.
package good

import (
	"errors"
	"sync"
	"sync/atomic"
)

type conn struct{ id int }

func dial() *conn { return &conn{id: 1} }

type service struct {
	first   atomic.Int32
	started atomic.Bool
	closed  atomic.Bool
	warned  atomic.Bool
	ready   chan struct{}
	c       *conn
	once    sync.Once
	n       int
	mu      sync.Mutex
}

// The right tools.
func (s *service) Conn() *conn {
	s.once.Do(func() { s.c = dial() })
	return s.c
}

var shared = sync.OnceValue(dial)

func Shared() *conn { return shared() }

// First one wins, nobody needs a result.
func (s *service) Close() {
	if s.closed.CompareAndSwap(false, true) {
		close(s.ready)
	}
}

func (s *service) Warn(logf func(string)) {
	if s.warned.CompareAndSwap(false, true) {
		logf("deprecated")
	}
}

func (s *service) WarnOnce(logf func(string)) {
	if s.first.Add(1) == 1 {
		logf("first")
	}
}

// The losers get an error.
func (s *service) Start() error {
	if !s.started.CompareAndSwap(false, true) {
		return errors.New("started already")
	}
	s.c = dial()
	return nil
}

func (s *service) StartElse() (*conn, error) {
	if s.started.CompareAndSwap(false, true) {
		s.c = dial()
		return s.c, nil
	}
	return nil, errors.New("started already")
}

// The losers wait.
func (s *service) Wait() *conn {
	if s.started.CompareAndSwap(false, true) {
		s.c = dial()
		close(s.ready)
	}
	<-s.ready
	return s.c
}

// The losers read something that the winner does not write.
func (s *service) Other() int {
	if s.started.CompareAndSwap(false, true) {
		s.c = dial()
	}
	return s.n
}

// Nobody reads: a background loop is started once.
func (s *service) Background(loop func()) {
	if s.started.CompareAndSwap(false, true) {
		go loop()
	}
}

// Under a lock that readers and writers hold.
func (s *service) Locked() *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.started.CompareAndSwap(false, true) {
		s.c = dial()
	}
	return s.c
}

// A local that stays here.
func local() *conn {
	var once atomic.Bool
	var c *conn
	if once.CompareAndSwap(false, true) {
		c = dial()
	}
	return c
}

// A count, not a flag: every tenth call.
func (s *service) Tenth() int {
	if s.first.Add(1)%10 == 0 {
		s.n = 0
	}
	return 0
}

// A fresh object.
func newService() *service {
	s := &service{ready: make(chan struct{})}
	if s.started.CompareAndSwap(false, true) {
		s.c = dial()
	}
	if s.c == nil {
		panic("no connection")
	}
	return s
}

// A try-lock: the winner gives the flag back.
func (s *service) Try(work func()) bool {
	if !s.started.CompareAndSwap(false, true) {
		return false
	}
	defer s.started.Store(false)
	s.n++
	work()
	return true
}
