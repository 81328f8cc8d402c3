package driver

// A small world for the tests: module trees on disk, and rules with and without facts.

import (
	"context"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// isBad is a fact about a function: it is called Bad…, or calls a bad one. Root is where the badness begins.
type isBad struct{ Root string }

func (*isBad) AFact()           {}
func (f *isBad) String() string { return "bad because of " + f.Root }

// size is a fact about a package: how many functions it declares, unexported ones included.
type size struct{ Funcs int }

func (*size) AFact() {}

// badness yields the root of a function's badness, "" for a good one.
type badness func(*types.Func) string

// badFacts finds bad functions across packages.
var badFacts = &analysis.Analyzer{
	Name: "badfacts", Doc: "finds bad functions", FactTypes: []analysis.Fact{new(isBad), new(size)},
	ResultType: reflect.TypeFor[badness](),
	Run: func(pass *analysis.Pass) (any, error) {
		bad := map[*types.Func]string{}
		root := func(fn *types.Func) string {
			var f isBad
			if fn != nil && bad[fn] == "" && pass.ImportObjectFact(fn.Origin(), &f) {
				return f.Root
			}
			return bad[fn]
		}
		funcs := 0
		for _, file := range pass.Files {
			for _, d := range file.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok {
					funcs++
					if strings.HasPrefix(fd.Name.Name, "Bad") {
						fn := pass.TypesInfo.Defs[fd.Name].(*types.Func)
						bad[fn] = fn.FullName()
					}
				}
			}
		}
		for changed := true; changed; {
			changed = false
			for _, file := range pass.Files {
				for _, d := range file.Decls {
					fd, ok := d.(*ast.FuncDecl)
					if !ok || bad[pass.TypesInfo.Defs[fd.Name].(*types.Func)] != "" {
						continue
					}
					ast.Inspect(fd, func(n ast.Node) bool {
						if call, ok := n.(*ast.CallExpr); ok {
							if r := root(typeutil.StaticCallee(pass.TypesInfo, call)); r != "" {
								bad[pass.TypesInfo.Defs[fd.Name].(*types.Func)] = r
								changed = true
								return false
							}
						}
						return true
					})
				}
			}
		}
		for fn, r := range bad {
			pass.ExportObjectFact(fn, &isBad{r})
		}
		pass.ExportPackageFact(&size{funcs})
		return badness(root), nil
	},
}

// newRules makes rules anew: callbad (facts, by object and by package) and plain (no facts: struct fields named count).
func newRules() []*rule.Rule {
	doc := func(name string) string { return "// # Analyzer " + name + "\n//\n// " + name + ": test\npackage x\n" }
	cats := []rule.Category{{ID: "only", Summary: "the only one"}}
	callbad := report.NewRule(doc("callbad"), rule.Rule{
		Analyzer: &analysis.Analyzer{Name: "callbad", Requires: []*analysis.Analyzer{badFacts}},
		Group:    "race", Severity: finding.Error, Since: "0.1.0", Questions: []string{"Q1"}, Categories: cats,
	}, func(pass *report.Pass) error {
		root := pass.ResultOf[badFacts].(badness)
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				fn := typeutil.StaticCallee(pass.TypesInfo, call)
				if r := root(fn); r != "" {
					pass.Report(report.Finding{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf("%s is bad because of %s", fn.Name(), r)})
				}
				return true
			})
		}
		return nil
	})
	plain := report.NewRule(doc("plain"), rule.Rule{
		Analyzer: &analysis.Analyzer{Name: "plain"},
		Group:    "race", Severity: finding.Info, Since: "0.1.0", Fix: finding.Safe, Questions: []string{"Q1"}, Categories: cats,
	}, func(pass *report.Pass) error {
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				st, ok := n.(*ast.StructType)
				if !ok {
					return true
				}
				for _, field := range st.Fields.List {
					for _, name := range field.Names {
						if name.Name == "count" {
							pass.Report(report.Finding{Pos: name.Pos(), End: name.End(), Message: "field count", Fix: &report.Fix{
								Message: "Rename it", Class: finding.Safe, Edits: []analysis.TextEdit{{Pos: name.Pos(), End: name.End(), NewText: []byte("_")}},
							}})
						}
					}
				}
				return true
			})
		}
		return nil
	})
	return []*rule.Rule{callbad, plain}
}

// A world is a tree of files, and a cache of its own.
type world struct {
	t     *testing.T
	dir   string
	cache string
}

func newWorld(t *testing.T, files string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), cache: t.TempDir()}
	if dir, err := filepath.EvalSymlinks(w.dir); err == nil {
		w.dir = dir
	}
	w.write(files)
	return w
}

// write adds or replaces files, given as a txtar archive.
func (w *world) write(files string) {
	w.t.Helper()
	for _, f := range txtar.Parse([]byte(files)).Files {
		name := filepath.Join(w.dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) config(patterns ...string) Config {
	return Config{
		Dir: w.dir, Patterns: patterns, Rules: newRules(), Tool: "test", Cache: cache.Open(w.cache),
		Env: append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GO111MODULE=on"),
	}
}

func (w *world) run(patterns ...string) *Result {
	w.t.Helper()
	return w.runConfig(w.config(patterns...))
}

func (w *world) runConfig(cfg Config) *Result {
	w.t.Helper()
	res, err := Run(context.Background(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return res
}

// lines renders findings and errors, one a line, with paths relative to the world.
func (w *world) lines(res *Result) []string {
	var lines []string
	short := func(name string) string {
		if rel, err := filepath.Rel(w.dir, name); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
		return name
	}
	for _, f := range res.Findings {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s: %s", short(f.File), f.Line, f.Column, f.Analyzer, f.Message))
	}
	for _, e := range res.Errors {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s error: %s", short(e.File), e.Line, e.Column, e.Kind, strings.NewReplacer(w.dir, "DIR", build.Default.GOROOT, "GOROOT").Replace(e.Message)))
	}
	return lines
}

// wantLines compares what res says with the given lines.
func (w *world) wantLines(res *Result, want ...string) {
	w.t.Helper()
	if got := w.lines(res); !slices.Equal(got, want) {
		w.t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// wantWork compares how many packages were analysed, and how many dependencies type-checked.
func (w *world) wantWork(res *Result, analyzed, deps int) {
	w.t.Helper()
	if res.Stats.Analyzed != analyzed || res.Stats.Deps != deps {
		w.t.Errorf("analyzed %d packages and %d dependencies, want %d and %d", res.Stats.Analyzed, res.Stats.Deps, analyzed, deps)
	}
}
