package linttest

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

const toyDoc = `// Package toy is the rule on which the harness is tested.
//
// # Analyzer toy
//
// toy: report additions of zero to an atomic
//
// # What it reports
//
// Additions of zero.
//
// # Why it matters
//
// It does not.
//
// # Bad
//
//	package p
//
//	import "sync/atomic"
//
//	var n atomic.Int64
//
//	func f() { n.Add(0) }
//
// # Good
//
//	package p
//
//	import "sync/atomic"
//
//	var n atomic.Int64
//
//	func f() { n.Add(1) }
//
// # Limits
//
// Many.
//
// # Fix safety
//
// Safe.
//
// # See also
//
// Nothing.
package toy`

// A toy is the rule with one thing about it replaced.
type toy struct {
	name, doc  string
	categories []rule.Category
	fact       func() analysis.Fact
	report     func(pass *report.Pass, f report.Finding)
	fix        func(pass *report.Pass, stmt *ast.ExprStmt) []analysis.TextEdit
}

// addsZero is the fact about a function that adds zero somewhere.
type addsZero struct{ Padding []byte }

func (*addsZero) AFact() {}

// forgetful is a fact that does not come back as it was.
type forgetful struct{ Seen int }

func (*forgetful) AFact() {}

func (f *forgetful) GobEncode() ([]byte, error) { f.Seen++; return []byte{byte(f.Seen)}, nil }

func (f *forgetful) GobDecode(data []byte) error { f.Seen = int(data[0]); return nil }

// opaque is a fact that cannot be encoded.
type opaque struct{ C chan int }

func (*opaque) AFact() {}

func newToy() *toy {
	return &toy{
		name: "toy", doc: toyDoc,
		categories: []rule.Category{
			{ID: "zero", Summary: "an addition of zero"},
			{ID: "call", Severity: finding.Info, Summary: "a call of a function that adds zero"},
		},
		fact:   func() analysis.Fact { return new(addsZero) },
		report: func(pass *report.Pass, f report.Finding) { pass.Report(f) },
		fix: func(pass *report.Pass, stmt *ast.ExprStmt) []analysis.TextEdit {
			return []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.End()}}
		},
	}
}

// toyEngine exports what toyFact makes. There is one for all toys, so that they share one world.
var (
	toyEngine = &analysis.Analyzer{
		Name: "toyengine", Doc: "finds functions that add zero", FactTypes: []analysis.Fact{new(addsZero), new(forgetful), new(opaque)},
		ResultType: reflect.TypeFor[func(*types.Func) bool](),
		Run:        runToyEngine,
	}
	toyFact func() analysis.Fact
)

func runToyEngine(pass *analysis.Pass) (any, error) {
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && len(zeroAdds(pass, fn)) > 0 {
				pass.ExportObjectFact(pass.TypesInfo.Defs[fn.Name], toyFact())
			}
		}
	}
	return func(fn *types.Func) bool { return pass.ImportObjectFact(fn, new(addsZero)) }, nil
}

func (toy *toy) rule() *rule.Rule {
	toyFact = toy.fact
	return report.NewRule(toy.doc, rule.Rule{
		Analyzer: &analysis.Analyzer{Name: toy.name, Requires: []*analysis.Analyzer{toyEngine}},
		Group:    "race", Severity: finding.Warning, Since: "0.1.0", Fix: finding.Safe, Questions: []string{"Q1"}, Categories: toy.categories,
	}, func(pass *report.Pass) error {
		adds := pass.ResultOf[toyEngine].(func(*types.Func) bool)
		for _, f := range pass.Files {
			for _, stmt := range zeroAdds(pass.Pass, f) {
				toy.report(pass, report.Finding{
					Pos: stmt.Pos(), End: stmt.End(), Message: pass.Pkg.Name() + ".n adds nothing",
					Fix: &report.Fix{Message: "Remove it", Class: finding.Safe, Edits: toy.fix(pass, stmt)},
				})
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if fn, ok := pass.TypesInfo.Uses[sel.Sel].(*types.Func); ok && fn.Pkg() != pass.Pkg && adds(fn) {
						toy.report(pass, report.Finding{Pos: sel.Pos(), Category: "call", Message: fn.Name() + " adds nothing"})
					}
				}
				return true
			})
		}
		return nil
	})
}

// zeroAdds finds the statements x.Add(0) where x is of an atomic type.
func zeroAdds(pass *analysis.Pass, root ast.Node) (found []*ast.ExprStmt) {
	ast.Inspect(root, func(n ast.Node) bool {
		stmt, ok := n.(*ast.ExprStmt)
		if !ok {
			return true
		}
		call, ok := stmt.X.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		fn := pass.TypesInfo.Uses[sel.Sel]
		value := pass.TypesInfo.Types[call.Args[0]].Value
		if fn != nil && fn.Name() == "Add" && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic" && value != nil && constant.Sign(value) == 0 {
			found = append(found, stmt)
		}
		return true
	})
	return found
}
