package plant

// Class: the result of Add dropped, and the number loaded again.

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
)

var reload = &Class{
	ID: "reload", Summary: "the result of Add dropped, and the number loaded again",
	Fitting: []string{"addload", "checkthenact"}, find: (*finder).reload,
}

func (f *finder) reload() {
	for _, o := range f.shared() {
		if o.verb != "Add" {
			continue
		}
		if _, dropped := o.at.Parent().Node().(*ast.ExprStmt); dropped {
			continue
		}
		stmt, ok := hoistable(o.at)
		if !ok {
			continue
		}
		f.plant(o.call, []analysis.TextEdit{insert(stmt.Pos(), f.text(o.call)+"; "), replace(o.call, f.rewritten(o, "Load"))}, []ast.Expr{o.cell}, stmt.Pos())
	}
}
