package conc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

func TestMutexes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"field", "type T struct { mu sync.Mutex; n int }\nfunc (t *T) F() { t.mu.Lock()\nt.n++\nt.mu.Unlock() }",
			"T.mu: 2 (BinOp UnOp Store)"},
		{"nothing but one atomic", "type T struct { mu sync.Mutex; n atomic.Int64 }\nfunc (t *T) F() { t.mu.Lock(); t.n.Add(1); t.mu.Unlock() }\nfunc (t *T) G() int64 { t.mu.Lock(); defer t.mu.Unlock(); return t.n.Load() }",
			"T.mu: 2 (Call) ops=Add, 3 deferred (Call) ops=Load"},
		{"RWMutex", "type T struct { mu sync.RWMutex; n atomic.Int64 }\nfunc (t *T) F() { t.mu.RLock(); t.n.Load(); t.mu.RUnlock() }",
			"T.mu rw: 2 read (Call) ops=Load"},
		{"two ways out", "var mu sync.Mutex; var n int\nfunc F(ok bool) { mu.Lock(); if ok { mu.Unlock(); return }; n = 1; mu.Unlock() }",
			"mu: 2 (If Store) unlocks=2"},
		{"local with literals", "func F(fs []func()) { var mu sync.Mutex; for _, f := range fs { go func() { f()\nmu.Lock(); println(); mu.Unlock() }() } }",
			"mu: 2 (Call)"},
		{"a pointer that is made once", "type T struct { mu *sync.Mutex }\nfunc New() *T { return &T{mu: new(sync.Mutex)} }\nfunc (t *T) F() { t.mu.Lock(); println(); t.mu.Unlock() }",
			"T.mu: 3 (Call)"},
		{"exported", "type T struct { Mu sync.Mutex }\nfunc (t *T) F() { t.Mu.Lock(); t.Mu.Unlock() }", "T.Mu foreign: 2 ()"},
		{"embedded", "type T struct { sync.Mutex }\nfunc (t *T) F() { t.Lock(); t.Unlock() }", "T.Mutex foreign: 2 ()"},
		{"passed on", "type T struct { mu sync.Mutex; c *sync.Cond }\nfunc New() *T { t := &T{}; t.c = sync.NewCond(&t.mu); return t }\nfunc (t *T) F() { t.mu.Lock(); t.mu.Unlock() }", "T.mu foreign: 3 ()"},
		{"handed to a function", "type T struct { mu sync.Mutex }\nfunc g(*sync.Mutex) {}\nfunc (t *T) F() { g(&t.mu) }", "T.mu foreign:"},
		{"method value", "type T struct { mu sync.Mutex }\nfunc (t *T) lock() func() { t.mu.Lock(); return t.mu.Unlock }", "T.mu foreign odd:"},
		{"lock and unlock in two functions", "type T struct { mu sync.Mutex }\nfunc (t *T) lock() { t.mu.Lock() }\nfunc (t *T) unlock() { t.mu.Unlock() }", "T.mu odd odd:"},
		{"TryLock", "type T struct { mu sync.Mutex }\nfunc (t *T) F() { if t.mu.TryLock() { t.mu.Unlock() } }", "T.mu odd odd:"},
		{"held at one return", "type T struct { mu sync.Mutex }\nfunc (t *T) F(ok bool) { t.mu.Lock(); if ok { return }; t.mu.Unlock() }", "T.mu odd:"},
		{"generic", "type T[V any] struct { mu sync.Mutex; v V }\nfunc (t *T[V]) F() { t.mu.Lock(); println(); t.mu.Unlock() }\nfunc G(t *T[int]) { t.mu.Lock(); println(); t.mu.Unlock() }", "T.mu: 2 (Call), 3 (Call)"},
		{"a loop inside", "var mu sync.Mutex\nfunc F(c []int) { mu.Lock(); for range c { println() }; mu.Unlock() }", "mu: 2 (Call BinOp BinOp If Call)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := load(t, tt.src)
			var got []string
			for _, mu := range m.Mutexes() {
				got = append(got, describeMutex(m, mu))
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("got  %s\nwant %s", g, tt.want)
			}
		})
	}
}

func describeMutex(m *Model, mu *Mutex) string {
	s := mu.Key.Name
	if mu.RW {
		s += " rw"
	}
	if mu.Foreign != "" {
		s += " foreign"
	}
	s += strings.Repeat(" odd", len(mu.Odd)) + ":"
	for i, sec := range mu.Sections {
		if i > 0 {
			s += ","
		}
		s += fmt.Sprintf(" %d", testFset.Position(sec.Lock.Pos()).Line)
		if sec.Read {
			s += " read"
		}
		if sec.Deferred {
			s += " deferred"
		}
		var body, ops []string
		for _, instr := range sec.Body {
			name := strings.TrimPrefix(fmt.Sprintf("%T", instr), "*ssa.")
			body = append(body, name)
		}
		for _, op := range sec.Ops {
			ops = append(ops, op.Kind.String())
		}
		s += " (" + strings.Join(body, " ") + ")"
		if len(ops) > 0 {
			s += " ops=" + strings.Join(ops, ",")
		}
		if len(sec.Unlocks) > 1 {
			s += fmt.Sprintf(" unlocks=%d", len(sec.Unlocks))
		}
		if !slices.IsSortedFunc(sec.Body, func(a, b ssa.Instruction) int { return int(a.Pos() - b.Pos()) }) {
			s += " unsorted"
		}
	}
	return s
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"old-style field", "type T struct { n int64 }\nfunc (t *T) Add() { atomic.AddInt64(&t.n, 1) }\nfunc (t *T) Get() int64 {\nreturn t.n }\nfunc (t *T) Reset() {\nt.n = 0 }",
			"read 4, write 6"},
		{"increment", "var n int32\nfunc F() { atomic.AddInt32(&n, 1) }\nfunc G() {\nn++ }", "read 4, write 4"},
		{"constructor", "type T struct { n int64 }\nfunc (t *T) Add() { atomic.AddInt64(&t.n, 1) }\nfunc New() *T { t := &T{}\nt.n = 4; return t }", "write 4 fresh"},
		{"the whole struct", "type T struct { n int64; s string }\nfunc (t *T) Add() { atomic.AddInt64(&t.n, 1) }\nfunc (t *T) Copy() T {\nreturn *t }\nfunc (t *T) Clear() {\n*t = T{} }", "read 4 whole, write 6 whole"},
		{"a typed atomic in an overwritten struct", "type T struct { n atomic.Int64 }\nfunc (t *T) Add() { t.n.Add(1) }\nfunc (t *T) Clear() {\n*t = T{} }", "write 4 whole"},
		{"elements", "var n [4]int64\nfunc F(i int) { atomic.AddInt64(&n[i], 1) }\nfunc G() (s int64) { for i := range n {\ns += n[i] }; return }", "read 4"},
		{"another field", "type T struct { n, m int64 }\nfunc (t *T) Add() { atomic.AddInt64(&t.n, 1) }\nfunc (t *T) Get() int64 { return t.m }", ""},
		{"atomics only", "var n int64\nfunc F() int64 { return atomic.AddInt64(&n, 1) }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := load(t, tt.src)
			var got []string
			for _, k := range m.Keys() {
				for _, a := range m.Plain(k) {
					s := fmt.Sprintf("%s %d", map[bool]string{true: "write", false: "read"}[a.Write], testFset.Position(a.Pos).Line)
					if a.Whole {
						s += " whole"
					}
					if a.Fresh {
						s += " fresh"
					}
					got = append(got, s)
				}
			}
			if g := strings.Join(got, ", "); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
		})
	}
}
