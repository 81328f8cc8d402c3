package main

// A made-up corpus on disk, with a rule of its own and stand-ins for std and the dependencies, so that the tests of the commands
// depend on no real analyzer and cost no time.

import (
	"bytes"
	"context"
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/clones"
)

// The made-up corpus: one repository with two commits, and a stand-in for std and for the dependencies.
const archive = `
-- clones/tiny/go.mod --
module example.com/tiny

go 1.26
-- clones/tiny/p/p.go --
package p

func oops() {}

func a() {
	oops()
	oops(); oops()
}
-- clones/tiny/p/q.go --
package p

func b() { oops() }
-- std/go.mod --
module std.example

go 1.26
-- std/s.go --
package s

func oops() {}

func c() { oops() }
-- deps/go.mod --
module example.org/dep

go 1.26
-- deps/d.go --
package d

func oops() {}

func d() { oops() }
-- page.md --
<!-- corpus repositories -->
<!-- end -->
text <!-- corpus analyzers -->
old
<!-- end -->
<!-- corpus bench -->
<!-- end --> tail
`

// shouter reports each call of oops: a rule whose findings a test can count on.
var shouter = newShouter()

func newShouter() *rule.Rule {
	r := &rule.Rule{Group: "race", Severity: finding.Error, Categories: []rule.Category{{ID: "call", Summary: "a call of oops"}}}
	r.Analyzer = &analysis.Analyzer{
		Name: "shouter", Doc: "reports each call of oops", URL: rule.URL("shouter"), Requires: []*analysis.Analyzer{report.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			p := report.Pass{Pass: pass, Log: report.For(pass), Rule: r}
			for _, f := range pass.Files {
				ast.Inspect(f, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok {
						if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "oops" {
							p.Report(report.Finding{Pos: call.Pos(), End: call.End(), Message: "oops is called; call nothing"})
						}
					}
					return true
				})
			}
			return nil, nil
		},
	}
	return r
}

// A world is the made-up corpus on disk, and a tool that works on it.
type world struct {
	*testing.T
	dir            string
	tool           tool
	commit         string
	stdout, stderr bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: t.TempDir()}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		w.write(f.Name, string(f.Data))
	}
	w.git("init", "-q")
	w.commitAll()
	stand := func(name, dir, repo, version string) func() (target, error) {
		return func() (target, error) {
			dir := filepath.Join(w.dir, dir)
			return target{name: name, dir: dir, patterns: []string{"./..."}, env: clones.Platform("GOWORK=off"), roots: []place{{dir, repo, version}}}, nil
		}
	}
	w.tool = tool{
		ctx: context.Background(), module: w.dir, stdout: &w.stdout, stderr: &w.stderr,
		config: driver.Config{Rules: []*rule.Rule{shouter}, Tool: "test"},
		std:    stand(stdName, "std", stdName, "go1.26.0"), deps: stand(depsName, "deps", "example.org/dep", "v1.0.0"),
	}
	return w
}

// write puts a file below the world.
func (w *world) write(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w *world) read(name string) string {
	w.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}

func (w *world) git(args ...string) string {
	w.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = filepath.Join(w.dir, "clones", "tiny")
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// commitAll commits the clone and makes the corpus stand at that commit.
func (w *world) commitAll() {
	w.Helper()
	w.git("add", "-A")
	w.git("commit", "-q", "-m", "x")
	w.commit = w.git("rev-parse", "HEAD")
	w.write("corpus/repos.tsv", strings.Join(clones.Header, "\t")+"\ntiny\thttps://example.com/owner/tiny\t"+w.commit+"\t./...\t\n")
}

// run runs a command and returns what it printed on stdout. Its status must be as given.
func (w *world) run(status int, args ...string) string {
	w.Helper()
	w.stdout.Reset()
	w.stderr.Reset()
	if got := w.tool.command(args); got != status {
		w.Fatalf("corpus %v: status %d, want %d\n%s%s", args, got, status, &w.stdout, &w.stderr)
	}
	return w.stdout.String()
}

func (w *world) clones() string { return "-dir=" + filepath.Join(w.dir, "clones") }

// verdict adds a verdict on a line of the clone.
func (w *world) verdict(path, line, value string) {
	w.Helper()
	w.write("v.txt", strings.Join([]string{"owner/tiny", w.commit[:10], path, line, "shouter", value, "because"}, "|"))
	w.run(okay, "add", w.clones(), filepath.Join(w.dir, "v.txt"))
}

func contains(t *testing.T, text string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)" + p).MatchString(text) {
			t.Errorf("no match of %q in:\n%s", p, text)
		}
	}
}
