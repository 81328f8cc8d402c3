// Package helpers starts goroutines through helpers of its own: each call hands over a function, and begins the goroutine of that one.
package helpers

import (
	"net"
	"net/http"
	"sync"
)

type server struct {
	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[*conn]bool
	loops int
	mux   http.ServeMux
	seen  int
	tries int
}

// start runs f on a goroutine that close waits for.
func (s *server) start(f func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		f()
	}()
}

// launch does the same, with nothing around f.
func (s *server) launch(f func()) { go f() }

// enlist hands on what it is handed.
func (s *server) enlist(f func()) { s.launch(f) }

type conn struct {
	nc            net.Conn
	reads, errors int
}

func (c *conn) readLoop() {
	b := make([]byte, 100)
	for {
		if _, err := c.nc.Read(b); err != nil {
			c.errors++
			return
		}
		c.read(b)
	}
}

// read runs on the one goroutine of the connection.
func (c *conn) read([]byte) { c.reads += 1 }

// accept begins goroutines without end; those that it hands over work on a connection each.
func (s *server) accept(l net.Listener) {
	for {
		nc, err := l.Accept()
		if err != nil {
			return
		}
		s.start(func() { s.serve(nc) })
		s.launch(func() { s.route(nc) })
		s.launch(func() { s.tries++ }) // want goroutines/error/proven:`s.tries\+\+. loses updates`
	}
}

func (s *server) serve(nc net.Conn) {
	c := &conn{nc: nc}
	s.mu.Lock()
	s.conns[c] = true
	s.mu.Unlock()
	s.start(func() { c.readLoop() })
}

func (s *server) route(nc net.Conn) {
	c := &conn{nc: nc}
	s.mu.Lock()
	s.conns[c] = true
	s.mu.Unlock()
	s.launch(func() { c.readLoop() })
	d := &conn{nc: nc}
	s.mu.Lock()
	s.conns[d] = true
	s.mu.Unlock()
	s.launch(d.readLoop)
	e := &conn{nc: nc}
	s.enlist(e.readLoop)
}

// newServer begins the one goroutine that counts loops; what handlers begin is none of it.
func newServer(in chan int, l net.Listener) *server {
	s := &server{conns: map[*conn]bool{}}
	s.launch(func() { s.loop(in) })
	s.start(func() { s.accept(l) })
	s.mux.HandleFunc("/", s.hello)
	s.mux.HandleFunc("/seen", s.see)
	s.mux.HandleFunc("/tally", s.tally)
	return s
}

func (s *server) loop(in chan int) {
	for range in {
		s.loops++
	}
}

func (s *server) hello(w http.ResponseWriter, _ *http.Request) {
	s.launch(func() { w.WriteHeader(http.StatusOK) })
}

// see begins a goroutine for each request, all of which work on the server.
func (s *server) see(http.ResponseWriter, *http.Request) {
	s.launch(func() { s.seen++ }) // want goroutines/error/proven:`each time that .*see is handed to HandleFunc`
}

// tally has one for each request.
func (s *server) tally(http.ResponseWriter, *http.Request) {
	n, done := 0, make(chan bool)
	s.launch(func() {
		n++
		close(done)
	})
	<-done
	n++
}
