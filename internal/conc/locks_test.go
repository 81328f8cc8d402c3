package conc

import (
	"slices"
	"strings"
	"testing"
)

// TestHeldAt: after each source stands what is held at the labelled operations: "x=lock" for sure, "x=lock?" perhaps, "x=lock/r"
// for reading.
func TestHeldAt(t *testing.T) {
	const types = `type T struct { mu sync.Mutex; rw sync.RWMutex; n atomic.Int64; once sync.Once; l sync.Locker; cond *sync.Cond; sem chan struct{}; tok chan struct{}; child *T }
		type E struct { sync.Mutex; n atomic.Int64 }
		func newT() *T { t := &T{sem: make(chan struct{}, 1), tok: make(chan struct{}, 1)}; t.tok <- struct{}{}; return t }
		func use(...any) {}
		`
	for _, tt := range []struct{ name, body, want string }{
		{"plain", `func f(t *T) { /*a*/t.n.Load(); t.mu.Lock(); /*b*/t.n.Load(); t.mu.Unlock(); /*c*/t.n.Load() }`, "b=T.mu"},
		{"deferred", `func f(t *T) { t.mu.Lock(); defer t.mu.Unlock(); /*a*/t.n.Load() }`, "a=T.mu"},
		{"deferred operation", `func f(t *T) { t.mu.Lock(); defer t.mu.Unlock(); defer /*a*/t.n.Store(1) }`, "a=T.mu"},
		{"deferred operation, run after the unlock", `func f(t *T) { defer /*a*/t.n.Store(1); t.mu.Lock(); defer t.mu.Unlock() }`, ""},
		{"embedded", `func f(e *E) { e.Lock(); /*a*/e.n.Load(); e.Unlock() }`, "a=E.Mutex"},
		{"read lock", `func f(t *T) { t.rw.RLock(); /*a*/t.n.Load(); t.rw.RUnlock(); t.rw.Lock(); /*b*/t.n.Load(); t.rw.Unlock() }`, "a=T.rw/r b=T.rw"},
		{"both instances", `func f(t, u *T) { t.mu.Lock(); u.mu.Lock(); t.mu.Unlock(); /*a*/t.n.Load(); u.mu.Unlock(); /*b*/t.n.Load() }`, "a=T.mu"},
		{"global", `var mu sync.Mutex; func f(t *T) { mu.Lock(); /*a*/t.n.Load(); mu.Unlock() }`, "a=mu"},
		{"Locker", `func f(t *T) { t.l.Lock(); /*a*/t.n.Load(); t.l.Unlock(); /*b*/t.n.Load() }`, "a=T.l"},
		{"L of a Cond", `func f(t *T) { t.cond.L.Lock(); /*a*/t.n.Load(); t.cond.L.Unlock() }`, "a=T.cond.L"},
		{"one branch", `func f(t *T, ok, other bool) { if ok { t.mu.Lock() }; if other { use() }; /*a*/t.n.Load() }`, "a=T.mu?"},
		{"one branch, given back on the same condition", `func f(t *T, ok bool) { if ok { t.mu.Lock() }; /*a*/t.n.Load(); if ok { t.mu.Unlock() }; /*b*/t.n.Load() }`, "a=T.mu?"},
		{"one branch, seen on the same condition", `func f(t *T, ok bool) { if !ok { t.mu.Lock() }; if ok { /*a*/t.n.Load() } else { /*b*/t.n.Load() } }`, "b=T.mu"},
		{"TryLock", `func f(t *T) { if t.mu.TryLock() { /*a*/t.n.Load(); t.mu.Unlock() } else { /*b*/t.n.Load() } }`, "a=T.mu"},
		{"TryLock, early return", `func f(t *T) { if !t.mu.TryLock() { /*b*/t.n.Load(); return }; defer t.mu.Unlock(); /*a*/t.n.Load() }`, "a=T.mu"},
		{"TryLock into a variable", `func f(t *T) { ok := t.mu.TryLock(); /*a*/t.n.Load(); if ok { /*b*/t.n.Load() } }`, "a=T.mu? b=T.mu"},
		{"unlocked on an early return", `func f(t *T, ok bool) { t.mu.Lock(); if ok { t.mu.Unlock(); /*a*/t.n.Load(); return }; /*b*/t.n.Load(); t.mu.Unlock() }`, "b=T.mu"},
		{"loop", `func f(t *T) { for { t.mu.Lock(); /*a*/t.n.Load(); t.mu.Unlock(); /*b*/t.n.Load() } }`, "a=T.mu"},
		{"pointer alias", `func f(t *T) { m := &t.mu; m.Lock(); /*a*/t.n.Load(); t.mu.Unlock(); /*b*/t.n.Load() }`, "a=T.mu"},

		{"helpers", `func (t *T) lock() { t.mu.Lock() }; func (t *T) unlock() { t.mu.Unlock() }
			func f(t *T) { t.lock(); /*a*/t.n.Load(); t.unlock(); /*b*/t.n.Load() }`, "a=T.mu"},
		{"a helper that returns the unlock", `func (t *T) lock() func() { t.mu.Lock(); return t.mu.Unlock }
			func f(t *T) { defer t.lock()(); /*a*/t.n.Load() }
			func g(t *T) { unlock := t.lock(); /*b*/t.n.Load(); unlock(); /*c*/t.n.Load() }`, "a=T.mu b=T.mu"},
		{"a helper that returns a literal", `func (t *T) lock() func() { t.mu.Lock(); return func() { t.mu.Unlock() } }
			func f(t *T) { unlock := t.lock(); /*b*/t.n.Load(); unlock(); /*c*/t.n.Load() }`, "b=T.mu"},
		{"a helper that locks and unlocks", `func (t *T) section() { t.mu.Lock(); defer t.mu.Unlock(); use() }
			func f(t *T) { t.section(); /*a*/t.n.Load() }`, ""},
		{"a helper on a bool", `func (t *T) lock(need bool) { if need { t.mu.Lock() } }; func (t *T) unlock(need bool) { if need { t.mu.Unlock() } }
			func f(t *T) { t.lock(true); /*a*/t.n.Load(); t.unlock(true); /*b*/t.n.Load(); t.lock(false); /*c*/t.n.Load() }
			func g(t *T, need bool) { t.lock(need); /*d*/t.n.Load(); t.unlock(need); /*e*/t.n.Load() }`, "a=T.mu d=T.mu?"},
		{"an own lock type", `type spin struct { v atomic.Int32 }; func (s *spin) Lock() { for !s.v.CompareAndSwap(0, 1) {} }; func (s *spin) Unlock() { s.v.Store(0) }
			type S struct { l spin; n atomic.Int64 }
			func f(s *S) { s.l.Lock(); /*a*/s.n.Load(); s.l.Unlock(); /*b*/s.n.Load() }`, "a=S.l"},
		{"an own lock type around a mutex", `type lock struct { mu sync.Mutex }; func (l *lock) Lock() { l.mu.Lock() }; func (l *lock) Unlock() { l.mu.Unlock() }
			type S struct { l lock; n atomic.Int64 }
			func f(s *S) { s.l.Lock(); /*a*/s.n.Load(); s.l.Unlock(); /*b*/s.n.Load() }`, "a=S.l.mu"},
		{"releases and retakes", `func (t *T) wait() { t.mu.Unlock(); use(); t.mu.Lock() }
			func f(t *T) { t.mu.Lock(); t.wait(); /*a*/t.n.Load(); t.mu.Unlock(); /*b*/t.n.Load() }`, "a=T.mu"},
		{"releases on an error", `func (t *T) check(ok bool) bool { if !ok { t.mu.Unlock(); return false }; return true }
			func f(t *T, ok bool) { t.mu.Lock(); t.check(ok); /*a*/t.n.Load() }`, "a=T.mu?"},

		{"callers hold it", `func (t *T) inc() { /*a*/t.n.Add(1) }
			func f(t *T) { t.mu.Lock(); t.inc(); t.mu.Unlock() }; func g(t *T) { t.mu.Lock(); defer t.mu.Unlock(); t.inc() }`, "a=T.mu"},
		{"one caller does not", `func (t *T) inc() { /*a*/t.n.Add(1) }
			func f(t *T) { t.mu.Lock(); t.inc(); t.mu.Unlock() }; func g(t *T) { t.inc() }`, "a=T.mu?"},
		{"callers of callers", `func (t *T) inc() { /*a*/t.n.Add(1) }; func (t *T) mid() { t.inc() }
			func f(t *T) { t.mu.Lock(); t.mid(); t.mu.Unlock() }`, "a=T.mu"},
		{"recursion", `func (t *T) walk(i int) { /*a*/t.n.Add(1); if i > 0 { t.walk(i - 1) } }
			func f(t *T) { t.mu.Lock(); t.walk(3); t.mu.Unlock() }`, "a=T.mu"},
		{"another object's lock", `func (t *T) inc() { /*a*/t.n.Add(1) }
			func f(t *T) { t.mu.Lock(); t.child.inc(); t.mu.Unlock() }`, "a=T.mu"},
		{"exported: others may call it", `func (t *T) Inc() { /*a*/t.n.Add(1) }; func f(t *T) { t.mu.Lock(); t.Inc(); t.mu.Unlock() }`, "a=T.mu?"},
		{"exported, and called without", `func (t *T) Inc() { /*a*/t.n.Add(1) }; func f(t *T) { t.mu.Lock(); t.Inc(); t.mu.Unlock(); t.Inc() }`, ""},
		{"started under the lock", `func (t *T) inc() { /*a*/t.n.Add(1) }; func f(t *T) { t.mu.Lock(); go t.inc(); t.mu.Unlock() }`, ""},
		{"a literal called in place", `func f(t *T) { t.mu.Lock(); func() { /*a*/t.n.Add(1) }(); t.mu.Unlock() }`, "a=T.mu"},
		{"a literal started", `func f(t *T) { t.mu.Lock(); go func() { /*a*/t.n.Add(1) }(); t.mu.Unlock() }`, ""},
		{"a literal in a wait group", `func f(t *T, wg *sync.WaitGroup) { t.mu.Lock(); wg.Go(func() { /*a*/t.n.Add(1) }); t.mu.Unlock() }`, ""},
		{"a literal deferred", `func f(t *T) { t.mu.Lock(); defer t.mu.Unlock(); defer func() { /*a*/t.n.Add(1) }() }`, "a=T.mu"},
		{"a literal that unlocks, deferred", `func f(t *T) { t.mu.Lock(); defer func() { t.mu.Unlock(); /*b*/t.n.Load() }(); /*a*/t.n.Add(1) }`, "a=T.mu"},
		{"a literal sorted with", `func f(t *T, s []int) { t.mu.Lock(); sort.Slice(s, func(i, j int) bool { /*a*/t.n.Add(1); return i < j }); t.mu.Unlock() }`, "a=T.mu"},
		{"a literal given away", `var hook func(func()); func f(t *T) { t.mu.Lock(); hook(func() { /*a*/t.n.Add(1) }); t.mu.Unlock() }`, "a=T.mu?"},
		{"a literal stored", `var hook func(); func f(t *T) { t.mu.Lock(); hook = func() { /*a*/t.n.Add(1) }; t.mu.Unlock() }`, ""},
		{"with", `func (t *T) with(f func()) { t.mu.Lock(); defer t.mu.Unlock(); f() }
			func f(t *T) { t.with(func() { /*a*/t.n.Add(1) }); /*b*/t.n.Load() }`, "a=T.mu"},
		{"with a method value", `func (t *T) with(f func()) { t.mu.Lock(); f(); t.mu.Unlock() }
			func (t *T) inc() { /*a*/t.n.Add(1) }
			func f(t *T) { t.with(t.inc) }`, "a=T.mu"},
		{"with, on another object", `func (t *T) with(f func()) { t.mu.Lock(); f(); t.mu.Unlock() }
			func f(t, u *T) { t.with(func() { /*a*/u.n.Add(1) }) }`, "a=T.mu"},
		{"started by a helper", `func start(f func()) { go f() }
			func f(t *T) { t.mu.Lock(); start(func() { /*a*/t.n.Add(1) }); t.mu.Unlock() }`, ""},
		{"Once", `func f(t *T) { t.once.Do(func() { /*a*/t.n.Add(1) }); /*b*/t.n.Load() }`, "a=T.once"},
		{"Once with a method value", `func (t *T) init() { /*a*/t.n.Add(1) }; func f(t *T) { t.once.Do(t.init) }`, "a=T.once"},
		{"local lock functions", `func f(t *T, need bool) { lock := func() { if need { t.mu.Lock() } }; unlock := func() { if need { t.mu.Unlock() } }; lock(); /*a*/t.n.Load(); unlock(); /*b*/t.n.Load() }`, "a=T.mu? b=T.mu?"},

		{"semaphore", `func f(t *T) { t.sem <- struct{}{}; /*a*/t.n.Load(); <-t.sem; /*b*/t.n.Load() }`, "a=T.sem"},
		{"semaphore, deferred", `func f(t *T) { t.sem <- struct{}{}; defer func() { <-t.sem }(); /*a*/t.n.Load() }`, "a=T.sem"},
		{"token", `func f(t *T) { <-t.tok; /*a*/t.n.Load(); t.tok <- struct{}{}; /*b*/t.n.Load() }`, "a=T.tok"},
		{"semaphore with a way out", `func f(t *T, done chan int) { select { case t.sem <- struct{}{}: case <-done: return }; defer func() { <-t.sem }(); /*a*/t.n.Load() }`, "a=T.sem?"},
		{"a signal is no lock", `type W struct { wake chan struct{}; n atomic.Int64 }; func newW() *W { return &W{wake: make(chan struct{}, 1)} }
			func f(w *W) { select { case w.wake <- struct{}{}: default: }; /*a*/w.n.Load() }; func g(w *W) { <-w.wake; /*b*/w.n.Load() }`, ""},
		{"capacity two is no lock", `type W struct { c chan struct{}; n atomic.Int64 }; func newW() *W { return &W{c: make(chan struct{}, 2)} }
			func f(w *W) { w.c <- struct{}{}; /*a*/w.n.Load(); <-w.c }`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			var got []string
			for label, op := range labels(t, m, src) {
				for _, h := range m.HeldAt(op.Instr) {
					s := label + "=" + h.Key.Name
					if !h.Exclusive {
						s += "/r"
					}
					if !h.Sure {
						s += "?"
					}
					got = append(got, s)
				}
			}
			slices.Sort(got)
			if g := strings.Join(got, " "); g != tt.want {
				t.Errorf("held %q, want %q", g, tt.want)
			}
		})
	}
}

