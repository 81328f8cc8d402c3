package bad

import (
	"net"
	"sync/atomic"
	"time"
)

type Listener struct{ total, m atomic.Int64 }

func (s *Listener) Serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go s.handle(c)
	}
}
func (s *Listener) handle(c net.Conn) {
	s.total.Store(s.total.Load() + 1) // want `s\.total`
	c.Close()
}

func (s *Listener) Serve2(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			s.m.Store(s.m.Load() + 1) // want `s\.m`
			c.Close()
		}()
	}
}

type conn struct {
	srv *Hub
	c   net.Conn
	own atomic.Int64
}
type Hub struct{ total atomic.Int64 }

func (s *Hub) Serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		x := &conn{srv: s, c: c}
		go x.serve()
	}
}
func (c *conn) serve() {
	c.srv.total.Store(c.srv.total.Load() + 1) // want `c\.srv\.total`
	c.own.Store(c.own.Load() + 1)
	c.bump()
}
func (c *conn) bump() { c.srv.total.Store(c.srv.total.Load() + 1) } // want `c\.srv\.total`

type worker struct{ total *atomic.Int64 }

func (w worker) run() { w.total.Store(w.total.Load() + 1) } // want `w\.total`
func StartEach(k int) {
	var total atomic.Int64
	for range k {
		w := worker{&total}
		go w.run()
	}
}

type pw struct {
	n   *atomic.Int64
	own *atomic.Int64
}

func (w *pw) run() {
	w.n.Store(w.n.Load() + 1) // want `w\.n`
	w.own.Store(w.own.Load() + 1)
}
func PW(k int, n *atomic.Int64) {
	for range k {
		w := &pw{n: n, own: new(atomic.Int64)}
		go w.run()
	}
}

type Bus struct{ sent, n, m, k atomic.Int64 }

func (b *Bus) Notify(m string) { go b.send(m) }
func (b *Bus) send(m string)   { b.sent.Store(b.sent.Load() + 1) } // want `b\.sent`
func (b *Bus) Notify2(m string) {
	go func() {
		b.n.Store(b.n.Load() + 1) // want `b\.n`
	}()
}
func (b *Bus) Later() {
	time.AfterFunc(time.Second, func() { b.m.Store(b.m.Load() + 1) }) // want `b\.m`
}
func (b *Bus) Start() {
	go func() {
		for {
			b.k.Store(b.k.Load() + 1)
			work()
		}
	}()
}
func work() {}

type Once struct{ n atomic.Int64 }

func NewOnce() *Once {
	o := &Once{}
	go o.run()
	return o
}
func (o *Once) run()     { o.n.Store(o.n.Load() + 1) }
func (o *Once) N() int64 { return o.n.Load() }
