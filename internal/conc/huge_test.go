package conc

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// Packages that a program wrote, or an adversary: the engine must come to an end with each, and say what it left out.
var huge = []struct {
	name    string
	source  func(n int) string
	n       int
	skipped []string // "LINE: WHY"
	answers bool     // are there any
}{
	{"recursion", recursion, 10_000, []string{"3: a is accessed in more than 1000 places"}, true},
	{"generated", generated, 50_000, []string{"47501: huge has more than 20000 instructions"}, true},
	{"closures", closures, 5_000, []string{"2: n is accessed in more than 1000 places"}, false},
	{"ladder", ladder, 200, nil, false},
	{"crowd", crowd, 1_000, []string{"2: a is accessed in more than 1000 places"}, false},
}

// recursion is n functions that all call each other in the end, half of them under a lock of their own.
func recursion(n int) string {
	var b strings.Builder
	b.WriteString("type S struct { mu sync.Mutex; a, b int; n atomic.Int64 }\n")
	b.WriteString("func Start(s *S) { for range 10 { go f0(s, 9) } }\n")
	for i := range n {
		fmt.Fprintf(&b, "func f%d(s *S, depth int) { if depth == 0 { return }; ", i)
		if i%2 == 0 {
			b.WriteString("s.mu.Lock(); s.a++; s.mu.Unlock(); ")
		} else if i%100 == 1 {
			b.WriteString("s.b++; s.n.Add(1); ")
		}
		fmt.Fprintf(&b, "f%d(s, depth-1); f%d(s, depth-1) }\n", (i+1)%n, (i+2)%n) // wilder graphs are beyond the type checker
	}
	return b.String()
}

// generated is a file of about that many lines: structs with counters, their methods, and one function that is too large to look into.
func generated(lines int) string {
	var b strings.Builder
	for i := range lines / 20 {
		fmt.Fprintf(&b, "type T%d struct {\n\tmu sync.RWMutex\n\ta, b int\n\tn atomic.Int64\n}\n", i)
		fmt.Fprintf(&b, "func (t *T%d) Inc() {\n\tt.mu.Lock()\n\tdefer t.mu.Unlock()\n\tt.a++\n\tt.n.Add(1)\n}\n", i)
		fmt.Fprintf(&b, "func (t *T%d) Get() int {\n\tt.mu.RLock()\n\tdefer t.mu.RUnlock()\n\treturn t.a + t.b\n}\n", i)
		fmt.Fprintf(&b, "func (t *T%d) Reset() {\n\tt.n.Store(0)\n}\n", i)
	}
	b.WriteString("func huge(t *T0) {\n" + strings.Repeat("\tt.n.Add(1)\n", ir.MaxInstrs) + "}\n")
	return b.String()
}

// closures is one function that starts n goroutines, one literal each.
func closures(n int) string {
	return "func fan() { var n int; var mu sync.Mutex\n" + strings.Repeat("go func() { mu.Lock(); n++; mu.Unlock() }()\n", n) + "mu.Lock(); println(n) }\n"
}

// ladder is n functions, each of which calls the next one twice: there are 2^n ways to the last one.
func ladder(n int) string {
	var b strings.Builder
	b.WriteString("type S struct { mu sync.Mutex; a int }\nfunc Start(s *S) { go f0(s); go f0(s) }\n")
	for i := range n {
		fmt.Fprintf(&b, "func f%d(s *S) { f%d(s); s.mu.Lock(); f%d(s); s.mu.Unlock() }\n", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "func f%d(s *S) { s.a++ }\n", n)
	return b.String()
}

// crowd is one counter that n functions update and read, some under the lock.
func crowd(n int) string {
	var b strings.Builder
	b.WriteString("type S struct { mu sync.Mutex; a int }\n")
	for i := range n {
		lock := "s.mu.Lock(); defer s.mu.Unlock(); "
		if i%50 == 0 {
			lock = ""
		}
		fmt.Fprintf(&b, "func (s *S) F%d() int { %s s.a++; return s.a }\nfunc Go%d(s *S) { go s.F%d() }\n", i, lock, i, i)
	}
	return b.String()
}

// ask asks all that rules ask, and counts the answers.
func ask(m *Model) (answers int) {
	asked := map[*types.Var]bool{}
	for _, op := range m.Ops {
		answers += len(m.Concurrent(op))
		for _, load := range m.Loads(op) {
			if _, quiet := m.Quiet(load, op); quiet {
				answers++
			}
		}
	}
	for _, u := range m.Updates() {
		answers += len(m.Lost(u))
		if _, ok := m.Unguarded(u); ok {
			answers++
		}
		if asked[u.Key.Var] {
			continue
		}
		asked[u.Key.Var] = true
		for _, a := range m.AccessesOf(u.Key.Var) {
			answers += len(m.Stale(a))
		}
	}
	return answers
}

func TestHuge(t *testing.T) {
	for _, tt := range huge {
		t.Run(tt.name, func(t *testing.T) {
			m := load(t, tt.source(tt.n))
			if answers := ask(m); answers > 0 != tt.answers {
				t.Errorf("%d answers", answers)
			}
			var skipped []string
			for _, s := range m.Skipped() {
				skipped = append(skipped, strings.TrimPrefix(m.Where(s.Pos), "src.go:")+": "+s.Why)
			}
			if !slices.Equal(skipped, tt.skipped) {
				t.Errorf("skipped %q, want %q", skipped, tt.skipped)
			}
		})
	}
}

// BenchmarkHuge shows what they cost, beside packages of half the size.
func BenchmarkHuge(b *testing.B) {
	for _, bb := range huge {
		for _, n := range []int{bb.n / 2, bb.n} {
			src := bb.source(n)
			b.Run(fmt.Sprintf("%s-%d", bb.name, n), func(b *testing.B) {
				for b.Loop() {
					ask(load(b, src))
				}
			})
		}
	}
}
