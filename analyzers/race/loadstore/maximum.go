package loadstore

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
	"github.com/counterlint/counterlint/internal/typex"
)

const runtimePath = "github.com/counterlint/counterlint/runtime/counter"

// alternative makes an atomic that is only ever raised and read a counter.Max, where the package can use counterlint's counters already:
//
//	if v > x.Load() {    x.Observe(v)
//		x.Store(v)
//	}
//
// A Max is not zero before the first observation, but less than all, which shows if only negative numbers come. A minimum that begins
// with a Store of something great is no such atomic, and one that begins with zero no minimum.
func alternative(pass *report.Pass, m *conc.Model, category string, store *conc.Op) *report.Fix {
	v := store.Key.Var
	if category != "extremum" || v == nil || v.Pkg() != pass.Pkg || types.TypeString(v.Type(), nil) != "sync/atomic.Int64" || !typex.Imports(pass.Pkg, runtimePath) {
		return nil
	}
	var edits []analysis.TextEdit
	for _, op := range m.OpsOf(store.Key) {
		if op.Kind != conc.Store {
			continue
		}
		edit, ok := observe(pass, m, op)
		if !ok {
			return nil
		}
		edits = append(edits, edit)
	}
	edits, err := rewrite.New(pass.Pass).Exchange(v, rewrite.Exchange{Package: runtimePath, Name: "Max", Methods: map[string]string{"Load": "Value"}}, edits)
	if err != nil {
		return nil
	}
	return &report.Fix{Message: "Make " + v.Name() + " a counter.Max", Class: finding.NeedsReview, Edits: edits}
}

// observe replaces the statement that raises a maximum.
func observe(pass *report.Pass, m *conc.Model, store *conc.Op) (analysis.TextEdit, bool) {
	for _, load := range m.Loads(store) {
		ifStmt, v, op := compareAndStore(pass, load, store)
		sel, ok := ast.Unparen(store.Call.Fun).(*ast.SelectorExpr)
		if !ok || op != token.GTR && op != token.GEQ || store.Form != conc.Method || types.ExprString(load.Recv) != types.ExprString(store.Recv) {
			continue
		}
		text := astx.Text(pass.Pass, sel.X) + ".Observe(" + v.Name + ")"
		if isElse(pass, ifStmt) {
			text = "{ " + text + " }"
		}
		return analysis.TextEdit{Pos: ifStmt.Pos(), End: ifStmt.End(), NewText: []byte(text)}, true
	}
	return analysis.TextEdit{}, false
}
