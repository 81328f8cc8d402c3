package plant

// Class: Swap(0) split into Load and Store(0).

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
)

var swap = &Class{
	ID: "swap", Summary: "Swap(0) of a number that others add to, split into Load and Store(0)",
	Fitting: []string{"splitreset", "loadstore"}, find: (*finder).swap,
}

func (f *finder) swap() {
	for _, o := range f.shared() {
		if o.verb != "Swap" || f.others(o, func(p *op) bool { return p.verb == "Add" }) == 0 {
			continue
		}
		if n, known := f.constant(o.args[0]); !known || n != 0 {
			continue
		}
		if _, dropped := o.at.Parent().Node().(*ast.ExprStmt); dropped {
			continue // a mere reset
		}
		stmt, ok := hoistable(o.at)
		if !ok {
			continue
		}
		load, store := f.rewritten(o, "Load"), f.rewritten(o, "Store", "0")
		if assign, ok := stmt.(*ast.AssignStmt); ok && assign.Tok == token.DEFINE {
			f.plant(o.call, []analysis.TextEdit{replace(o.call, load), insert(stmt.End(), "; "+store)}, []ast.Expr{o.cell}, stmt.Pos(), stmt.End())
			continue
		}
		f.plant(o.call, []analysis.TextEdit{insert(stmt.Pos(), "taken := "+load+"; "+store+"; "), replace(o.call, "taken")}, []ast.Expr{o.cell}, stmt.Pos())
	}
}
