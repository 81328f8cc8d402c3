// Package linttest is the test harness of all analyzers: one call checks everything that a finished rule promises.
//
// The test packages of a rule are the folders below testdata/src/NAME, at any depth. What a folder is for follows from how the
// first part of its name below NAME begins:
//
//	good    near misses: nothing may be reported here
//	broken  code that does not type-check: the rule must survive it
//	tests   code that is judged as under -tests
//	proof   code whose own tests show the mistake at run time, see [Prove]
//
// and everything else (bad, fix, crosspkg, …) holds mistakes with want comments, and a golden file beside each file that fixes
// change. The harness loads all of it from source in one process, the standard library once per test binary; a package sees
// of its imports what it sees in a real host, see the type unit.
//
// It does not see what depends on the Go version of a module, on cgo, or on another platform than the one it runs on.
package linttest

import (
	"flag"
	"fmt"
	"go/ast"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

var update = flag.Bool("linttest.update", false, "write the golden files of fixes instead of comparing with them")

// What a finished rule must bring along.
const (
	minWants = 8 // lines with a want comment
	minGood  = 8 // functions below good*: near misses
)

// Testdata is the GOPATH-style tree of all test packages.
func Testdata() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "testdata")
}

// Run checks r over every package below testdata/src/NAME, over its own documentation and over code that must not break it.
func Run(t *testing.T, r *rule.Rule) {
	t.Helper()
	for _, problem := range inspect(r) {
		t.Error(problem)
	}
}

// A harness checks one rule and collects what is wrong with it.
type harness struct {
	rule     *rule.Rule
	engines  []*analysis.Analyzer
	world    *world
	problems []string

	wants int             // want comments seen
	good  int             // near misses seen
	seen  map[string]bool // categories reported
}

func (h *harness) errorf(format string, args ...any) {
	h.problems = append(h.problems, fmt.Sprintf(format, args...))
}

func inspect(r *rule.Rule) []string {
	h := &harness{rule: r, engines: enginesOf(r.Analyzer), seen: map[string]bool{}}
	h.world = worldFor(h.engines)
	if err := r.Validate(); err != nil {
		h.errorf("%v", err)
	}
	found := len(h.problems)
	if h.checkDoc(); len(h.problems) > found {
		return h.problems // the rule does not do what its text says: all else would be noise
	}
	root := filepath.Join(Testdata(), "src", r.Name())
	dirs, err := packageDirs(root)
	if err != nil {
		h.errorf("%v", err)
	}
	for _, dir := range dirs {
		if err := h.checkDir(dir, filepath.Join(root, filepath.FromSlash(dir))); err != nil {
			h.errorf("testdata/src/%s/%s: %v", r.Name(), dir, err)
		}
	}
	h.checkEnough()
	h.checkSurvival()
	return h.problems
}

// packageDirs lists the folders below root that hold Go files, with slashes, relative to it.
func packageDirs(root string) ([]string, error) {
	var dirs []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if dir = filepath.ToSlash(dir); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		return err
	})
	return dirs, err
}

// policyFor shows everything that a rule may say, except that tests count only where the folder asks for it.
func policyFor(dir string) report.Policy {
	return report.Policy{MinSeverity: finding.Info, Deep: true, Tests: strings.HasPrefix(dir, "tests")}
}

// checkDir checks one test package. An error means that it cannot be checked any further.
func (h *harness) checkDir(dir, abs string) error {
	load := func(w *world, tests bool) (*unit, error) {
		u, err := w.target(h.rule.Name()+"/"+dir, abs, tests)
		if err == nil && len(u.errs) > 0 && !strings.HasPrefix(dir, "broken") {
			err = u.errs[0]
		}
		return u, err
	}
	run := func(tests bool, p report.Policy) (*unit, *outcome, error) {
		u, err := load(h.world, tests)
		if err != nil {
			return nil, nil, err
		}
		out, err := h.outcome(h.world, u, p)
		return u, out, err
	}
	policy := policyFor(dir)
	u, first, err := run(true, policy)
	if err != nil {
		return err
	}
	h.compareWants(dir, u, first)
	h.checkFacts(u, first)
	if _, again, err := run(true, policy); err != nil {
		return err
	} else if first.String() != again.String() {
		h.errorf("%s: two runs differ:\n%s\n%s", dir, first, again)
	}
	if !policy.Tests {
		// What a test file says is no evidence, so a host that leaves the tests out must show the same.
		if _, bare, err := run(false, policy); err != nil {
			return err
		} else if first.brief() != bare.brief() {
			h.errorf("%s: findings differ with and without the package's tests:\n%s\n%s", dir, first.brief(), bare.brief())
		}
	}
	policy.SingleFile = true
	if _, single, err := run(true, policy); err != nil {
		return err
	} else {
		h.checkSingleFile(single)
	}
	for kind := range offers {
		if err := h.checkFixes(dir, abs, first, kind, load); err != nil {
			return err
		}
	}
	return h.checkExternal(dir, abs, u)
}

// checkExternal checks the tests outside the package u.
func (h *harness) checkExternal(dir, abs string, u *unit) error {
	x, err := h.world.external(u, abs)
	if err != nil || x == nil {
		return err
	}
	if len(x.errs) > 0 {
		return x.errs[0]
	}
	out, err := h.outcome(h.world, x, policyFor(dir))
	if err == nil {
		h.compareWants(dir, x, out)
	}
	return err
}

// compareWants matches each record with one want comment of the unit.
func (h *harness) compareWants(dir string, u *unit, out *outcome) {
	wants, err := readWants(h.world.fset, u.files)
	if err != nil {
		h.errorf("%v", err)
		return
	}
	for _, rec := range out.records {
		h.seen[rec.Category.ID] = true
		at := h.world.fset.Position(rec.Pos)
		i := slices.IndexFunc(wants, func(w *want) bool { return w.matches(at, rec) })
		if i < 0 {
			h.errorf("%s: unexpected: %s (%s)", at, rec.Message, strings.Join(attributes(rec), "/"))
			continue
		}
		wants[i].met = true
		if rec.Withheld != nil && !slices.Contains(wants[i].attrs, "withheld") {
			h.errorf("%s: the fix is withheld: %v", at, rec.Withheld)
		}
	}
	for _, w := range wants {
		if !w.met {
			h.errorf("%s:%d: nothing reported that matches %s`%s`", w.file, w.line, strings.Join(append(w.attrs, ""), "/"), w.re)
		}
	}
	if !strings.HasPrefix(dir, "good") {
		h.wants += len(wants)
		return
	}
	if len(wants) > 0 {
		h.errorf("%s:%d: a folder of near misses wants a finding", wants[0].file, wants[0].line)
	}
	for _, f := range u.files {
		for _, d := range f.Decls {
			if _, ok := d.(*ast.FuncDecl); ok {
				h.good++
			}
		}
	}
}

// checkEnough holds the testdata as a whole against what a finished rule must show.
func (h *harness) checkEnough() {
	if h.wants < minWants {
		h.errorf("testdata wants %d findings, a finished rule needs %d", h.wants, minWants)
	}
	if h.good < minGood {
		h.errorf("folders good* hold %d functions, a finished rule needs %d near misses", h.good, minGood)
	}
	for _, c := range h.rule.Categories {
		if !h.seen[c.ID] {
			h.errorf("category %s is reported nowhere in the testdata", c.ID)
		}
	}
}
