package conc

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dump says in text what the model thinks of a file, for golden tests and for people: one operation a line with its place, the
// loads that reach it, what guards it, the locks held, and what would silence a rule.
func dump(m *Model) string {
	var b strings.Builder
	for _, op := range m.Ops {
		fmt.Fprintf(&b, "%s %s %s  place %s  key %s", m.Where(op.Pos()), m.nameOf(op.Fn), op.Kind, op.Place, op.Key)
		if op.Via != nil {
			fmt.Fprintf(&b, "  via %s", op.Via.Name())
		}
		for _, flag := range []struct {
			on   bool
			name string
		}{{op.Form == Func, "func"}, {op.Form == Expvar, "expvar"}, {op.Deferred(), "deferred"}, {op.Started(), "started"}, {op.Maybe, "maybe"}, {op.Used, "used"}, {op.Result != nil && !op.Exact, "computed"}, {op.Test, "test"}} {
			if flag.on {
				b.WriteString("  " + flag.name)
			}
		}
		b.WriteString("\n")
		for _, l := range m.Loads(op) {
			fmt.Fprintf(&b, "\tload %s", m.Where(l.Pos()))
			if m.DerivesFrom(op.New.Value, l) {
				b.WriteString("  derives")
			}
			for _, g := range m.GuardedBy(op.Instr, l) {
				fmt.Fprintf(&b, "  guard %v const=%v nil=%t direct=%t", g.Op, g.Const, g.Nil, g.Direct)
			}
			for _, a := range []struct {
				a    Avoid
				name string
			}{{OtherOps, "ops"}, {LockOps, "locks"}, {Blocking, "blocking"}, {Unknown, "unknown"}} {
				if !m.Path(l, op, a.a) {
					b.WriteString("  past " + a.name)
				}
			}
			if why, ok := m.Excluded(l, op); ok {
				fmt.Fprintf(&b, "  excluded: %s", why)
			}
			b.WriteString("\n")
		}
		for _, h := range m.HeldAt(op.Instr) {
			fmt.Fprintf(&b, "\theld %s exclusive=%t sure=%t\n", h.Key, h.Exclusive, h.Sure)
		}
		if why, ok := m.Unshared(op); ok {
			fmt.Fprintf(&b, "\tunshared: %s\n", why)
		}
		if why, ok := m.Gate(op); ok {
			fmt.Fprintf(&b, "\tgate: %s\n", why)
		}
		if op.Kind == Load {
			if cas := m.Retry(op); cas != nil {
				fmt.Fprintf(&b, "\tretry: %s\n", m.Where(cas.Pos()))
			}
		}
		for _, ev := range m.Concurrent(op) {
			fmt.Fprintf(&b, "\tconcurrent: %s: %s\n", ev.Level, ev.Text)
		}
	}
	for _, k := range m.Keys() {
		if why, ok := m.SingleWriter(k); ok {
			fmt.Fprintf(&b, "single writer of %s: %s\n", k, why)
		}
		for _, a := range m.Plain(k) {
			fmt.Fprintf(&b, "plain %s of %s at %s whole=%t fresh=%t\n", map[bool]string{true: "write", false: "read"}[a.Write], k, m.Where(a.Pos), a.Whole, a.Fresh)
		}
	}
	for _, mu := range m.Mutexes() {
		fmt.Fprintf(&b, "mutex %s foreign=%q odd=%d\n", mu.Key, mu.Foreign, len(mu.Odd))
		for _, s := range mu.Sections {
			fmt.Fprintf(&b, "\tsection %s read=%t deferred=%t unlocks=%d ops=%d body=%d\n", m.Where(s.Lock.Pos()), s.Read, s.Deferred, len(s.Unlocks), len(s.Ops), len(s.Body))
		}
	}
	for _, s := range m.Skipped() {
		fmt.Fprintf(&b, "skipped %s: %s\n", m.Where(s.Pos), s.Why)
	}
	return b.String()
}

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden: the whole model of a few files, as text.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/dump/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(loadFile(t, name, string(src)))
		golden := strings.TrimSuffix(name, ".go") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: the model changed; read it, then go test -run Golden -update\ngot\n%s", name, got)
		}
	}
}

// TestDump prints the model of the files given after -args.
func TestDump(t *testing.T) {
	if flag.NArg() == 0 {
		t.Skip("no files: go test ./internal/conc -run Dump -v -args FILE…")
	}
	for _, name := range flag.Args() {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Print(dump(loadFile(t, name, string(src))))
	}
}
