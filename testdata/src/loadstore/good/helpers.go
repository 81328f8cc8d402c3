package good

import (
	"net"
	"sync"
	"sync/atomic"
)

// A reception starts what it is handed, by helpers: the goroutine of a visitor is the only one that writes what the visitor has.
type reception struct {
	mu       sync.Mutex
	visitors map[*visitor]bool
}

func (r *reception) launch(f func()) { go f() }

type visitor struct {
	nc      net.Conn
	bytes   atomic.Int64
	longest atomic.Int64
}

func (v *visitor) readLoop() {
	b := make([]byte, 100)
	for {
		n, err := v.nc.Read(b)
		if err != nil {
			return
		}
		v.bytes.Store(v.bytes.Load() + int64(n))
		if int64(n) > v.longest.Load() {
			v.longest.Store(int64(n))
		}
	}
}

func (r *reception) accept(l net.Listener) {
	for {
		nc, err := l.Accept()
		if err != nil {
			return
		}
		r.launch(func() { r.welcome(nc) })
	}
}

func (r *reception) welcome(nc net.Conn) {
	v := &visitor{nc: nc}
	r.mu.Lock()
	r.visitors[v] = true
	r.mu.Unlock()
	r.launch(func() { v.readLoop() })
	w := &visitor{nc: nc}
	r.mu.Lock()
	r.visitors[w] = true
	r.mu.Unlock()
	r.launch(w.readLoop)
}
