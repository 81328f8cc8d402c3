// A decision is found from its condition: types.go knows the counters whose values are no more than an estimate, flow.go follows such
// a value into a comparison, and acts.go tells an act that depends on it from a mere report. This file puts them together and words
// the findings.

package loosegate

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "loosegate"},
	Group:      "meaning",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Questions:  []string{"Q46", "Q28"},
	Categories: []rule.Category{{ID: "decision", Summary: "something is admitted, limited, freed or closed by the value of a counter that orders nothing"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

type pkg struct {
	pass   *report.Pass
	info   *types.Info
	values *astx.Values
	decls  map[*types.Func]*ast.FuncDecl
	exact  bool // the package makes adders of go-adder that are plain atomics: an adder of unknown make may be one
}

func run(pass *report.Pass) error {
	if !usesLoose(pass) {
		return nil
	}
	p := newPackage(pass)
	for _, file := range pass.Files {
		if !pass.Log.Reported(file.Package) {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			p.visit(n, stack)
			return true
		})
	}
	return nil
}

// visit looks for decisions in a statement.
func (p *pkg) visit(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		if r := p.compared(n.Cond); r != nil && p.acts(bodyOf(stack), branches(n, stack)...) {
			p.report(n.Cond, r, stack)
		}
	case *ast.ForStmt:
		if n.Cond == nil {
			return
		}
		if r := p.compared(n.Cond); r != nil && (p.acts(bodyOf(stack), n.Body) || len(n.Body.List) == 0) {
			p.report(n.Cond, r, stack)
		}
	case *ast.SwitchStmt:
		p.clauses(n, append(stack, n))
	case *ast.ReturnStmt:
		for _, e := range n.Results {
			if isBool(p.info.TypeOf(e)) && !p.orders(stack) {
				if r := p.compared(e); r != nil {
					p.report(e, r, stack)
				}
			}
		}
	}
}

func (p *pkg) clauses(s *ast.SwitchStmt, stack []ast.Node) {
	var tag *read
	if s.Tag != nil {
		tag = p.from(s.Tag, 0)
	}
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		if !p.acts(bodyOf(stack), &ast.BlockStmt{List: c.Body}) {
			continue
		}
		for _, e := range c.List {
			r := tag
			if s.Tag == nil {
				r = p.compared(e)
			}
			if r != nil {
				p.report(e, r, stack)
				break
			}
		}
	}
}

// bodyOf is where the body of the innermost function begins.
func bodyOf(stack []ast.Node) token.Pos {
	for i := len(stack) - 1; i >= 0; i-- {
		switch fn := stack[i].(type) {
		case *ast.FuncDecl:
			return fn.Body.Lbrace
		case *ast.FuncLit:
			return fn.Body.Lbrace
		}
	}
	return token.NoPos
}

// branches lists what runs depending on the condition: the branches, and, where the first one leaves, what comes after it.
func branches(n *ast.IfStmt, stack []ast.Node) []ast.Stmt {
	all := []ast.Stmt{n.Body}
	if n.Else != nil {
		all = append(all, n.Else)
	}
	if len(stack) == 0 || len(n.Body.List) == 0 {
		return all
	}
	switch n.Body.List[len(n.Body.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		if block, ok := stack[len(stack)-1].(*ast.BlockStmt); ok {
			for _, s := range block.List {
				if s.Pos() > n.End() {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

func (p *pkg) report(at ast.Expr, r *read, stack []ast.Node) {
	if p.joined(at, stack) {
		return
	}
	where := ""
	if from, to := conc.Where(p.pass.Fset, r.call.Pos()), conc.Where(p.pass.Fset, at.Pos()); from != to {
		where = " (read at " + from + ")"
	}
	p.pass.Report(report.Finding{
		Pos: at.Pos(), End: at.End(),
		Message: fmt.Sprintf("this decides by the value of %s%s, %s: its value orders nothing, others may have added what it does not show yet, so that too many get in or nobody is the last; decide on counter.Int or counter.Capped",
			r.name, where, r.kind),
		Related: related(at, r),
	})
}

func related(at ast.Expr, r *read) []analysis.RelatedInformation {
	if at.Pos() <= r.call.Pos() && r.call.End() <= at.End() {
		return nil
	}
	return []analysis.RelatedInformation{{Pos: r.call.Pos(), End: r.call.End(), Message: "the value is read here"}}
}

// joined tells whether the function has waited before for those that count: then the value is complete.
func (p *pkg) joined(at ast.Node, stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		var body *ast.BlockStmt
		switch fn := stack[i].(type) {
		case *ast.FuncDecl:
			body = fn.Body
		case *ast.FuncLit:
			body = fn.Body
		default:
			continue
		}
		waits := false
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				waits = waits || ok && sel.Sel.Name == "Wait" && n.End() < at.Pos()
			}
			return true
		})
		return waits
	}
	return false
}

func isBool(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsBoolean != 0
}

// orders tells whether the innermost function only puts things in an order, for a list that somebody reads.
func (p *pkg) orders(stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch fn := stack[i].(type) {
		case *ast.FuncDecl:
			return fn.Name.Name == "Less" || fn.Name.Name == "Compare"
		case *ast.FuncLit:
			if i == 0 {
				return false
			}
			call, ok := stack[i-1].(*ast.CallExpr)
			if !ok {
				return false
			}
			callee := p.callee(call)
			return callee != nil && callee.Pkg() != nil && (callee.Pkg().Path() == "sort" || callee.Pkg().Path() == "slices")
		}
	}
	return false
}

func isComparison(op token.Token) bool {
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}
