package gaugeleak

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
	"github.com/counterlint/counterlint/internal/typex"
)

const runtimePath = "github.com/counterlint/counterlint/runtime/gauge"

// alternative raises and lowers the gauge in one line, where the package can use counterlint's gauge already:
//
//	g.Inc()           defer g.Enter()()
//	…
//	g.Dec()
//	~~~~~~~ gone
//
// An atomic.Int64 becomes a gauge.Gauge for that. Its value is a statistic then, and Enter allocates: somebody must want that.
func (w *watch) alternative() *report.Fix {
	call, raise, gone, _ := w.bracket()
	sel, ok := ast.Unparen(w.raise.call.Fun).(*ast.SelectorExpr)
	if call == nil || !ok || w.raise.amount != "1" || calls(sel.X) || !typex.Imports(w.p.pass.Pkg, runtimePath) {
		return nil
	}
	edits := append(gone, analysis.TextEdit{Pos: raise.Pos(), End: raise.End(), NewText: []byte("defer " + astx.Text(w.p.pass.Pass, sel.X) + ".Enter()()")})
	message := "Defer Enter, which lowers the gauge whatever happens"
	switch kind, _ := typeName(w.p.info.TypeOf(sel.X)); kind {
	case runtimePath + ".Gauge":
	case "sync/atomic.Int64":
		v, ok := w.raise.key.(*types.Var)
		if !ok || v.Pkg() != w.p.pass.Pkg || types.TypeString(v.Type(), nil) != kind {
			return nil
		}
		var err error
		edits, err = rewrite.New(w.p.pass.Pass).Exchange(v, rewrite.Exchange{
			Package: runtimePath, Name: "Gauge", Methods: map[string]string{"Add": "Add", "Load": "Value", "Store": "Set"}, Loose: true,
		}, edits)
		if err != nil {
			return nil
		}
		message = "Make " + v.Name() + " a gauge.Gauge, and defer its Enter"
	default:
		return nil
	}
	return &report.Fix{Message: message, Class: finding.NeedsReview, Edits: edits}
}
