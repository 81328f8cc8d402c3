package driver

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/report"
)

// tower is many packages, each upon some of those below, with types and facts that reach from the bottom to the top.
func tower(height int) string {
	var b strings.Builder
	b.WriteString(gomod)
	for i := range height {
		below := slices.Compact([]int{i - 1, i / 2, i / 3})
		below = slices.DeleteFunc(below, func(j int) bool { return j < 0 || j >= i })
		fmt.Fprintf(&b, "-- p%d/p.go --\npackage p%d\n", i, i)
		for _, j := range below {
			fmt.Fprintf(&b, "import \"m/p%d\"\n", j)
		}
		b.WriteString("type T struct {\n\tcount int\n")
		for _, j := range below {
			fmt.Fprintf(&b, "\tF%d *p%d.T\n\tG%d p%d.G[p%d.T]\n", j, j, j, j, j)
		}
		b.WriteString("}\n\ntype G[X any] struct{ x X; next *G[X] }\n\ntype hidden struct{ T }\n\nfunc Hidden() *hidden { return nil }\n")
		b.WriteString("\ntype I interface {\n\tM()\n\tPlain() T\n")
		for _, j := range below {
			fmt.Fprintf(&b, "\tI%d() p%d.I\n", j, j)
		}
		b.WriteString("}\n\nfunc (g G[X]) Each(f func(X) error) {}\n\nfunc (t *T) M() {\n\tbad()\n")
		for _, j := range below {
			fmt.Fprintf(&b, "\tp%d.Hidden().M()\n\tt.F%d.M()\n", j, j)
		}
		b.WriteString("}\n")
		if i == 0 {
			b.WriteString("func Bad() {}\nfunc bad() { Bad() }\n")
		} else {
			b.WriteString("func bad() {}\n")
		}
	}
	return b.String()
}

// entries reads all of a cache.
func entries(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path[len(dir):]], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The order of the work changes neither the answer nor a byte of what is stored.
func TestShuffledSchedule(t *testing.T) {
	w := newWorld(t, tower(40))
	var first map[string][]byte
	want := w.lines(w.run("./..."))
	if len(want) < 200 || strings.Contains(want[len(want)-1], "error") {
		t.Fatalf("%d lines, the last %s", len(want), want[len(want)-1])
	}
	var wantAll string
	for i := range 20 {
		random := rand.New(rand.NewPCG(uint64(i), 1))
		cfg := w.config("./...")
		cfg.Cache = cache.Open(t.TempDir())
		cfg.Jobs = 1 + i%4
		cfg.pick = random.IntN
		if i%5 == 4 {
			cfg.Memory = 1 // a universe for each unit
		}
		key := cfg.stampsKey()
		res := w.runConfig(cfg)
		w.wantLines(res, want...)
		res.Stats = Stats{}
		if got := fmt.Sprintf("%+v", res); i == 0 {
			wantAll = got
		} else if got != wantAll {
			t.Fatalf("run %d says\n%s\nwant\n%s", i, got, wantAll)
		}
		stored := entries(t, cfg.Cache.Dir())
		maps.DeleteFunc(stored, func(name string, _ []byte) bool { // the stamps of files tell of time
			return filepath.Base(name) == hex.EncodeToString(key[:])
		})
		if first == nil {
			first = stored
		}
		for name, data := range stored {
			if !bytes.Equal(first[name], data) {
				t.Fatalf("run %d stores other bytes under %s", i, name)
			}
		}
		if len(stored) != len(first) {
			t.Fatalf("run %d stores %d entries, not %d", i, len(stored), len(first))
		}
	}
}

func TestTwoRunsAtOnce(t *testing.T) {
	w := newWorld(t, tower(40))
	var wg sync.WaitGroup
	results := make([]*Result, 3)
	for i := range results {
		wg.Go(func() {
			cfg := w.config("./...")
			cfg.Jobs = 3
			results[i], _ = Run(context.Background(), cfg)
		})
	}
	wg.Wait()
	for _, res := range results {
		if res == nil {
			t.Fatal("a run failed")
		}
		w.wantLines(res, w.lines(results[0])...)
	}
	again := w.run("./...")
	w.wantLines(again, w.lines(results[0])...)
	w.wantWork(again, 0, 0)
	cfg := w.config("./...")
	cfg.Cache = nil
	w.wantLines(w.runConfig(cfg), w.lines(results[0])...)
}

