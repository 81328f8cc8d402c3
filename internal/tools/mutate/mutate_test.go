package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/analyzers/race/addload"
	"github.com/counterlint/counterlint/analyzers/race/splitreset"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/root"
)

// The made-up corpus: one repository, and a stand-in for std.
const archive = `
-- clones/tiny/go.mod --
module example.com/tiny

go 1.26

require example.com/dep v1.0.0
-- clones/tiny/vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.26
example.com/dep
-- clones/tiny/vendor/example.com/dep/d.go --
package dep

import "sync/atomic"

var n atomic.Int64

func Next() int64 { return n.Add(1) }
-- clones/tiny/p/p.go --
// Package p has a counter that is taken, one under a lock, and one that the linter complains of already.
package p

import (
	"sync"
	"sync/atomic"

	_ "example.com/dep"
)

type T struct {
	n    atomic.Int64
	mu   sync.Mutex
	held int
	bad  atomic.Int64
}

func (t *T) Inc()        { t.n.Add(1) }
func (t *T) Take() int64 { return t.n.Swap(0) }
func (t *T) Raise() {
	t.mu.Lock()
	t.held++
	t.mu.Unlock()
}
func (t *T) Lower() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held--
}
func (t *T) Bad()            { t.bad.Add(1) }
func (t *T) TakeBad() int64  { v := t.bad.Load(); t.bad.Store(0); return v + t.bad.Swap(0) }
-- clones/tiny/p/p_test.go --
package p

import (
	"sync"
	"testing"
)

func Test(t *testing.T) {
	var x T
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				x.Raise()
			}
		})
	}
	wg.Wait()
	x.Lower()
}
-- std/go.mod --
module std.example

go 1.26
-- std/s.go --
package s
-- page.md --
<!-- mutants classes -->
old
<!-- end -->
<!-- mutants detector -->
<!-- end --> tail
`

// A world is the made-up corpus on disk, and a tool that works on it.
type world struct {
	*testing.T
	dir            string
	tool           tool
	stdout, stderr bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: t.TempDir()}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		w.write(f.Name, string(f.Data))
	}
	w.git("init", "-q")
	w.git("add", "-A")
	w.git("commit", "-q", "-m", "x")
	w.write("corpus/repos.tsv", strings.Join(clones.Header, "\t")+"\ntiny\thttps://example.com/owner/tiny\t"+w.git("rev-parse", "HEAD")+"\t./...\t\n")
	w.tool = tool{
		ctx: t.Context(), module: w.dir, stdout: &w.stdout, stderr: &w.stderr,
		config: driver.Config{Rules: []*rule.Rule{splitreset.Rule, addload.Rule}, Tool: "test"},
		std: func() (target, error) {
			return target{clones.Std, "go1.26.0", filepath.Join(w.dir, "std"), []string{"./..."}, clones.Platform("GOWORK=off", "GOFLAGS=")}, nil
		},
	}
	return w
}

func (w *world) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *world) write(name, text string) {
	w.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w *world) read(name string) string {
	w.Helper()
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}

func (w *world) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = w.path("clones/tiny")
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// run runs a command and returns what it printed on stdout. Its status must be as given.
func (w *world) run(status int, args ...string) string {
	w.Helper()
	w.stdout.Reset()
	w.stderr.Reset()
	if got := w.tool.command(args); got != status {
		w.Fatalf("mutate %v: status %d, want %d\n%s%s", args, got, status, &w.stdout, &w.stderr)
	}
	return w.stdout.String()
}

func (w *world) clones() string { return "-dir=" + w.path("clones") }

func contains(t *testing.T, text string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)" + p).MatchString(text) {
			t.Errorf("no match of %q in:\n%s", p, text)
		}
	}
}

func TestRunAndReport(t *testing.T) {
	w := newWorld(t)
	before := w.read("clones/tiny/p/p.go")
	out := w.run(okay, "run", w.clones(), "-record", "-v")
	contains(t, w.stderr.String(), `^mutate: tiny: 4 places, 4 chosen; 1 more are left out, where the linter speaks already$`)
	contains(t, out, `^\| swap \| 1 \| 1 \| 0 \| 1 \| 1 \| 1 \| 100 % \| 100 % \|$`, `^\| unlocked \| 2 \| 1 \| 0 \| 0 \| 0 \| 0 \| 0 % \| 0 % \|$`,
		`^\| swap \| splitreset \| betrayed \| 1 \| 0 \| 0 \|$`, `^missed tiny p/p.go:22 unlocked \[\] $`, `^missed tiny p/p.go:28 unlocked`)
	contains(t, out, `^missed tiny vendor/example.com/dep/d.go:7 reload \[info\] $`)
	if w.read("clones/tiny/p/p.go") != before {
		t.Error("the clone was written to")
	}
	recorded := w.read("corpus/mutants/tiny.tsv")
	contains(t, recorded, "^tiny\t[0-9a-f]{40}\texample.com/tiny/p\tp/p.go\t19\tswap\tdefault\tsplitreset\tbetrayed\t\t$", "\t22\tunlocked\t\t\t\t\t$")
	w.run(okay, "run", w.clones(), "-record")
	if again := w.read("corpus/mutants/tiny.tsv"); again != recorded {
		t.Errorf("a second run records\n%s\nnot\n%s", again, recorded)
	}

	w.write("why", "# by hand\ntiny|p/p.go|22|unlocked|no such rule: it is not in this test | really\ntiny|p/p.go|28|unlocked|no mistake\n")
	w.run(okay, "reason", w.path("why"))
	out = w.run(okay, "run", w.clones(), "-record")
	contains(t, out, `^\| unlocked \| 2 \| 1 \| 1 \| 0 \| 0 \| 0 \| 0 % \| 0 % \|$`, `^\| unlocked \| no such rule \| not at all \| 1 \|$`)
	contains(t, w.run(okay, "show", "-v"), `^missed tiny p/p.go:22 unlocked \[\] no such rule: it is not in this test \| really$`)
	for _, bad := range []struct{ line, complaint string }{
		{"tiny|p/p.go|22|unlocked", "4 fields, want 5"},
		{"tiny|p/p.go|x|unlocked|r", `line is "x"`},
		{"tiny|p/p.go|23|unlocked|r", "no such mutant is recorded: tiny p/p.go:23 unlocked"},
		{"tiny|p/p.go|19|swap|r", "tiny p/p.go:19 swap is found"},
	} {
		w.write("why", bad.line)
		w.run(failed, "reason", w.path("why"))
		contains(t, w.stderr.String(), `why:1: `, regexp.QuoteMeta(bad.complaint))
	}

	page := "-file=" + w.path("page.md")
	w.run(different, "docs", "-check", page)
	w.run(okay, "docs", page)
	w.run(okay, "docs", "-check", page)
	contains(t, w.read("page.md"), `^\| swap \| 1 \|`, `^<!-- end --> tail$`)
	if strings.Contains(w.read("page.md"), "old\n") {
		t.Error("the old text is still there")
	}
}

