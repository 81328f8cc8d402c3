package good

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"time"
)

// save and restore
var verbose atomic.Bool
var lvl atomic.Int64

func WithLevel(n int64) (restore func()) {
	old := lvl.Load()
	lvl.Store(n)
	return func() { lvl.Store(old) }
}
func Quietly(f func()) {
	old := verbose.Swap(false)
	defer verbose.Store(old)
	f()
}
func WithLevel2(n int64, f func()) {
	defer func(old int64) { lvl.Store(old) }(lvl.Load())
	lvl.Store(n)
	f()
}

// errgroup-like
type group struct{ wg sync.WaitGroup }

func (g *group) Go(f func()) { g.wg.Add(1); go func() { defer g.wg.Done(); f() }() }
func (g *group) Wait() error { g.wg.Wait(); return nil }

func ErrGroup(fs []func()) int64 {
	var n atomic.Int64
	var g group
	for _, f := range fs {
		g.Go(func() { f(); n.Add(1) })
	}
	_ = g.Wait()
	n.Store(n.Load() * 2)
	return n.Load()
}

// channel close
func Chan(f func()) int64 {
	var n atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 10 {
			n.Add(1)
		}
	}()
	<-done
	n.Store(n.Load() + 1)
	return n.Load()
}

func ChanMany(fs []func()) int64 {
	var n atomic.Int64
	done := make(chan bool)
	for _, f := range fs {
		go func() { f(); n.Add(1); done <- true }()
	}
	for range fs {
		<-done
	}
	n.Store(n.Load() + 1)
	return n.Load()
}

// before the start
func Before(f func(*atomic.Int64)) {
	var n atomic.Int64
	n.Store(4)
	n.Store(n.Load() * 2)
	for range 2 {
		go f(&n)
	}
}

// actor with closures
type Act struct {
	cmds chan func()
	n    atomic.Int64
}

func NewAct() *Act {
	a := &Act{cmds: make(chan func())}
	go func() {
		for c := range a.cmds {
			c()
			a.n.Store(a.n.Load() + 1)
		}
	}()
	return a
}
func (a *Act) N() int64 { return a.n.Load() }

// actor with select and helper
type Act2 struct {
	in   chan int64
	stop chan struct{}
	max  atomic.Int64
	sum  atomic.Int64
}

func (a *Act2) Start() { go a.loop() }
func (a *Act2) loop() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case x := <-a.in:
			a.observe(x)
		case <-t.C:
			a.decay()
		case <-a.stop:
			return
		}
	}
}
func (a *Act2) observe(x int64) {
	if x > a.max.Load() {
		a.max.Store(x)
	}
	a.sum.Store(a.sum.Load() + x)
}
func (a *Act2) decay()     { a.sum.Store(a.sum.Load() / 2) }
func (a *Act2) Max() int64 { return a.max.Load() }
func (a *Act2) Sum() int64 { return a.sum.Load() }

// Run method is the worker
type Runner struct {
	in chan int64
	n  atomic.Int64
}

func (r *Runner) Run() {
	for x := range r.in {
		r.n.Store(r.n.Load() + x)
	}
}
func (r *Runner) N() int64 { return r.n.Load() }

// CAS gate
type Gate struct {
	busy  atomic.Int32
	n     atomic.Int64
	state uint32
}

func (g *Gate) A() error {
	if !g.busy.CompareAndSwap(0, 1) {
		return errors.New("busy")
	}
	defer g.busy.Store(0)
	g.n.Store(g.n.Load() + 1)
	return nil
}
func (g *Gate) B() {
	if g.busy.Swap(1) == 0 {
		v := g.n.Load()
		g.n.Store(v * 2)
		g.busy.Store(0)
	}
}
func (g *Gate) C() {
	for !g.busy.CompareAndSwap(0, 1) {
		time.Sleep(1)
	}
	g.n.Store(g.n.Load() + 3)
	g.busy.Store(0)
}

// last one out
type Ref struct {
	refs atomic.Int32
	n    atomic.Int64
}

func (r *Ref) Close() {
	if r.refs.Add(-1) == 0 {
		r.n.Store(r.n.Load() + 1)
	}
}
func (r *Ref) Close2() {
	if r.refs.Add(-1) > 0 {
		return
	}
	r.n.Store(r.n.Load() + 1)
}