// Whatever happens to an entry, the answer stays right, and the entry is made again.
func TestDamagedEntries(t *testing.T) {
	damages := map[string]func([]byte) []byte{
		"gone":      nil,
		"empty":     func([]byte) []byte { return nil },
		"truncated": func(b []byte) []byte { return b[:len(b)-1] },
		"half":      func(b []byte) []byte { return b[:len(b)/2] },
		"longer":    func(b []byte) []byte { return append(b, 0) },
		"flipped":   func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"bad sum":   func(b []byte) []byte { b[30] ^= 1; return b },
		"old form":  func(b []byte) []byte { b[0] ^= 1; return b },
	}
	const edit = `
-- a/a.go --
package a

import "m/b"

func F() {
	b.Wrap(b.B{})
	b.B{}.T.Bad()
	b.Fine()
	println()
}
`
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, chain)
			w.run("./...")
			whole := entries(t, w.cache)
			hurt := func(path string) {
				t.Helper()
				if damage == nil {
					if err := os.Remove(w.cache + path); err != nil && !errors.Is(err, fs.ErrNotExist) {
						t.Fatal(err)
					}
				} else if err := os.WriteFile(w.cache+path, damage(bytes.Clone(whole[path])), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			paths := slices.Sorted(func(yield func(string) bool) {
				for path := range whole {
					if filepath.Base(path) != "CACHEDIR.TAG" && !yield(path) {
						return
					}
				}
			})
			if len(paths) != 4 {
				t.Fatalf("only %d entries", len(paths))
			}
			for _, path := range paths {
				hurt(path)
				w.wantLines(w.run("./..."), chainFindings...)
			}
			for _, path := range paths {
				hurt(path)
			}
			w.write(edit) // now types and facts of b and c are needed, too
			w.wantLines(w.run("./..."), chainFindings...)
			w.wantWork(w.run("./..."), 0, 0)
		})
	}
}

// Another process may empty the cache between the moment when an entry was seen and the moment when its types are needed.
func TestEntriesThatVanish(t *testing.T) {
	w := newWorld(t, chain)
	w.run("./...")
	w.write("-- a/a2.go --\npackage a\n")
	cfg := w.config("./...")
	cfg.Jobs = 1
	cfg.Progress = func(_, _ int, pkg string) {
		if pkg == "m/b" {
			if err := cfg.Cache.Clean(); err != nil {
				t.Error(err)
			}
		}
	}
	res := w.runConfig(cfg)
	w.wantLines(res, chainFindings...)
	w.wantWork(res, 1, 0)
	if len(res.Warnings) != 0 {
		t.Errorf("warnings %q", res.Warnings)
	}
}

// A cache that cannot be written costs time and one warning, nothing else.
func TestCacheThatCannotBeWritten(t *testing.T) {
	w := newWorld(t, chain)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	cfg := w.config("./...")
	cfg.Cache = cache.Open(filepath.Join(file, "cache"))
	for range 2 {
		res := w.runConfig(cfg)
		w.wantLines(res, chainFindings...)
		w.wantWork(res, 4, 0)
		if len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], file) {
			t.Errorf("warnings %q", res.Warnings)
		}
	}

	// One that was written before is still read.
	w.run("./...")
	if err := os.Remove(filepath.Join(w.cache, "tmp")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.cache, "tmp"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	w.wantWork(w.run("./..."), 0, 0)
	w.write("-- a/a2.go --\npackage a\n")
	res := w.run("./...")
	w.wantLines(res, chainFindings...)
	w.wantWork(res, 1, 0)
	if len(res.Warnings) != 1 {
		t.Errorf("warnings %q", res.Warnings)
	}
}

func TestNoCache(t *testing.T) {
	w := newWorld(t, chain)
	cfg := w.config("./...")
	cfg.Cache = nil
	res := w.runConfig(cfg)
	w.wantLines(res, chainFindings...)
	if len(res.Warnings) != 0 {
		t.Errorf("warnings %q", res.Warnings)
	}
}

func TestPanickingAnalyzer(t *testing.T) {
	w := newWorld(t, chain)
	config := func() Config {
		cfg := w.config("./...")
		run := cfg.Rules[1].Analyzer.Run
		cfg.Rules[1].Analyzer.Run = func(pass *analysis.Pass) (any, error) {
			switch pass.Pkg.Path() {
			case "m/b":
				var m map[string]int
				m["x"] = 1
			case "m/lone":
				return nil, errors.New("no idea")
			}
			return run(pass)
		}
		cfg.Rules = append(cfg.Rules, report.IgnoreRule(cfg.Rules, []string{"callbad", "plain", "ignore"}))
		return cfg
	}
	for range 2 {
		res := w.runConfig(config())
		if len(res.Errors) != 2 {
			t.Fatalf("errors %+v", res.Errors)
		}
		b, lone := res.Errors[0], res.Errors[1]
		if b.Package != "m/b" || b.Kind != InternalError || !strings.HasPrefix(b.Message, "analyzer plain failed: panic: assignment to entry in nil map (") || !strings.Contains(b.Message, "driver.TestPanickingAnalyzer") {
			t.Errorf("error of b is %+v", b)
		}
		if lone.Package != "m/lone" || lone.Message != "analyzer plain failed: no idea" {
			t.Errorf("error of lone is %+v", lone)
		}
		if got := w.lines(res)[:4]; !slices.Equal(got, chainFindings[:4]) {
			t.Errorf("findings %q", got)
		}
	}
}

