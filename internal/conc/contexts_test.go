package conc

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnshared(t *testing.T) {
	const types = `type T struct { n atomic.Int64; p *S; next *T; m map[string]*T }; type S struct { n atomic.Int64 }
		var global *T
		var list []*T
		func keep(t *T) { global = t }
		func look(t *T) int64 { return t.n.Load() }
		func (t *T) init() { t.n.Store(1) }
		func fresh() *T { return &T{} }
		func kept() *T { t := &T{}; global = t; return t }
		func maybe(ok bool) (*T, error) { if ok { return nil, nil }; return new(T), nil }
		func call(f func()) { f() }
		func start(f func()) { go f() }
		var hook func(any)
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"composite literal", `func F() *T { t := &T{}; /*o*/t.n.Store(1); return t }`, true},
		{"local variable", `func F() { var n atomic.Int64; /*o*/n.Add(1) }`, true},
		{"parameter", `func F(t *T) { /*o*/t.n.Add(1) }`, false},
		{"global", `func F() { /*o*/global.n.Add(1) }`, false},
		{"published before", `func F() { t := &T{}; global = t; /*o*/t.n.Store(1) }`, false},
		{"published after", `func F() { t := &T{}; /*o*/t.n.Store(1); global = t }`, true},
		{"published on another way", `func F(ok bool) { t := &T{}; if ok { global = t; return }; /*o*/t.n.Store(1) }`, true},
		{"published in the round before", `func F() { t := &T{}; for { /*o*/t.n.Store(1); global = t } }`, false},
		{"a new object each round", `func F() { for { t := &T{}; /*o*/t.n.Store(1); global = t } }`, true},
		{"sent", `func F(c chan *T) { t := &T{}; c <- t; /*o*/t.n.Store(1) }`, false},
		{"into a slice of its own", `func F() []*T { var s []*T; t := &T{}; s = append(s, t); /*o*/t.n.Store(1); return s }`, true},
		{"into a shared slice", `func F() { t := &T{}; list = append(list, t); /*o*/t.n.Store(1) }`, false},
		{"into another fresh object", `func F() *T { t := &T{}; u := &T{next: t}; /*o*/t.n.Store(1); return u }`, true},
		{"a number read from an object that holds it", `type N struct { t *T; limit int64 }; func F(limit int64) *N { n := &N{limit: limit}; n.t = &T{}; /*o*/n.t.n.Store(n.limit); return n }`, true},
		{"into another fresh object that is published", `func F() { t := &T{}; u := &T{next: t}; global = u; /*o*/t.n.Store(1) }`, false},
		{"into a fresh map that is published", `func F() { t := &T{}; u := &T{m: map[string]*T{}}; u.m["a"] = t; global = u; /*o*/t.n.Store(1) }`, false},
		{"inside a fresh object", `func F() *T { t := &T{p: &S{}}; /*o*/t.p.n.Store(1); return t }`, true},
		{"inside a fresh object, but shared", `func F(s *S) *T { t := &T{p: s}; /*o*/t.p.n.Store(1); return t }`, false},
		{"handed to a function that looks", `func F() { t := &T{}; look(t); /*o*/t.n.Store(1) }`, true},
		{"handed to a function that keeps", `func F() { t := &T{}; keep(t); /*o*/t.n.Store(1) }`, false},
		{"handed to code not seen", `func F() { t := &T{}; hook(t); /*o*/t.n.Store(1) }`, false},
		{"stored in an atomic pointer", `var p atomic.Pointer[T]; func F() { t := &T{}; p.Store(t); /*o*/t.n.Store(1) }`, false},
		{"started on", `func F() { t := &T{}; go look(t); /*o*/t.n.Store(1) }`, false},
		{"started on later", `func F() { t := &T{}; /*o*/t.n.Store(1); go look(t) }`, true},
		{"captured by a started literal", `func F() { var n atomic.Int64; go func() { n.Add(1) }(); /*o*/n.Store(1) }`, false},
		{"in a started literal", `func F() { var n atomic.Int64; go func() { /*o*/n.Add(1) }() }`, false},
		{"captured by a literal in a wait group", `func F(wg *sync.WaitGroup) { var n atomic.Int64; wg.Go(func() { n.Add(1) }); /*o*/n.Store(1) }`, false},
		{"in a literal called in place", `func F() { var n atomic.Int64; func() { /*o*/n.Add(1) }() }`, true},
		{"in a literal handed to a caller", `func F() { var n atomic.Int64; call(func() { n.Add(1) }); /*o*/n.Load() }`, true},
		{"in a literal handed to a starter", `func F() { var n atomic.Int64; start(func() { n.Add(1) }); /*o*/n.Load() }`, false},
		{"in a literal of a literal, handed to a starter that captures it", `func spawn(f func()) { go func() { f() }() }
			func F() { var n atomic.Int64; run := func() { /*o*/n.Add(1); spawn(func() { n.Add(1) }) }; run(); run() }`, false},
		{"in a literal that is returned", `func F() func() { var n atomic.Int64; return func() { /*o*/n.Add(1) } }`, false},
		{"in a deferred literal", `func F() { var n atomic.Int64; defer func() { /*o*/n.Add(1) }() }`, true},
		{"in a deferred literal, published meanwhile", `func F() { t := &T{}; defer func() { /*o*/t.n.Add(1) }(); global = t }`, false},
		{"a constructor", `func F() { t := fresh(); /*o*/t.n.Store(1); global = t }`, true},
		{"a constructor that keeps it", `func F() { t := kept(); /*o*/t.n.Store(1) }`, false},
		{"a constructor with an error", `func F() { t, _ := maybe(true); /*o*/t.n.Store(1) }`, true},
		{"an init method of a fresh object", `func (t *T) setup() { /*o*/t.n.Store(1) }; func F() *T { t := &T{}; t.setup(); return t }`, true},
		{"an init method that is called later too", `func (t *T) setup() { /*o*/t.n.Store(1) }; func F() *T { t := &T{}; t.setup(); return t }; func G(t *T) { t.setup() }`, false},
		{"a constructor that hands it to code not seen", `func New() *T { t := &T{}; hook(t); /*o*/t.n.Store(1); return t }`, true},
		{"a constructor that starts on it", `func New() *T { t := &T{}; go look(t); /*o*/t.n.Store(1); return t }`, false},
		{"a constructor that registers it", `func New() *T { t := &T{}; global = t; /*o*/t.n.Store(1); return t }`, false},
		{"its lock and its atomics are used", `func F() { t := &struct { mu sync.Mutex; n atomic.Int64 }{}; t.mu.Lock(); t.n.Add(1); /*o*/t.n.Store(1) }`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			if why, got := m.Unshared(labels(t, m, src)["o"]); got != tt.want {
				t.Errorf("Unshared = %q, %t, want %t", why, got, tt.want)
			}
		})
	}
}

func TestSingleWriter(t *testing.T) {
	const types = `type T struct { n atomic.Int64; in chan int64; once sync.Once }
		func (t *T) Value() int64 { return t.n.Load() }
		func work() {}
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"a loop started by the constructor", `func New() *T { t := &T{}; go t.loop(); return t }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }`, true},
		{"one shot, started by the constructor", `func New() *T { t := &T{}; go t.shot(); return t }; func (t *T) shot() { /*o*/t.n.Store(1) }`, true},
		{"a loop started by a method", `func (t *T) Start() { go t.loop() }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }`, true},
		{"a loop started as a literal", `func (t *T) Start() { go func() { for x := range t.in { /*o*/t.n.Store(x) } }() }`, true},
		{"one shot, started by a method", `func (t *T) Kick() { go t.shot() }; func (t *T) shot() { /*o*/t.n.Store(1) }`, false},
		{"through callees of the loop", `func New() *T { t := &T{}; go t.loop(); return t }; func (t *T) loop() { for x := range t.in { t.step(x) } }; func (t *T) step(x int64) { /*o*/t.n.Store(x) }`, true},
		{"two loops", `func New() *T { t := &T{}; go t.loop(); go t.tick(); return t }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }; func (t *T) tick() { for range t.in { t.n.Add(1) } }`, false},
		{"a method writes too", `func New() *T { t := &T{}; go t.loop(); return t }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }; func (t *T) Reset() { t.n.Store(0) }`, false},
		{"workers on one object", `func New() *T { t := &T{}; for range 4 { go t.loop() }; return t }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }`, false},
		{"one worker for each object", `func Run() { for range 4 { t := &T{}; go t.loop() } }; func (t *T) loop() { for x := range t.in { /*o*/t.n.Store(x) } }`, true},
		{"workers on a global", `var g atomic.Int64; func Run() { for range 4 { t := &T{}; go t.loop() } }; func (t *T) loop() { for x := range t.in { /*o*/g.Store(x) } }`, false},
		{"an exported loop", `func (t *T) Run() { for x := range t.in { /*o*/t.n.Store(x) } }`, true},
		{"an exported method", `func (t *T) Set(x int64) { /*o*/t.n.Store(x) }`, false},
		{"init", `var g atomic.Int64; func init() { /*o*/g.Store(1) }; func Get() int64 { return g.Load() }`, true},
		{"a constructor only", `func New() *T { t := &T{}; /*o*/t.n.Store(1); return t }`, true},
		{"a wait group of workers", `func Run(wg *sync.WaitGroup) { var n atomic.Int64; for range 4 { wg.Go(func() { /*o*/n.Store(n.Load() + 1) }) }; wg.Wait() }`, false},
		{"a handler", `func (t *T) ServeHTTP(w http.ResponseWriter, r *http.Request) { /*o*/t.n.Store(1) }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			if why, got := m.SingleWriter(labels(t, m, src)["o"].Key); got != tt.want {
				t.Errorf("SingleWriter = %q, %t, want %t", why, got, tt.want)
			}
		})
	}
}

func TestSingleWriterOfProgram(t *testing.T) {
	src := `package main; import "sync/atomic"; var n atomic.Int64; func main() { go read(); for { tick() } }; func tick() { /*o*/n.Store(n.Load() + 1) }; func read() { n.Load() }`
	m := load(t, src)
	if why, ok := m.SingleWriter(labels(t, m, src)["o"].Key); !ok || why != "only main and init write it" {
		t.Errorf("SingleWriter = %q, %t", why, ok)
	}
}

func TestOneGoroutine(t *testing.T) {
	src := `type Q struct { n atomic.Int64; in chan int64 }
		func New() *Q { q := &Q{}; go q.loop(); return q }
		func (q *Q) Put() { q.n.Add(1) }
		func (q *Q) loop() { for range q.in { /*o*/q.n.Add(-1) } }`
	m := load(t, src)
	op := labels(t, m, src)["o"]
	lowers := func(op *Op) bool { return strings.HasPrefix(op.Delta.Value.String(), "-") }
	if _, ok := m.OneGoroutine(op.Key, lowers); !ok {
		t.Error("one goroutine lowers it")
	}
	if _, ok := m.SingleWriter(op.Key); ok {
		t.Error("two write it")
	}
}

func TestConcurrent(t *testing.T) {
	const types = "type T struct { n atomic.Int64; in chan int64 }\n"
	for _, tt := range []struct{ name, body, want string }{
		{"go in a loop", "func F() { var n atomic.Int64\nfor range 3 { go func() { /*o*/n.Add(1) }() } }",
			"proven: go statement in a loop at src.go:3"},
		{"wait group in a loop", "func F(wg *sync.WaitGroup) { var n atomic.Int64\nfor range 3 { wg.Go(func() { /*o*/n.Add(1) }) } }",
			"proven: call of Go in a loop at src.go:3"},
		{"two starts on one object", "func F(t *T) {\ngo t.loop()\ngo t.loop() }\nfunc (t *T) loop() { for range t.in { /*o*/t.n.Add(1) } }",
			"proven: it runs on the goroutines started at src.go:3 and src.go:4"},
		{"two starts on a variable", "func F() { var n atomic.Int64; inc := func() { /*o*/n.Add(1) }\ngo func() { inc() }()\ngo func() { inc() }() }",
			"proven: it runs on the goroutines started at src.go:3 and src.go:4"},
		{"two starts on two objects", "func F(t, u *T) {\ngo t.loop()\ngo u.loop() }\nfunc (t *T) loop() { for range t.in { /*o*/t.n.Add(1) } }", ""},
		{"one start a call", "func (t *T) Send() {\ngo t.send() }\nfunc (t *T) send() { /*o*/t.n.Add(1) }",
			"betrayed: each call of (*T).Send starts it, at src.go:3"},
		{"shared by the goroutine of each connection", "func (t *T) Serve(c chan int) { for {\nx := <-c; go t.handle(x) } }\nfunc (t *T) handle(int) { /*o*/t.n.Add(1) }",
			"proven: go statement in a loop at src.go:3"},
		{"behind a pointer that all share", "type C struct { t *T }\nfunc (t *T) Serve() { for {\nc := &C{t}; go c.run() } }\nfunc (c *C) run() { /*o*/c.t.n.Add(1) }",
			"proven: go statement in a loop at src.go:4"},
		{"behind a pointer that a constructor takes", "type C struct { t *T }\nfunc newC(t *T) *C { return &C{t: t} }\nfunc (t *T) Serve() { for {\nc := newC(t); go c.run() } }\nfunc (c *C) run() { /*o*/c.t.n.Add(1) }",
			"proven: go statement in a loop at src.go:5"},
		{"behind a pointer to something new", "type C struct { t *T }\nfunc F() { for {\nc := &C{&T{}}; go c.run() } }\nfunc (c *C) run() { /*o*/c.t.n.Add(1) }", ""},
		{"an element each", "func F(ts []*T) {\nfor _, t := range ts { go func() { /*o*/t.n.Add(1) }() } }", ""},
		{"for tests", "func (t *T) DebugFlush() { /*o*/t.n.Add(1) }\nfunc (t *T) SetForTesting() { t.n.Store(1) }", "betrayed: Store at src.go:3"},
		{"a worker of each object on a package variable", "var g atomic.Int64\nfunc New() *T { t := &T{in: make(chan int64)}\ngo t.loop(); return t }\nfunc (t *T) loop() { for x := range t.in { /*o*/g.Add(x) } }",
			"betrayed: each call of New starts it, at src.go:4"},
		{"one worker on a package variable", "var g atomic.Int64\nfunc Start() {\ngo loop() }\nfunc loop() { for { /*o*/g.Add(1); time.Sleep(1) } }", ""},
		{"steps of one goroutine", "func start(t *T) {\ngo t.run() }\nfunc (t *T) run() { /*o*/t.n.Add(1); t.rest() }\nfunc (t *T) rest() { t.n.Add(2) }", ""},
		{"the entry of a command", "var cmd = struct{ run func(*T) }{run}\nfunc run(t *T) { /*o*/t.n.Add(1) }", ""},
		{"the entry of a command on a package variable", "var g atomic.Int64; var cmd = struct{ run func() }{run}\nfunc run() { /*o*/g.Add(1) }",
			"betrayed: run is stored as a function value and can run on several goroutines at once"},
		{"received", "func F(c chan *T) {\nfor range 3 { go func() { for t := range c { /*o*/t.n.Add(1) } }() } }", ""},
		{"own object in a loop", "func f() { for range 3 { t := &T{}\ngo t.loop() } }\nfunc (t *T) loop() { /*o*/t.n.Add(1) }", ""},
		{"handler", "func (t *T) ServeHTTP(w http.ResponseWriter, r *http.Request) {\n/*o*/t.n.Add(1) }",
			"declared: ServeHTTP runs on one goroutine per request (src.go:2)"},
		{"registered", "func F(t *T) {\nhttp.HandleFunc(\"/\", t.serve) }\nfunc (t *T) serve(w http.ResponseWriter, r *http.Request) { /*o*/t.n.Add(1) }",
			"proven: it is handed to HandleFunc, which runs it on many goroutines, at src.go:3"},
		{"exported", "func (t *T) Inc() { /*o*/t.n.Add(1) }",
			"betrayed: (*T).Inc is exported and can run on several goroutines at once"},
		{"another writer", "func (t *T) Inc() {\n/*o*/t.n.Add(1) }\nfunc (t *T) Dec() {\nt.n.Add(-1) }",
			"betrayed: Add at src.go:5; betrayed: (*T).Inc is exported and can run on several goroutines at once"},
		{"a writer elsewhere", "func New() *T { t := &T{}\ngo t.loop(); return t }\nfunc (t *T) loop() { for range t.in {\nt.n.Add(1) } }\nfunc (t *T) Reset() { /*o*/t.n.Store(0) }",
			"proven: Add at src.go:5, on the goroutine started at src.go:3; betrayed: Add at src.go:5; betrayed: (*T).Reset is exported and can run on several goroutines at once"},
		{"nothing", "func init() { /*o*/g.Add(1) }; var g atomic.Int64", ""},
		{"not shared", "func F() { var n atomic.Int64; /*o*/n.Add(1) }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			var got []string
			evs := m.Concurrent(labels(t, m, src)["o"])
			for _, ev := range evs {
				got = append(got, fmt.Sprintf("%s: %s", ev.Level, ev.Text))
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("got  %s\nwant %s", g, tt.want)
			}
			for _, rel := range m.Related(labels(t, m, src)["o"], evs) {
				if m.Where(rel.Pos) == m.Where(labels(t, m, src)["o"].Pos()) {
					t.Errorf("the operation itself is related: %s", rel.Message)
				}
			}
		})
	}
}

func TestGate(t *testing.T) {
	const types = `type T struct { n, m atomic.Int64; busy atomic.Bool; state, refs atomic.Int32; done chan struct{}; tick chan time.Time; old int64; wg sync.WaitGroup }
		func (t *T) Add() { t.n.Add(1) }
		func use(...any) {}
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"none", `func F(t *T) { /*o*/t.n.Store(1) }`, false},
		{"winner of a CompareAndSwap", `func F(t *T) { if t.busy.CompareAndSwap(false, true) { /*o*/t.n.Store(1) } }`, true},
		{"winner, early return", `func F(t *T) { if !t.state.CompareAndSwap(0, 1) { return }; /*o*/t.n.Store(1) }`, true},
		{"loser", `func F(t *T) { if t.state.CompareAndSwap(0, 1) { return }; /*o*/t.n.Store(1) }`, false},
		{"winner or not", `func F(t *T, ok bool) { if ok || t.busy.CompareAndSwap(false, true) { /*o*/t.n.Store(1) } }`, false},
		{"an optimistic update is no gate", `func F(t *T) { x := t.m.Load(); if t.m.CompareAndSwap(x, x+1) { /*o*/t.n.Store(1) } }`, false},
		{"winner of a Swap", `func F(t *T) { if t.busy.Swap(true) { return }; /*o*/t.n.Store(1) }`, true},
		{"winner of a numeric Swap", `func F(t *T) { if t.state.Swap(1) == 0 { /*o*/t.n.Store(1) } }`, true},
		{"loser of a numeric Swap", `func F(t *T) { if t.state.Swap(1) == 1 { /*o*/t.n.Store(1) } }`, false},
		{"last one out", `func F(t *T) { if t.refs.Add(-1) == 0 { /*o*/t.n.Store(1) } }`, true},
		{"last one out, into a variable", `func F(t *T) { left := t.refs.Add(-1); if left != 0 { return }; /*o*/t.n.Store(1) }`, true},
		{"many are below", `func F(t *T) { if t.refs.Add(-1) < 5 { /*o*/t.n.Store(1) } }`, false},
		{"gate in every caller", `func (t *T) run() { /*o*/t.n.Store(1) }; func F(t *T) { if t.busy.CompareAndSwap(false, true) { t.run(); t.busy.Store(false) } }`, true},
		{"gate in one caller", `func (t *T) run() { /*o*/t.n.Store(1) }; func F(t *T) { if t.busy.CompareAndSwap(false, true) { t.run() } }; func G(t *T) { t.run() }`, false},
		{"gate in a helper", `func (t *T) try() bool { return t.busy.CompareAndSwap(false, true) }; func F(t *T) { if t.try() { /*o*/t.n.Store(1) } }`, true},
		{"after WaitGroup.Wait", `func F(t *T) { t.wg.Wait(); /*o*/t.n.Store(1) }`, true},
		{"before WaitGroup.Wait", `func F(t *T) { /*o*/t.n.Store(1); t.wg.Wait() }`, false},
		{"Wait on one way", `func F(t *T, ok bool) { if ok { t.wg.Wait() }; /*o*/t.n.Store(1) }`, false},
		{"after the writer is done", `func F(t *T) { done := make(chan struct{}); go func() { defer close(done); t.n.Add(1) }(); <-done; /*o*/t.n.Store(1) }`, true},
		{"after a go-ahead from somebody else", `func F(t *T) { <-t.done; /*o*/t.n.Store(1) }; func G(t *T) { close(t.done) }`, false},
		{"on each tick", `func F(t *T) { for range t.tick { /*o*/t.n.Store(1) } }`, false},
		{"save and restore", `func F(t *T) { old := t.n.Load(); t.n.Store(5); defer /*o*/t.n.Store(old) }`, true},
		{"save and restore in a literal", `func F(t *T) { old := t.n.Load(); t.n.Store(5); defer func() { /*o*/t.n.Store(old) }() }`, true},
		{"Swap and restore", `func F(t *T) { old := t.n.Swap(5); use(); /*o*/t.n.Store(old) }`, true},
		{"not the saved value", `func F(t *T) { old := t.n.Load(); t.n.Store(5); /*o*/t.n.Store(old + 1) }`, false},
		{"another counter's value", `func F(t *T) { /*o*/t.n.Store(t.m.Load()) }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			if why, got := m.Gate(labels(t, m, src)["o"]); got != tt.want {
				t.Errorf("Gate = %q, %t, want %t", why, got, tt.want)
			}
		})
	}
}

func TestRetry(t *testing.T) {
	const types = `type T struct { n, m atomic.Int64 }
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"the loop", `func F(t *T) { for { x := /*l*/t.n.Load(); if t.n.CompareAndSwap(x, x+1) { return } } }`, true},
		{"in the post statement", `func F(t *T) { for x := t.n.Load(); !t.n.CompareAndSwap(x, x+1); x = /*l*/t.n.Load() { } }`, true},
		{"no loop", `func F(t *T) { x := /*l*/t.n.Load(); t.n.CompareAndSwap(x, x+1) }`, false},
		{"loaded before the loop", `func F(t *T) { x := /*l*/t.n.Load(); for !t.n.CompareAndSwap(x, x+1) { } }`, false},
		{"another counter", `func F(t *T) { for { x := /*l*/t.m.Load(); if t.n.CompareAndSwap(x, x+1) { return } } }`, false},
		{"expects something else", `func F(t *T, y int64) { for { x := /*l*/t.n.Load(); if t.n.CompareAndSwap(y, x+1) { return } } }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			if got := m.Retry(labels(t, m, src)["l"]) != nil; got != tt.want {
				t.Errorf("Retry = %t, want %t", got, tt.want)
			}
		})
	}
}
