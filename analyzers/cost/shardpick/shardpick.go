// A pick is judged in three steps: shards.go finds the arrays of cells that make up one counter, source.go finds out where an
// index comes from, mask.go knows the masks and sizes. This file puts them together and words the findings.

package shardpick

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "shardpick"},
	Group:     "cost",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q57", "Ex5"},
	Categories: []rule.Category{
		{ID: "locked-rand", Summary: "shards are picked by a random generator behind one lock"},
		{ID: "clock", Summary: "shards are picked by the time of day"},
		{ID: "goroutine-id", Summary: "shards are picked by a goroutine id parsed out of a stack trace"},
		{ID: "mask", Summary: "shards are picked by a mask of a length that is no power of two"},
		{ID: "procs", Summary: "shards are picked by P id, and there are as many as GOMAXPROCS once was"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	if !imports(pass.Pkg, "sync", "sync/atomic", "go.uber.org/atomic") {
		return nil
	}
	p := newPicker(pass)
	picks := p.picks()
	if len(picks) == 0 {
		return nil
	}
	p.open()
	reported := map[any]bool{}
	for _, pick := range picks {
		if !pass.Log.Reported(pick.Pos()) {
			continue
		}
		f, at, ok := p.judge(pick)
		if !ok {
			continue
		}
		var key any = at
		if at == pick { // two fields of the cell that one index picks
			key = spot{p.function(pick.Pos()), p.array(pick.X), types.ExprString(pick.Index)}
		}
		if !reported[key] {
			reported[key] = true
			pass.Report(f)
		}
	}
	return nil
}

type spot struct {
	function ast.Node
	array    *types.Var
	index    string
}

func imports(pkg *types.Package, paths ...string) bool {
	for _, dep := range pkg.Imports() {
		for _, path := range paths {
			if dep.Path() == path {
				return true
			}
		}
	}
	return false
}

// judge returns what is wrong with the index of pick, and the expression that it is about.
func (p *picker) judge(pick *ast.IndexExpr) (report.Finding, ast.Expr, bool) {
	name := types.ExprString(pick.X)
	related := func(n ast.Node, message string) []analysis.RelatedInformation {
		if n == nil {
			return nil
		}
		return []analysis.RelatedInformation{{Pos: n.Pos(), End: n.End(), Message: message}}
	}
	if src := p.source(pick); src != nil {
		at := src.at
		f := report.Finding{Pos: at.Pos(), End: at.End(), Related: related(pick, "the cell is picked here")}
		switch src.kind {
		case lockedTop:
			f.Category = "locked-rand"
			f.Message = fmt.Sprintf("%s picks the cell of %s behind the one lock of math/rand (%s), so that all writers meet there; use %s",
				src.what, name, src.why, p.lockFree(pick))
		case lockedOwn:
			f.Category = "locked-rand"
			f.Message = fmt.Sprintf("%s picks the cell of %s under %s, so that all writers meet at that lock; use %s",
				src.what, name, src.why, p.lockFree(pick))
		case clock:
			f.Category = "clock"
			f.Message = fmt.Sprintf("the cell of %s is picked by %s: clocks tick in steps, so that writers of one moment meet in one cell, and reading one costs more than the add; use %s",
				name, src.what, p.lockFree(pick))
		case goroutineID:
			f.Category = "goroutine-id"
			f.Message = fmt.Sprintf("the cell of %s is picked by a goroutine id that %s parses out of a stack trace (%s), which takes microseconds; use %s",
				name, src.what, p.where(src.node), p.lockFree(pick))
		case processor:
			size := p.size(pick.X)
			if size == nil || size.procs == "" || size.times || !src.reduced && p.guarded(pick, src) {
				return report.Finding{}, nil, false
			}
			effect := "a P id beyond panics"
			if src.reduced {
				effect = "Ps then share cells"
			}
			f.Category = "procs"
			f.Related = related(size.node, "the number of cells is fixed here")
			f.Message = fmt.Sprintf("%s picks the cell of %s by P id, but there are as many cells as %s said once (%s): GOMAXPROCS changes at run time, by itself since Go 1.25, and %s; check the id against len and grow",
				src.what, name, size.procs, p.where(size.node), effect)
		}
		return f, at, true
	}
	return p.judgeMask(pick, name)
}

func (p *picker) where(n ast.Node) string {
	at := p.pass.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
}

// lockFree names a generator that takes no lock in the oldest Go release that builds the file of n.
func (p *picker) lockFree(n ast.Node) string {
	switch floor := p.floor(n.Pos()); {
	case astx.Before(floor, "go1.20"):
		return "math/rand/v2 after raising go.mod to Go 1.22"
	case astx.Before(floor, "go1.22") && len(p.learned().seeds) > 0:
		return "the top-level functions of math/rand, which take no lock since Go 1.20, and drop rand.Seed"
	case astx.Before(floor, "go1.22"):
		return "the top-level functions of math/rand, which take no lock since Go 1.20"
	}
	return "the top-level functions of math/rand/v2, which take no lock"
}
