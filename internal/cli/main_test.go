package cli

import (
	"bytes"
	"go/ast"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// The tests run the program as users do: TestMain makes the test binary itself the command, with rules that find what a test
// puts there, so that nothing here depends on what the real rules think of an example.
const asCommand = "COUNTERLINT_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(Main(toyRules(), os.Args[1:]))
	}
	cache, err := os.MkdirTemp("", "counterlint-cache")
	if err != nil {
		panic(err)
	}
	os.Setenv("COUNTERLINT_CACHE", cache)
	os.Setenv("GORACE", "atexit_sleep_ms=0") // with -race each run of the program would end with a second of sleep
	status := m.Run()
	os.RemoveAll(cache)
	os.Exit(status)
}

func toyRules() []*rule.Rule {
	rules := []*rule.Rule{
		toy("lost", rule.Rule{Group: "race", Severity: finding.Error, Fix: finding.Safe}, " += 1"),
		toy("shaky", rule.Rule{Group: "race", Severity: finding.Error}, ""),
		toy("hot", rule.Rule{Group: "cost", Severity: finding.Warning, Fix: finding.NeedsReview}, " += 2"),
		toy("narrow", rule.Rule{Group: "meaning", Severity: finding.Info}, ""),
	}
	return append(rules, report.IgnoreRule(rules, []string{"lost", "shaky", "hot", "narrow", "ignore"}))
}

const toyDoc = `
// Package toy is for tests.
//
// # Analyzer NAME
//
// NAME: report increments of a variable with that name
//
// # What it reports
//
// Each NAME++, whatever it means. [Limits] apply.
//
// # Why it matters
//
// It does not.
//
// # Bad
//
//	func f() {
//		NAME++
//	}
//
// # Limits
//
//   - One thing.
//   - Another one.
package toy
`

// toy makes a rule that reports NAME++, and repairs it by writing text in place of ++.
func toy(name string, r rule.Rule, text string) *rule.Rule {
	r.Analyzer = &analysis.Analyzer{Name: name}
	r.Categories = []rule.Category{{ID: "increment", Summary: "an increment", Deep: name == "shaky"}}
	r.Since = "0.1.0"
	return report.NewRule(strings.ReplaceAll(toyDoc, "NAME", name), r, func(pass *report.Pass) error {
		for _, f := range pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				s, ok := n.(*ast.IncDecStmt)
				if !ok || s.Tok != token.INC {
					return true
				}
				if id, ok := s.X.(*ast.Ident); !ok || id.Name != name {
					return true
				}
				found := report.Finding{Pos: s.Pos(), End: s.End(), Message: name + " is incremented"}
				if text != "" {
					found.Fix = &report.Fix{Message: "Write" + text, Class: r.Fix, Edits: []analysis.TextEdit{{Pos: s.TokPos, End: s.End(), NewText: []byte(text)}}}
				}
				pass.Report(found)
				return true
			})
		}
		return nil
	})
}

// A result is what a run of the program left.
type result struct {
	stdout, stderr string
	status         int
}

// program prepares a run in dir.
func program(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCommand+"=1", "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	return cmd
}

// run runs the program in dir.
func run(t *testing.T, dir string, args ...string) result {
	t.Helper()
	return finish(t, program(t, dir, args...))
}

// finish runs cmd to its end. Its standard output may be set.
func finish(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	return start(t, cmd)()
}

// start starts cmd and returns what waits for its end.
func start(t *testing.T, cmd *exec.Cmd) (wait func() result) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if cmd.Stdout == nil {
		cmd.Stdout = &stdout
	}
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() result {
		t.Helper()
		if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() < 0 {
			t.Fatalf("%v: %v\n%s", cmd.Args, err, stderr.String())
		}
		return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	}
}

// module writes files, and a go.mod if they have none, into a new folder.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if _, ok := files["go.mod"]; !ok {
		write(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The modules that most tests look at.
const (
	cleanGo = "package p\n\nfunc f() {}\n"
	lostGo  = "package p\n\nvar lost int\n\nfunc f() {\n\tlost++\n}\n"
	hotGo   = "package p\n\nvar hot int\n\nfunc f() {\n\thot++\n}\n"
	allGo   = "package p\n\nvar lost, shaky, hot, narrow int\n\nfunc f() {\n\tlost++\n\tshaky++\n\thot++\n\tnarrow++\n}\n"
	badGo   = "package p\n\nvar hot int\n\nfunc f() {\n\thot++\n\tvar s string = 1\n\t_ = s\n}\n"
)
