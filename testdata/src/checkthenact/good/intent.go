package good

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// A version that is put in has no references yet: who breaks that is told by a panic, and nobody is let in or kept out.
type version struct{ refs atomic.Int32 }

type versions struct {
	mu  sync.Mutex
	all []*version
}

func (vs *versions) Put(v *version) {
	if v.refs.Load() != 0 {
		panic("a version is put in twice")
	}
	v.Ref()
	vs.mu.Lock()
	vs.all = append(vs.all, v)
	vs.mu.Unlock()
}

func (v *version) Ref()   { v.refs.Add(1) }
func (v *version) Unref() { v.refs.Add(-1) }

// The same of a state.
type machine struct {
	state atomic.Int32
	out   chan int
}

func (m *machine) Open() {
	if m.state.Load() != 0 {
		panic("open is called once")
	}
	m.state.Store(1)
	m.out <- 1
}

func (m *machine) Shut() { m.state.Store(2) }

// One cursor at a time is what callers have to see to; the count is put right again for whoever catches the panic.
type tx struct {
	cursors  atomic.Int32
	readOnly bool
}

func (t *tx) Cursor() {
	if t.cursors.Add(1) > 1 && !t.readOnly {
		t.cursors.Add(-1)
		panic("one cursor at a time")
	}
}

func (t *tx) Close()       { t.cursors.Add(-1) }
func (t *tx) Open() int    { return int(t.cursors.Load()) }
func (t *tx) UseTx(n int)  { go func() { t.Cursor(); t.Close() }() }
func (t *tx) UseTxs(n int) { t.UseTx(n); t.UseTx(n) }

// Errors are counted, and the one that makes it too many starts the search for a way out.
type dialer struct {
	errs  atomic.Uint32
	limit int
	dial  func() (io.Closer, error)
}

var errDown = errors.New("down")

func (d *dialer) Dial() (io.Closer, error) {
	if d.errs.Load() >= uint32(d.limit) {
		return nil, errDown
	}
	c, err := d.dial()
	if err != nil {
		if d.errs.Add(1) == uint32(d.limit) {
			go d.probe()
		}
		return nil, err
	}
	return c, nil
}

func (d *dialer) probe() {
	for {
		if c, err := d.dial(); err == nil {
			c.Close()
			d.errs.Store(0)
			return
		}
	}
}

// How long it took, or how much was written, is known only afterwards: the budget is one of good will.
type budget struct {
	spent atomic.Int64
	sent  atomic.Int64
	w     io.Writer
}

func (b *budget) Check(work func(), limit time.Duration) {
	if time.Duration(b.spent.Load()) > limit {
		return
	}
	start := time.Now()
	work()
	b.spent.Add(int64(time.Since(start)))
}

func (b *budget) Send(p []byte) error {
	if b.sent.Load() >= 1<<20 {
		return errDown
	}
	n, err := b.w.Write(p)
	b.sent.Add(int64(n))
	return err
}

// One side asks where nobody has asked yet, the other one answers where it is asked.
const (
	idle = iota
	asked
	answered
)

type probe struct {
	state atomic.Int32
	since time.Time
	out   []int
}

func newProbe() *probe {
	p := &probe{}
	go p.ask()
	go p.answer()
	return p
}

func (p *probe) ask() {
	for range time.Tick(time.Second) {
		if p.state.Load() != asked {
			p.since = time.Now()
			p.state.Store(asked)
		}
	}
}

func (p *probe) answer() {
	for range time.Tick(time.Millisecond) {
		if p.state.Load() == asked {
			p.out = append(p.out, int(time.Since(p.since)))
			p.state.Store(answered)
		}
	}
}
