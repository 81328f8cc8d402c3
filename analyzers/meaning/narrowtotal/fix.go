package narrowtotal

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix widens the declared type and the conversions of what is added:
//
//	bytes atomic.Uint32
//	      ~~~~~~~~~~~~~ atomic.Uint64
//	s.bytes.Add(uint32(n))
//	            ~~~~~~ uint64
//
// Where the number is used with another type of 32 bits, the result does not compile, and is not offered. Where it goes into an
// interface, its width may be part of a format: somebody must look. A plain number becomes no 64-bit one: it might be misaligned.
func fix(pass *report.Pass, v *types.Var, ops []*conc.Op) *report.Fix {
	if v.Exported() {
		return nil
	}
	typ := declared(pass, v)
	if typ == nil {
		return nil
	}
	class := finding.Safe
	edits := []analysis.TextEdit{widened(typ.Sel)}
	for _, op := range ops {
		if op.Form != conc.Method || op.Recv == nil {
			return nil
		}
		if boxed(op.Result) {
			class = finding.NeedsReview
		}
		if conv, ok := op.Delta.Expr.(*ast.CallExpr); ok && pass.TypesInfo.Types[conv.Fun].IsType() {
			id, ok := ast.Unparen(conv.Fun).(*ast.Ident)
			if !ok {
				return nil
			}
			if edit := widened(id); edit.NewText != nil {
				edits = append(edits, edit)
			}
		}
	}
	astx.SortEdits(edits)
	return &report.Fix{Message: "Make it 64 bits wide", Class: class, Edits: edits}
}

// widened turns the 32 at the end of a name into 64; without one the edit is empty.
func widened(id *ast.Ident) analysis.TextEdit {
	name, ok := strings.CutSuffix(id.Name, "32")
	if !ok {
		return analysis.TextEdit{}
	}
	return analysis.TextEdit{Pos: id.Pos() + token.Pos(len(name)), End: id.End(), NewText: []byte("64")}
}

// declared returns the type in the declaration of v, written as atomic.Int32 or atomic.Uint32 and shared with no other name.
func declared(pass *report.Pass, v *types.Var) (typ *ast.SelectorExpr) {
	file := astx.FileOf(pass.Pass, v.Pos())
	if file == nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		var names []*ast.Ident
		var t ast.Expr
		switch n := n.(type) {
		case *ast.Field:
			names, t = n.Names, n.Type
		case *ast.ValueSpec:
			names, t = n.Names, n.Type
		}
		if len(names) == 1 && names[0].Pos() == v.Pos() {
			if sel, ok := t.(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "nt32") {
				typ = sel
			}
		}
		return typ == nil
	})
	return typ
}

// boxed tells whether the value goes into an interface.
func boxed(v ssa.Value) bool {
	if v == nil || v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		_, ok := r.(*ssa.MakeInterface)
		return ok
	})
}