// fresh objects
func Fresh(from *Ref) *Ref {
	r := new(Ref)
	r.n.Store(from.n.Load())
	r.n.Store(r.n.Load() + 1)
	return r
}
func FreshVal() int64 {
	var r Ref
	fill(&r)
	r.n.Store(r.n.Load() + 1)
	return r.n.Load()
}
func fill(r *Ref) { r.n.Store(r.n.Load() + 2) }

func FreshSlice(k int) []atomic.Int64 {
	s := make([]atomic.Int64, k)
	for i := range s {
		s[i].Store(int64(i))
		s[i].Store(s[i].Load() + 1)
	}
	return s
}
func FreshMap(ks []string) map[string]*atomic.Int64 {
	m := map[string]*atomic.Int64{}
	for _, k := range ks {
		if m[k] == nil {
			m[k] = new(atomic.Int64)
		}
		m[k].Store(m[k].Load() + 1)
	}
	return m
}
func Total(xs []*Ref) int64 {
	var sum atomic.Int64
	for _, x := range xs {
		sum.Store(sum.Load() + x.n.Load())
	}
	return sum.Load()
}

// two counters, two objects
type Pair struct{ a, b atomic.Int64 }

func (p *Pair) Cross()                    { p.a.Store(p.b.Load() + 1) }
func Copy(dst, src *Pair)                 { dst.a.Store(src.a.Load() + 1) }
func (p *Pair) Elem(arr *[3]atomic.Int64) { arr[0].Store(arr[1].Load() + 1) }
func Shift(s []atomic.Int64) {
	for i := 1; i < len(s); i++ {
		s[i-1].Store(s[i].Load())
	}
}
func Pub(p *Pair, tmp []*Pair) {
	for _, t := range tmp {
		p.a.Store(t.a.Load() * 2)
	}
}

// retry loop with fallback store in the winner
func (p *Pair) Retry(x int64) {
	for {
		v := p.a.Load()
		if v < 0 {
			return
		}
		if p.a.CompareAndSwap(v, v+x) {
			p.b.Store(v)
			return
		}
	}
}

// main-only writer
var started atomic.Int64

func init() { started.Store(started.Load() + 1) }

// once
var once sync.Once
var inits atomic.Int64

func Init() { once.Do(func() { inits.Store(inits.Load() + 1) }) }

// string
func (p *Pair) String() string { return fmt.Sprintf("%d %d", p.a.Load(), p.b.Load()) }

// value that does not come from it
func (p *Pair) Set(x int64) (old int64) { old = p.a.Load(); p.a.Store(x); return }
func (p *Pair) SetIf(x int64) {
	if p.a.Load() != x {
		p.a.Store(x)
	}
}
func (p *Pair) SetNow(now int64) {
	if now-p.a.Load() > 1000 {
		p.a.Store(now)
	}
}

// a signal loop
func Sig() {
	var n atomic.Int64
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	go func() {
		for range c {
			n.Store(n.Load() + 1)
		}
	}()
}

// cow with CAS
type Conf struct{ a int }
type Server struct {
	conf atomic.Pointer[Conf]
	v    atomic.Value
}

func (s *Server) Set(a int) {
	for {
		old := s.conf.Load()
		next := *old
		next.a = a
		if s.conf.CompareAndSwap(old, &next) {
			return
		}
	}
}
func (s *Server) Replace(a int) { s.conf.Store(&Conf{a: a}) }
func (s *Server) Lazy() *Conf {
	c := s.conf.Load()
	if c == nil {
		c = &Conf{1}
		s.conf.Store(c)
	}
	return c
}
func (s *Server) Reload(read func() (*Conf, error)) error {
	old := s.conf.Load()
	c, err := read()
	if err != nil {
		return fmt.Errorf("keep %v: %w", old, err)
	}
	s.conf.Store(c)
	return nil
}

// save and restore through helpers that convert
type Level int

type LevelVar struct{ v atomic.Int64 }

func (l *LevelVar) Level() Level    { return Level(int(l.v.Load())) }
func (l *LevelVar) Set(level Level) { l.v.Store(int64(level)) }

var logLevel LevelVar

func WithLogLevel(level Level, cleanup func(func())) {
	current := logLevel.Level()
	cleanup(func() { logLevel.Set(current) })
	logLevel.Set(level)
}
