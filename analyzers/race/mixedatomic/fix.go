package mixedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
)

// migrate makes the number an atomic type in all of the package, if nothing else feels that: then no access can be plain.
func migrate(pass *report.Pass, v *types.Var) *report.Fix {
	if v.Pkg() != pass.Pkg {
		return nil
	}
	to, ok := rewrite.Atomic(v.Type())
	if !ok {
		return nil
	}
	edits, err := rewrite.For(pass.Pass).Plan(v, to, rewrite.Options{})
	if err != nil {
		return nil
	}
	return &report.Fix{Message: "Make " + v.Name() + " an atomic." + to.Name, Class: finding.Safe, Edits: edits}
}

// fix makes the plain accesses of one function atomic, if each of them is a simple read, assignment or sum of a number whose type has
// no name of its own, in a file that imports sync/atomic.
func fix(pass *report.Pass, m *conc.Model, ss []site) *report.Fix {
	var edits []analysis.TextEdit
	for _, s := range ss {
		pkg := atomicName(pass, s.node.Pos())
		kind := suffix(s.access)
		if _, named := types.Unalias(number(s.access)).(*types.Named); pkg == "" || kind == "" || named {
			return nil
		}
		edit, ok := access(pass, m, s, pkg, kind)
		if !ok {
			return nil
		}
		edits = append(edits, edit...)
	}
	return &report.Fix{Message: "Make the access atomic", Class: finding.Safe, Edits: edits}
}

func access(pass *report.Pass, m *conc.Model, s site, pkg, kind string) ([]analysis.TextEdit, bool) {
	if star, ok := s.node.(*ast.StarExpr); ok && !s.access.Write {
		return []analysis.TextEdit{{Pos: star.Pos(), End: star.X.Pos(), NewText: []byte(pkg + ".Load" + kind + "(")}, {Pos: star.End(), End: star.End(), NewText: []byte(")")}}, true
	}
	insert := func(at token.Pos, text string) analysis.TextEdit {
		return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
	}
	switch n := s.node.(type) {
	case *ast.IncDecStmt:
		amount := ", 1)"
		if n.Tok == token.DEC {
			if strings.HasPrefix(kind, "U") {
				return nil, false
			}
			amount = ", -1)"
		}
		return []analysis.TextEdit{insert(n.Pos(), pkg+".Add"+kind+"(&"), {Pos: n.X.End(), End: n.End(), NewText: []byte(amount)}}, true
	case *ast.AssignStmt:
		if n.Tok != token.ADD_ASSIGN || len(n.Rhs) != 1 {
			return nil, false
		}
		return []analysis.TextEdit{insert(n.Pos(), pkg+".Add"+kind+"(&"), {Pos: n.Lhs[0].End(), End: n.Rhs[0].Pos(), NewText: []byte(", ")}, insert(n.End(), ")")}, true
	case ast.Expr:
		if !s.access.Write {
			return []analysis.TextEdit{insert(n.Pos(), pkg+".Load"+kind+"(&"), insert(n.End(), ")")}, true
		}
		stmt := assignment(m.Around(s.access), n)
		if stmt == nil || pass.TypesInfo.TypeOf(stmt.Rhs[0]) == nil {
			return nil, false
		}
		return []analysis.TextEdit{insert(n.Pos(), pkg+".Store"+kind+"(&"), {Pos: n.End(), End: stmt.Rhs[0].Pos(), NewText: []byte(", ")}, insert(stmt.End(), ")")}, true
	}
	return nil, false
}

// assignment finds the statement that only assigns e.
func assignment(around ast.Node, e ast.Expr) *ast.AssignStmt {
	var found *ast.AssignStmt
	ast.Inspect(around, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN && len(a.Lhs) == 1 && len(a.Rhs) == 1 && a.Lhs[0] == e {
			found = a
		}
		return found == nil
	})
	return found
}

// atomicName is the name under which the file at pos imports sync/atomic; "" if it does not.
func atomicName(pass *report.Pass, pos token.Pos) string {
	for _, f := range pass.Files {
		if pos < f.FileStart || f.FileEnd <= pos {
			continue
		}
		for _, spec := range f.Imports {
			if spec.Path.Value != `"sync/atomic"` {
				continue
			}
			switch {
			case spec.Name == nil:
				return "atomic"
			case spec.Name.Name != "_" && spec.Name.Name != ".":
				return spec.Name.Name
			}
		}
	}
	return ""
}
