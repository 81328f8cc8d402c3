package plant_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/mutate/internal/plant"
)

// mutants lists the mutants of a class in a source, each as the lines that it changes: "4: n++".
func mutants(t *testing.T, class, src string) []string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/p\n\ngo 1.26\n")
	write("p.go", src)
	res, err := driver.Run(t.Context(), driver.Config{
		Dir: dir, Rules: []*rule.Rule{plant.Rule}, Tool: "test", Env: append(os.Environ(), "GOWORK=off", "GOFLAGS="),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Errorf("%s: %s", e.Kind, e.Message)
	}
	var all []string
	for _, f := range res.Findings {
		if f.Category != class {
			continue
		}
		if len(f.Fixes) == 0 {
			continue // does not compile
		}
		mutated, err := plant.Apply([]byte(src), f.Fixes[0].Edits)
		if err != nil {
			t.Fatal(err)
		}
		before, after := bytes.Split([]byte(src), []byte("\n")), bytes.Split(mutated, []byte("\n"))
		if len(before) != len(after) {
			t.Errorf("line %d: the mutant has %d lines, the code %d", f.Line, len(after), len(before))
			continue
		}
		var changed []string
		for i := range before {
			if !bytes.Equal(before[i], after[i]) {
				changed = append(changed, strings.TrimRight(fmt.Sprintf("%d: %s", i+1, bytes.TrimSpace(after[i])), " "))
			}
		}
		all = append(all, strings.Join(changed, " | "))
	}
	return all
}

// A test of a class: the bodies of some functions, and the mutants of each.
type test struct {
	name, src string
	want      []string
}