// TestRecordedFindings: what the corpus is known to show counts as noise, whichever rule says it, unless it is not shown by default.
func TestRecordedFindings(t *testing.T) {
	w := newWorld(t)
	commit := w.git("rev-parse", "HEAD")
	row := func(line, severity, deep string) string {
		return strings.Join([]string{"tiny", commit, "p/p.go", line, "other", "1", "c", severity, "structural", deep, "", "m"}, "\t") + "\n"
	}
	w.write("corpus/findings/tiny.tsv", strings.Join(clones.FindingHeader, "\t")+"\n"+row("22", "warning", "")+row("19", "info", "")+row("28", "error", "deep"))
	w.run(okay, "run", w.clones(), "-repo=tiny")
	contains(t, w.stderr.String(), `^mutate: tiny: 3 places, 3 chosen; 2 more are left out`)
}

func TestDetect(t *testing.T) {
	w := newWorld(t)
	w.run(okay, "run", w.clones(), "-record")
	before := w.read("clones/tiny/p/p.go")
	w.run(okay, "detect", w.clones(), "-scratch="+w.path("scratch"), "-k=5")
	recorded := w.read("corpus/mutants/tiny.tsv")
	contains(t, recorded, "\t22\tunlocked\t\t\t\tsees\t$", "\t28\tunlocked\t\t\t\tsilent\t$", "\t19\tswap\tdefault\tsplitreset\tbetrayed\t\t$")
	if w.read("clones/tiny/p/p.go") != before || w.read("scratch/tiny/p/p.go") != before {
		t.Error("a mutant was left behind")
	}
	contains(t, w.run(okay, "run", w.clones(), "-record"), `^\| the race detector sees it \| 1 \| 0 \| 0 \| 1 \| 0 % \| 0 % \|$`)
}

func TestPageShowsTheRecord(t *testing.T) {
	module, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	page := tool{ctx: t.Context(), module: module, stdout: &out, stderr: &out}
	if status := page.command([]string{"docs", "-check"}); status != okay {
		t.Errorf("status %d: %s", status, &out)
	}
}

func TestUsage(t *testing.T) {
	w := newWorld(t)
	w.run(failed)
	w.run(failed, "walk")
	w.run(okay, "-h")
	w.run(okay, "run", "-h")
	w.run(failed, "run", "-nosuch")
	w.run(failed, "run", "-repo=unknown")
	contains(t, w.stderr.String(), `^mutate run: no repository is called "unknown"$`)
	w.run(failed, "run", "-record", "-class=swap")
	w.run(failed, "reason")
	w.write("corpus/mutants/tiny.tsv", strings.Join(header, "\t")+"\ntiny\tc\tp\tp.go\t0\tswap\t\t\t\t\t\n")
	w.run(failed, "show")
	contains(t, w.stderr.String(), `tiny.tsv:2: line is "0"`)
}

func TestRounds(t *testing.T) {
	p := func(file, decl string, touched ...string) *planted {
		return &planted{file: file, decl: decl, touched: touched}
	}
	all := []*planted{p("a", "f", "T"), p("a", "f", "U"), p("a", "g", "V", "T"), p("b", "f", "W"), p("c", "f", "T")}
	got := rounds(all)
	want := []round{{all[0], all[3]}, {all[1], all[2]}, {all[4]}}
	if !slices.EqualFunc(got, want, func(x, y round) bool { return slices.Equal(x, y) }) {
		t.Errorf("%d rounds, want those of one function and of one type apart", len(got))
	}
}

func TestChoose(t *testing.T) {
	var all []*planted
	for i := range 10 {
		all = append(all, &planted{Mutant: Mutant{Site: Site{Repo: "r", Path: "p.go", Line: i + 1, Class: "swap"}, Package: "p"}})
	}
	one := choose(all, 3)
	slices.Reverse(all)
	if two := choose(all, 3); len(one) != 3 || !slices.Equal(one, two) {
		t.Errorf("%v and %v: want three, whatever the order", one, two)
	}
}
