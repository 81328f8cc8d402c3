package copiedatomic

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
)

// An upstream knows what vet's copylocks reports, so that a host which runs it can drop what both say. It asks the analyzer
// itself, and only in a package where there is something to ask about.
type upstream struct {
	pass  *report.Pass
	asked bool
	found []analysis.Diagnostic
}

// reports tells whether copylocks reports at the node n or inside of it.
func (u *upstream) reports(n ast.Node) bool { return u.within(n.Pos(), n.End()) }

func (u *upstream) within(pos, end token.Pos) bool {
	if !u.asked {
		u.asked = true
		u.found = astx.Copylocks(u.pass.Fset, u.pass.Files, u.pass.Pkg, u.pass.TypesInfo)
	}
	for _, d := range u.found {
		if d.Pos >= pos && d.Pos < end || d.Pos <= pos && end <= d.End {
			return true
		}
	}
	return false
}