func TestExcluded(t *testing.T) {
	const types = `type T struct { mu sync.Mutex; rw sync.RWMutex; n atomic.Int64; old int64; cond *sync.Cond }
		func use(...any) {}
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"alone under the lock", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, true},
		{"no lock", `func F(t *T) { x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1) }`, false},
		{"two sections", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); t.mu.Unlock(); t.mu.Lock(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, false},
		{"read lock", `func F(t *T) { t.rw.RLock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.rw.RUnlock() }`, false},
		{"the load alone under a read lock", `func F(t *T) { t.rw.RLock(); x := /*a*/t.n.Load(); t.rw.RUnlock(); t.rw.Lock(); /*b*/t.n.Store(x + 1); t.rw.Unlock() }`, false},
		{"another writer holds it", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func G(t *T) { t.mu.Lock(); t.n.Add(1); t.mu.Unlock() }`, true},
		{"another writer holds it for reading", `func F(t *T) { t.rw.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.rw.Unlock() }; func G(t *T) { t.rw.RLock(); t.n.Add(1); t.rw.RUnlock() }`, true},
		{"another writer does not", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func G(t *T) { t.n.Add(1) }`, false},
		{"another writer holds another lock", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func G(t *T) { t.rw.Lock(); t.n.Add(1); t.rw.Unlock() }`, false},
		{"another writer perhaps holds it", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func G(t *T, ok bool) { if ok { t.mu.Lock() }; t.n.Add(1) }`, true},
		{"only readers are free", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func G(t *T) int64 { return t.n.Load() }`, true},
		{"a constructor writes", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }; func New() *T { t := new(T); t.n.Store(5); return t }`, true},
		{"a plain write", `func F(t *T) { t.mu.Lock(); x := /*a*/atomic.LoadInt64(&t.old); /*b*/atomic.StoreInt64(&t.old, x + 1); t.mu.Unlock() }; func G(t *T) { t.old = 0 }`, false},
		{"a plain write under the lock", `func F(t *T) { t.mu.Lock(); x := /*a*/atomic.LoadInt64(&t.old); /*b*/atomic.StoreInt64(&t.old, x + 1); t.mu.Unlock() }; func G(t *T) { t.mu.Lock(); t.old = 0; t.mu.Unlock() }`, true},
		{"a plain write in a constructor", `func F(t *T) { t.mu.Lock(); x := /*a*/atomic.LoadInt64(&t.old); /*b*/atomic.StoreInt64(&t.old, x + 1); t.mu.Unlock() }; func New() *T { return &T{old: 3} }`, true},
		{"a wait on a condition in between", `func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); t.cond.Wait(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, false},
		{"a callee gives it up in between", `func (t *T) pause() { t.mu.Unlock(); use(); t.mu.Lock() }; func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); t.pause(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, false},
		{"a callee takes another lock in between", `func (t *T) other() { t.rw.Lock(); use(); t.rw.Unlock() }; func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); t.other(); /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, true},
		{"given up on an error return only", `func F(t *T, ok bool) { t.mu.Lock(); x := /*a*/t.n.Load(); if ok { t.mu.Unlock(); return }; /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, true},
		{"given up and retaken on one way", `func F(t *T, ok bool) { t.mu.Lock(); x := /*a*/t.n.Load(); if ok { t.mu.Unlock(); t.mu.Lock() }; /*b*/t.n.Store(x + 1); t.mu.Unlock() }`, false},
		{"helpers whose callers hold it", `func (t *T) get() int64 { return t.n.Load() }; func (t *T) set(x int64) { t.n.Store(x) }
			func F(t *T) { t.mu.Lock(); x := /*a*/t.get(); /*b*/t.set(x + 1); t.mu.Unlock() }`, true},
		{"a helper that is also called without", `func (t *T) inc() { t.n.Add(1) }; func G(t *T) { t.inc() }
			func F(t *T) { t.mu.Lock(); x := /*a*/t.n.Load(); /*b*/t.n.Store(x + 1); t.inc(); t.mu.Unlock() }`, false},
		{"deferred store under the deferred unlock", `func F(t *T) { t.mu.Lock(); defer t.mu.Unlock(); defer /*b*/t.n.Store(0); /*a*/t.n.Load() }`, true},
		{"different holders, different locks", `type S struct { n atomic.Int64 }; type A struct { mu sync.Mutex; s S }; type B struct { s S }
			func F(a *A) { a.mu.Lock(); x := /*a*/a.s.n.Load(); /*b*/a.s.n.Store(x + 1); a.mu.Unlock() }; func G(b *B) { b.s.n.Add(1) }`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			ops := labels(t, m, src)
			if why, got := m.Excluded(ops["a"], ops["b"]); got != tt.want {
				t.Errorf("Excluded = %q, %t, want %t", why, got, tt.want)
			}
		})
	}
}
