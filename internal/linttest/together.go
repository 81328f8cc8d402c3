package linttest

import (
	"fmt"
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// large lists packages of the standard library that are large, concurrent and full of counters.
var large = []string{"crypto/tls", "database/sql", "expvar", "go/types", "internal/trace", "net", "net/http", "net/http/httptest", "net/rpc", "runtime/pprof", "testing"}

// Together runs all rules at once, as hosts do, over the test packages of all of them and over large packages of the standard
// library. It checks what no rule can see alone: that two rules do not report the same place apart from each other, that their
// fixes do not overlap, and that a finding names only rules that exist.
func Together(t *testing.T, rules []*rule.Rule) {
	t.Helper()
	real := large
	if testing.Short() {
		real = nil
	}
	for _, problem := range together(rules, real) {
		t.Error(problem)
	}
}

func together(rules []*rule.Rule, real []string) (problems []string) {
	all := &analysis.Analyzer{Name: "together"}
	var known []string
	for _, r := range rules {
		all.Requires = append(all.Requires, r.Analyzer)
		known = append(known, r.Name())
	}
	w := worldFor(enginesOf(all))
	paths, err := everyPackage(real)
	if err != nil {
		return []string{err.Error()}
	}
	for path, dir := range paths {
		u, err := w.target(path, dir, true)
		if err == nil {
			var records []report.Record
			if records, err = recordsOf(w, u, rules); err == nil {
				problems = append(problems, conflicts(w, records, known)...)
			}
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", path, err))
		}
	}
	slices.Sort(problems)
	return problems
}

// everyPackage maps the path of each test package, and of each real one, to its folder.
func everyPackage(real []string) (map[string]string, error) {
	paths := map[string]string{}
	src := filepath.Join(Testdata(), "src")
	err := filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go") {
			dir := filepath.Dir(path)
			rel, err := filepath.Rel(src, dir)
			if err != nil {
				return err
			}
			paths[filepath.ToSlash(rel)] = dir
		}
		return err
	})
	for _, path := range real {
		paths[path] = filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(path))
	}
	return paths, err
}

// recordsOf runs the rules over u on one log.
func recordsOf(w *world, u *unit, rules []*rule.Rule) (records []report.Record, err error) {
	defer recovered(u, &err)
	r := newRun(w, u, policyFor("tests"))
	r.do(report.Analyzer)
	for _, rl := range rules {
		if act := r.do(rl.Analyzer); act.err != nil && len(u.errs) == 0 {
			return nil, act.err
		}
	}
	return r.log.Records(), nil
}

// conflicts reports what the records of one package, in order, do to each other.
func conflicts(w *world, records []report.Record, known []string) (problems []string) {
	complain := func(rec report.Record, format string, args ...any) {
		problems = append(problems, fmt.Sprintf("%s: %s: ", w.fset.Position(rec.Pos), rec.Rule.Name())+fmt.Sprintf(format, args...))
	}
	for i, a := range records {
		for _, name := range a.Also {
			if name == a.Rule.Name() || !slices.Contains(known, name) {
				complain(a, "the finding also names %q", name)
			}
		}
		for _, b := range records[i+1:] {
			if a.Rule == b.Rule {
				continue
			}
			// A mistake of the structure and one of concurrency are two, though they stand at one place.
			same := (a.Evidence == rule.Structural) == (b.Evidence == rule.Structural)
			if same && a.Pos == b.Pos && a.End == b.End {
				complain(a, "%s reports the same place: one finding should name both", b.Rule.Name())
			}
			if a.Fix != nil && b.Fix != nil && overlaps(a.Fix.Edits, b.Fix.Edits) {
				complain(a, "its fix overlaps that of %s at %s", b.Rule.Name(), w.fset.Position(b.Pos))
			}
		}
	}
	return problems
}
