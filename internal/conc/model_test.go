package conc

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// TestSkipped: a function that is too large is left out and listed; its neighbours are not.
func TestSkipped(t *testing.T) {
	m := load(t, "var n atomic.Int64\nfunc huge() {\n"+strings.Repeat("n.Add(1)\n", ir.MaxInstrs)+"}\nfunc small() { n.Add(1) }")
	if len(m.Ops) != 1 || len(m.Skipped()) != 1 || m.Where(m.Skipped()[0].Pos) != "src.go:2" {
		t.Errorf("%d operations, skipped %v", len(m.Ops), m.Skipped())
	}
}

// TestParallel: rules ask one model from several goroutines; run with -race.
func TestParallel(t *testing.T) {
	src, err := os.ReadFile("testdata/dump/server.go")
	if err != nil {
		t.Fatal(err)
	}
	want := dump(loadFile(t, "server.go", string(src)))
	m := loadFile(t, "server.go", string(src))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := dump(m); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	wg.Wait()
}

// TestTests: what stands in a test file is no evidence: not its writes, not its calls without the lock.
func TestTests(t *testing.T) {
	src := `package p
import ("sync"; "sync/atomic")
type T struct { mu sync.Mutex; n atomic.Int64 }
func (t *T) F() { t.mu.Lock(); t.n.Store(t.n.Load() + 1); t.mu.Unlock() }
`
	m := loadFile(t, "src.go", src)
	if _, ok := m.Excluded(m.Ops[1], m.Ops[0]); !ok {
		t.Error("one writer under the lock is not excluded")
	}
	m = loadFile(t, "src_test.go", src)
	for _, op := range m.Ops {
		if !op.Test {
			t.Errorf("%s is not marked as a test's", op.Kind)
		}
	}
	if evs := m.Concurrent(m.Ops[0]); len(m.writers(m.Ops[0].Key)) != 0 {
		t.Errorf("a test's writes count: %v", evs)
	}
}
