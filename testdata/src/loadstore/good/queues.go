package good

import (
	"sync"
	"sync/atomic"
)

// A leaf is filled by the owner of the scroll, who says how far, and then goes to the goroutine that writes it out.
type leaf struct {
	filled atomic.Int32
	crc    atomic.Int32
	buf    [4096]byte
}

type scroll struct {
	mu    sync.Mutex
	ready sync.Cond
	leaf  *leaf
	full  []*leaf
	free  []*leaf
	out   func([]byte)
}

func newScroll(out func([]byte)) *scroll {
	t := &scroll{leaf: new(leaf), out: out}
	t.ready.L = &t.mu
	go t.flush()
	return t
}

// flush works on pages that have left the scroll's hands.
func (t *scroll) flush() {
	for {
		t.mu.Lock()
		for len(t.full) == 0 {
			t.ready.Wait()
		}
		full := append([]*leaf(nil), t.full...)
		t.full = t.full[:0]
		t.mu.Unlock()
		for _, p := range full {
			t.reset(p)
		}
	}
}

func (t *scroll) reset(p *leaf) {
	t.out(p.buf[:p.filled.Load()])
	p.filled.Store(0)
	t.mu.Lock()
	t.free = append(t.free, p)
	t.mu.Unlock()
}

// Write fills the leaf at hand.
func (t *scroll) Write(s string) {
	p := t.leaf
	i := p.filled.Load()
	p.buf[i] = byte(len(s))
	n := copy(p.buf[i+1:], s)
	p.filled.Store(i + 1 + int32(n))
	if int(i)+n > len(p.buf)/2 {
		t.turn()
	}
}

// End writes a mark.
func (t *scroll) End() {
	p := t.leaf
	i := p.filled.Load()
	p.buf[i] = 0
	p.filled.Store(i + 1)
}

// turn lets the leaf go, and takes another one.
func (t *scroll) turn() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.full = append(t.full, t.leaf)
	if n := len(t.free); n > 0 {
		t.leaf, t.free = t.free[n-1], t.free[:n-1]
	} else {
		t.leaf = new(leaf)
	}
	t.ready.Signal()
}
