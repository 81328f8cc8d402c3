package mutexatomic

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "mutexatomic", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "cost",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Fix:        finding.Safe,
	Questions:  []string{"Ex8", "Q2"},
	Categories: []rule.Category{{ID: "needless-lock", Summary: "every critical section of the mutex holds just one atomic operation"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	var fixed fields
	for _, mu := range m.Mutexes() {
		if !needless(mu, func(v *types.Var) bool { return fixed.is(pass, v) }) {
			continue
		}
		first := mu.Sections[0]
		pass.Report(report.Finding{
			Pos: first.Lock.Pos(), End: first.Lock.End(),
			Message: fmt.Sprintf("%s guards one atomic operation at a time and nothing else (here %s of %s; %s), which needs no lock: remove it",
				lockName(first.Lock), first.Ops[0].Kind, first.Ops[0].Name(), sections(mu)),
			Related: related(mu),
			Fix:     fix(pass, mu),
		})
	}
	return nil
}

// needless tells whether all that the mutex does is to surround single atomic operations. fixed tells whether a field never changes
// once its object is made.
func needless(mu *conc.Mutex, fixed func(*types.Var) bool) bool {
	if mu.Foreign != "" || len(mu.Odd) > 0 || len(mu.Sections) == 0 {
		return false
	}
	for _, s := range mu.Sections {
		if len(s.Ops) != 1 || s.Ops[0].Via != nil {
			return false
		}
		for _, instr := range s.Body {
			if instr != ssa.Instruction(s.Ops[0].Instr) && !computes(instr, s.Ops[0], fixed) {
				return false
			}
		}
	}
	return true
}

// computes tells whether an instruction beside the operation touches nothing that a lock could guard: it computes with values, looks
// at what the operation yields, or reads the pointer to the counter from a field that never changes.
func computes(instr ssa.Instruction, op *conc.Op, fixed func(*types.Var) bool) bool {
	switch i := instr.(type) {
	case *ssa.BinOp, *ssa.TypeAssert, *ssa.Field:
		return true
	case *ssa.Call:
		b, ok := i.Call.Value.(*ssa.Builtin)
		return ok && (b.Name() == "len" || b.Name() == "cap" || b.Name() == "min" || b.Name() == "max")
	case *ssa.UnOp:
		if i.Op != token.MUL {
			return i.Op != token.ARROW
		}
		if loaded(i.X, op.Result) {
			return true
		}
		field, ok := i.X.(*ssa.FieldAddr)
		if _, pointer := i.Type().Underlying().(*types.Pointer); !ok || !pointer {
			return false
		}
		v := fieldOf(field)
		return v != nil && fixed(v)
	}
	return false
}

// loaded tells whether an address lies in what the operation has loaded.
func loaded(addr, result ssa.Value) bool {
	for addr != nil {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.TypeAssert:
			addr = a.X
		default:
			return addr == result
		}
	}
	return false
}

func fieldOf(fa *ssa.FieldAddr) *types.Var {
	ptr, ok := fa.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := ptr.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(fa.Field).Origin()
}

// fields knows which fields of the package something is assigned to after their objects are made.
type fields struct{ assigned map[*types.Var]bool }

// is tells whether nothing but a literal ever sets the field.
func (f *fields) is(pass *report.Pass, v *types.Var) bool {
	if f.assigned == nil {
		f.assigned = map[*types.Var]bool{}
		note := func(e ast.Expr) {
			if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
				if v, ok := pass.TypesInfo.Uses[sel.Sel].(*types.Var); ok {
					f.assigned[v.Origin()] = true
				}
			}
		}
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, left := range n.Lhs {
						note(left)
					}
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						note(n.X)
					}
				case *ast.RangeStmt:
					note(n.Key)
					note(n.Value)
				}
				return true
			})
		}
	}
	return !v.Exported() && !f.assigned[v]
}

func sections(mu *conc.Mutex) string {
	if n := len(mu.Sections); n > 1 {
		return fmt.Sprintf("%d sections, all of this kind", n)
	}
	return "its only section"
}

func related(mu *conc.Mutex) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	for _, s := range mu.Sections[1:] {
		rel = append(rel, analysis.RelatedInformation{Pos: s.Lock.Pos(), End: s.Lock.End(), Message: "locked here for one atomic operation too"})
	}
	return rel
}

// lockName is the mutex as it is written in the Lock call.
func lockName(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return types.ExprString(sel.X)
	}
	return types.ExprString(call.Fun)
}