func TestPanickingEngine(t *testing.T) {
	w := newWorld(t, chain)
	for range 2 {
		cfg := w.config("./...")
		cfg.Matters = func(path string, _ []string, _ bool) bool {
			if path == "m/b" {
				panic("no")
			}
			return true
		}
		w.wantLines(w.runConfig(cfg),
			"c/c.go:3:16: plain: field count",
			"lone/lone.go:3:16: plain: field count",
			":0:0: internal error: analysis failed: panic: no (github.com/counterlint/counterlint/internal/driver.TestPanickingEngine.func1)",
			"a/a.go:3:8: type error: could not import m/b (it is missing or too broken)",
		)
	}
}

func TestCancel(t *testing.T) {
	w := newWorld(t, chain)
	cfg := w.config("./...")
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("enough")
	cfg.Jobs = 1
	var done []int
	cfg.Progress = func(n, total int, pkg string) {
		done = append(done, n)
		if total != 4 || pkg == "" {
			t.Errorf("progress %d of %d, %q", n, total, pkg)
		}
		if n == 2 {
			cancel(cause)
		}
	}
	if res, err := Run(ctx, cfg); res != nil || !errors.Is(err, cause) {
		t.Errorf("Run: %v, %v", res, err)
	}
	if len(done) != 2 {
		t.Errorf("progress %v: work went on", done)
	}
	if _, err := Run(ctx, cfg); !errors.Is(err, cause) {
		t.Errorf("Run with a cancelled context: %v", err)
	}
}

func TestOverlay(t *testing.T) {
	w := newWorld(t, chain)
	w.run("./...")
	cfg := w.config("./...")
	cfg.Overlay = map[string][]byte{
		filepath.Join(w.dir, "c/c.go"):     []byte("package c\n\ntype T struct{ count int }\n\nfunc (T) Good() {}\n\nfunc Bad() {}\n\nfunc Good() { Bad() }\n"),
		filepath.Join(w.dir, "b/b.go"):     []byte("package b\n\nimport \"m/c\"\n\ntype B struct{ T c.T }\n\nfunc Wrap(b B) { b.T.Good() }\n\nfunc Fine() { c.Good() }\n"),
		filepath.Join(w.dir, "a/a.go"):     []byte("package a\n\nimport \"m/b\"\n\nfunc F() { b.Fine() }\n"),
		filepath.Join(w.dir, "new/new.go"): []byte("package fresh\n\nimport _ \"m/c\"\n\ntype N struct{ count int }\n"),
	}
	res := w.runConfig(cfg)
	w.wantLines(res,
		"a/a.go:5:12: callbad: Fine is bad because of m/c.Bad",
		"b/b.go:9:15: callbad: Good is bad because of m/c.Bad",
		"c/c.go:3:16: plain: field count",
		"c/c.go:9:15: callbad: Bad is bad because of m/c.Bad",
		"lone/lone.go:3:16: plain: field count",
		"new/new.go:5:16: plain: field count",
	)
	w.wantWork(res, 4, 0)
	res = w.run("./...")
	w.wantLines(res, chainFindings...)
	w.wantWork(res, 0, 0)
}

// An editor may know a file by another path than the go command.
func TestOverlayByAnotherName(t *testing.T) {
	w := newWorld(t, chain)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(w.dir, link); err != nil {
		t.Skip(err)
	}
	cfg := w.config("./lone")
	cfg.Overlay = map[string][]byte{filepath.Join(link, "lone/lone.go"): []byte("package lone\n\n\ntype L struct{ count int }\n")}
	w.wantLines(w.runConfig(cfg), "lone/lone.go:4:16: plain: field count")
}

// Matters spares bodies, and what it says of a package holds whether that is a target or a dependency.
func TestMatters(t *testing.T) {
	for _, order := range [][]string{{"./...", "./a"}, {"./a", "./..."}} {
		w := newWorld(t, chain)
		w.write("-- b/b.go --\npackage b\n\nimport \"m/c\"\n\ntype B struct{ T c.T }\n\nfunc Wrap(b B) { b.BadOwn(); b.T.Bad() }\n\nfunc (B) BadOwn() {}\n\nfunc Fine() int { return c.Good() }\n")
		for _, q := range order {
			cfg := w.config(q)
			cfg.Matters = func(path string, imports []string, factsBelow bool) bool { return factsBelow || path == "m/b" }
			got := w.lines(w.runConfig(cfg))
			want := []string{
				"a/a.go:6:2: callbad: Wrap is bad because of (m/b.B).BadOwn",
				"b/b.go:7:18: callbad: BadOwn is bad because of (m/b.B).BadOwn",
				"c/c.go:3:16: plain: field count",
				"lone/lone.go:3:16: plain: field count",
			}
			if q == "./a" {
				want = want[:1]
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v: %q, want %q", q, got, want)
			}
		}
	}
}