func check(t *testing.T, class string, tests []test) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := mutants(t, class, "package p\n"+test.src); !slices.Equal(got, test.want) {
				t.Errorf("in\n%s\ngot\n\t%s\nwant\n\t%s", test.src, strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

func TestPlain(t *testing.T) {
	check(t, "plain", []test{
		{"functions", `import "sync/atomic"
type T struct{ n, once int64 }
func (t *T) add(k int64)  { atomic.AddInt64(&t.n, k) }
func (t *T) inc()         { atomic.AddInt64(&t.n, 1) }
func (t *T) get() int64   { return 1 + atomic.LoadInt64(&t.n) }
func (t *T) set(k int64)  { atomic.StoreInt64(&t.n, k) }
func (t *T) next() int64  { return atomic.AddInt64(&t.n, 1) }
func (t *T) alone() int64 { return atomic.LoadInt64(&t.once) }
`, []string{"4: func (t *T) add(k int64)  { t.n += k }", "5: func (t *T) inc()         { t.n++ }",
			"6: func (t *T) get() int64   { return 1 + t.n }", "7: func (t *T) set(k int64)  { t.n = k }"}},
		{"unsigned, of a package, in a closure", `import a "sync/atomic"
var u uint32
func f() { go func() { a.AddUint32(&u, ^uint32(0)) }() }
func g() { defer a.AddUint32(&u, 2); if a.LoadUint32(&u) == 0 { println() } }
`, []string{"4: func f() { go func() { u-- }() }", "5: func g() { defer a.AddUint32(&u, 2); if u == 0 { println() } }"}},
		{"the import goes with its last use", `import "sync/atomic"
import "fmt"
var n int32
func f() { fmt.Println(atomic.LoadInt32(&n)) }
func init() { g(&n); atomic.StoreInt32(&n, 1) }
func g(*int32) {}
`, []string{"5: func f() { fmt.Println(n) }"}},
		{"nobody else sees it", `import "sync/atomic"
type T struct{ n int64; in *T }
func New() *T { t := &T{}; atomic.StoreInt64(&t.n, 1); return t }
func local() { var n int64; atomic.AddInt64(&n, 1); atomic.LoadInt64(&n) }
func copied(t T) int64 { return atomic.LoadInt64(&t.n) }
func inner(t T) int64 { return atomic.LoadInt64(&t.in.n) }
`, []string{"7: func inner(t T) int64 { return t.in.n }"}},
		{"all under one lock", `import ("sync"; "sync/atomic")
type T struct{ mu sync.Mutex; n int64 }
func (t *T) inc() { t.mu.Lock(); atomic.AddInt64(&t.n, 1); t.mu.Unlock() }
func (t *T) get() int64 { t.mu.Lock(); defer t.mu.Unlock(); return atomic.LoadInt64(&t.n) }
`, nil},
		{"typed ones cannot be read plainly", `import "sync/atomic"
var n atomic.Int64
func f() { n.Add(1); n.Load() }
`, nil},
	})
}

func TestSwap(t *testing.T) {
	check(t, "swap", []test{
		{"forms", `import "sync/atomic"
type T struct{ n atomic.Int64; old uint64 }
func (t *T) inc() { t.n.Add(1); atomic.AddUint64(&t.old, 1) }
func (t *T) define() int64 { v := t.n.Swap(0); return v }
func (t *T) ret() int64 { return 2 * t.n.Swap(0) }
func (t *T) cond() { if t.n.Swap(0) > 3 { println() } }
func (t *T) init2() { if v := atomic.SwapUint64(&t.old, 0); v > 3 { println(v) } }
func (t *T) one() int64 { return t.n.Swap(1) }
func (t *T) dropped() { t.n.Swap(0) }
func (t *T) loop() { for t.n.Swap(0) > 0 { println() } }
func (t *T) maybe() bool { return t.old > 0 && t.n.Swap(0) > 0 }
`, []string{"5: func (t *T) define() int64 { v := t.n.Load(); t.n.Store(0); return v }",
			"6: func (t *T) ret() int64 { taken := t.n.Load(); t.n.Store(0); return 2 * taken }",
			"7: func (t *T) cond() { taken := t.n.Load(); t.n.Store(0); if taken > 3 { println() } }",
			"8: func (t *T) init2() { taken := atomic.LoadUint64(&t.old); atomic.StoreUint64(&t.old, 0); if v := taken; v > 3 { println(v) } }"}},
		{"a flag that nobody adds to", `import "sync/atomic"
var flag atomic.Int32
func take() bool { return flag.Swap(0) == 1 }
func set() { flag.Store(1) }
`, nil},
	})
}

func TestCAS(t *testing.T) {
	check(t, "cas", []test{
		{"leave on success", `import "sync/atomic"
var n atomic.Int64
func f(k int64) int64 {
	for {
		old := n.Load() // the newest
		if n.CompareAndSwap(old, old+k) {
			return old + k
		}
	}
}
func g(k int64) {
	for {
		old := n.Load()
		if old >= k {
			break
		}
		if n.CompareAndSwap(old, k) {
			break
		}
		println("again")
	}
}
`, []string{"5: { | 7: n.Store(old+k); {", "13: switch { default: | 18: n.Store(k); { | 21:"}},
		{"continue on failure", `import "sync/atomic"
var u uint64
func f(k uint64) {
	for {
		old := atomic.LoadUint64(&u)
		if !atomic.CompareAndSwapUint64(&u, old, old|k) {
			continue
		}
		println(old)
		return
	}
}
func h() {
	for {
		old := atomic.LoadUint64(&u)
		if old == 7 {
			continue
		}
		if atomic.CompareAndSwapUint64(&u, old, old*2) {
			return
		}
	}
}
`, []string{"5: { | 7: atomic.StoreUint64(&u, old|k) | 8: | 9:"}},
		{"in the condition", `import "sync/atomic"
var p atomic.Pointer[[]int]
func f(k int) {
	old := p.Load()
	next := append([]int{k}, *old...)
	for !p.CompareAndSwap(old, &next) {
		old = p.Load()
		next = append([]int{k}, *old...)
	}
}
`, []string{"7: p.Store(&next) | 8: | 9: | 10:"}},
		{"no update", `import "sync/atomic"
var state atomic.Int32
func claim() bool { return state.CompareAndSwap(0, 1) }
func spin() { for !state.CompareAndSwap(0, 1) { } }
func once(v int32) { if state.CompareAndSwap(v, v+1) { println() } }
`, nil},
		{"install if nil", `import "sync/atomic"
var p atomic.Pointer[int]
func get() *int {
	for {
		if v := p.Load(); v != nil {
			return v
		}
		if p.CompareAndSwap(nil, new(int)) {
			break
		}
	}
	return p.Load()
}
`, nil},
	})
}

const counters = `import "sync"
type T struct {
	mu  sync.Mutex
	n, m int
	by  map[string]int
}
func (t *T) other() { t.mu.Lock(); t.n += 2; t.mu.Unlock() }
func (t *T) look() int { t.mu.Lock(); defer t.mu.Unlock(); return t.m + t.by["x"] }
`

func TestUnlocked(t *testing.T) {
	check(t, "unlocked", []test{
		{"pair", counters + `func (t *T) f() { t.mu.Lock(); t.n++; t.mu.Unlock() }
`, []string{"8: func (t *T) other() { ; t.n += 2;  }", "10: func (t *T) f() { ; t.n++;  }"}},
		{"deferred, with ways out", counters + `func (t *T) f(b bool) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b {
		t.n = t.n + 1
	}
	return t.n
}
func (t *T) g(b bool) {
	t.mu.Lock()
	if b {
		t.mu.Unlock()
		return
	}
	t.n--
	t.mu.Unlock()
}
`, []string{"8: func (t *T) other() { ; t.n += 2;  }", "11: | 12:", "19: | 21: | 25:"}},
		{"the only one, a mere set, another lock inside, a new object", counters + `func (t *T) only() { t.mu.Lock(); t.m++; t.mu.Unlock() }
func (t *T) set() { t.mu.Lock(); t.n = 1; t.mu.Unlock() }
func (t *T) twice(u *T) { t.mu.Lock(); u.mu.Lock(); u.n++; u.mu.Unlock(); t.n++; t.mu.Unlock() }
func (t *T) retaken() { t.mu.Lock(); t.n++; { t.mu.Unlock(); t.mu.Lock() }; t.mu.Unlock() }
func made() { t := new(T); t.mu.Lock(); t.n++; t.mu.Unlock() }
`, []string{"8: func (t *T) other() { ; t.n += 2;  }"}},
		{"embedded, in a closure", `import "sync"
var total struct { sync.RWMutex; n float64 }
func f() { total.Lock(); total.n++; total.Unlock() }
func g() func() { return func() { total.RWMutex.Lock(); defer total.RWMutex.Unlock(); total.n *= 2 } }
func init() { total.Lock(); total.n++; total.Unlock() }
`, []string{"4: func f() { ; total.n++;  }", "5: func g() func() { return func() { ; ; total.n *= 2 } }"}},
	})
	check(t, "unlocked-map", []test{
		{"map", counters + `func (t *T) f(k string) { t.mu.Lock(); t.by[k]++; t.mu.Unlock() }
func (t *T) g(k string) { t.mu.Lock(); t.n++; t.by[k] = t.by[k] + 1; t.mu.Unlock() }
`, []string{"10: func (t *T) f(k string) { ; t.by[k]++;  }", "11: func (t *T) g(k string) { ; t.n++; t.by[k] = t.by[k] + 1;  }"}},
		{"a map that nobody else uses", `import "sync"
var mu sync.Mutex
var by = map[int]int{}
func f() { mu.Lock(); by[1]++; mu.Unlock() }
`, nil},
	})
}

func TestReadLocked(t *testing.T) {
	check(t, "read-locked", []test{
		{"pairs and defers", `import "sync"
type T struct { sync.RWMutex; n int; m map[int]uint8 }
func (t *T) f() { t.Lock(); t.n++; t.Unlock() }
func (t *T) g() { t.Lock(); defer t.Unlock(); t.m[1] += 2 }
func (t *T) set() { t.Lock(); defer t.Unlock(); t.n = 2 }
func (t *T) get() int { t.RLock(); defer t.RUnlock(); return t.n }
var mu sync.Mutex
func h(t *T) { mu.Lock(); t.n++; mu.Unlock() }
`, []string{"4: func (t *T) f() { t.RLock(); t.n++; t.RUnlock() }", "5: func (t *T) g() { t.RLock(); defer t.RUnlock(); t.m[1] += 2 }"}},
	})
}

func TestLateDefer(t *testing.T) {
	check(t, "late-defer", []test{
		{"forms", `import "sync/atomic"
type gauge struct{}
func (*gauge) Inc() {}
func (*gauge) Dec() {}
var busy atomic.Int64
var old uint64
var g gauge
func f(b bool) int {
	busy.Add(1)
	defer busy.Add(-1)
	if b {
		return 1
	}
	return 2
}
func h(b bool) {
	g.Inc()
	defer func() { g.Dec() }()
	atomic.AddUint64(&old, 1)
	defer atomic.AddUint64(&old, ^uint64(0))
	if b {
		return
	}
	println()
}
`, []string{"11: | 15: busy.Add(-1); return 2", "19: | 26: g.Dec(); }", "21: | 26: atomic.AddUint64(&old, ^uint64(0)); }"}},
		{"no way out in between, raised elsewhere, a wait group, no end", `import ("sync"; "sync/atomic")
var busy atomic.Int64
var wg sync.WaitGroup
func a() int { busy.Add(1); defer busy.Add(-1); func() { return }(); return 2 }
func b(x bool) { defer busy.Add(-1); if x { return }; println() }
func c(x bool) { wg.Add(1); defer wg.Add(-1); if x { return }; println() }
func d(x bool) { busy.Add(1); defer busy.Add(-1); for { if x { return } } }
func e() { busy.Add(1); defer busy.Add(-1) }
`, nil},
	})
}

func TestReload(t *testing.T) {
	check(t, "reload", []test{
		{"forms", `import "sync/atomic"
var n atomic.Int32
var o int64
func f() { if n.Add(-1) == 0 { println() } }
func g() int64 { return atomic.AddInt64(&o, 1) }
func h() { v := n.Add(1); println(v) }
func dropped() { n.Add(1) }
func loop() { for n.Add(-1) > 0 { println() } }
func later() { defer println(n.Add(1)); go println(n.Add(1)) }
`, []string{"5: func f() { n.Add(-1); if n.Load() == 0 { println() } }", "6: func g() int64 { atomic.AddInt64(&o, 1); return atomic.LoadInt64(&o) }",
			"7: func h() { n.Add(1); v := n.Load(); println(v) }"}},
		{"all under one lock", `import ("sync"; "sync/atomic")
type T struct{ mu sync.RWMutex; n, m atomic.Int64 }
func (t *T) a() bool { t.mu.Lock(); defer t.mu.Unlock(); return t.n.Add(1) > 2 }
func (t *T) b() bool { t.mu.RLock(); defer t.mu.RUnlock(); return t.m.Add(1) > 2 }
`, []string{"5: func (t *T) b() bool { t.mu.RLock(); defer t.mu.RUnlock(); t.m.Add(1); return t.m.Load() > 2 }"}},
	})
}
