package mutexatomic

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix drops the lock: every Lock and Unlock, the declaration, and the import of sync where nothing else needs it.
//
//	mu   sync.Mutex       s.mu.Lock()       defer s.mu.Unlock()
//	~~~~~~~~~~~~~~~ gone  ~~~~~~~~~~~ gone  ~~~~~~~~~~~~~~~~~~~ gone
//
// It is offered only where each of these stands on lines of its own, or beside other statements, and nothing else names the mutex.
func fix(pass *report.Pass, mu *conc.Mutex) *report.Fix {
	var edits []analysis.TextEdit
	calls := map[*ast.CallExpr]bool{}
	for _, s := range mu.Sections {
		calls[s.Lock] = true
		for _, unlock := range s.Unlocks {
			calls[unlock] = true
		}
	}
	files := map[*ast.File]bool{}
	drop := func(n ast.Node) bool {
		edit, ok := astx.DeleteLines(pass.Pass, n)
		edits = append(edits, edit)
		files[astx.FileOf(pass.Pass, n.Pos())] = true
		return ok
	}
	for call := range calls {
		stmt, ok := statement(pass, call)
		if !ok || !drop(stmt) && !cut(pass, stmt, &edits[len(edits)-1]) {
			return nil
		}
	}
	if named(pass, mu.Var) != len(calls) || placed(pass, mu.Var) {
		return nil // a literal that sets it, a test that locks it
	}
	decl := declaration(pass, mu.Var)
	if decl == nil || !drop(decl) {
		return nil
	}
	for _, f := range pass.Files {
		if !files[f] {
			continue
		}
		gone, ok := astx.DeleteImport(pass.Pass, f, "sync", edits)
		if !ok {
			return nil
		}
		edits = append(edits, gone...)
	}
	astx.SortEdits(edits)
	return &report.Fix{Message: "Remove the lock", Class: finding.Safe, Edits: edits}
}

// cut draws the edit that deletes a statement which shares its line with others of its list, and what parts it from one of them.
func cut(pass *report.Pass, stmt ast.Stmt, edit *analysis.TextEdit) bool {
	switch next, previous := astx.Next(pass.Pass, stmt), astx.Previous(pass.Pass, stmt); {
	case next != nil:
		*edit = analysis.TextEdit{Pos: stmt.Pos(), End: next.Pos()}
	case previous != nil:
		*edit = analysis.TextEdit{Pos: previous.End(), End: stmt.End()}
	default:
		return false
	}
	return !astx.CommentBetween(pass.Pass, edit.Pos, edit.End)
}

// statement returns the statement that consists of the call alone, deferred or not.
func statement(pass *report.Pass, call *ast.CallExpr) (ast.Stmt, bool) {
	if s, ok := astx.Enclosing[*ast.DeferStmt](pass.Pass, call); ok && s.Call == call {
		return s, true
	}
	s, ok := astx.Enclosing[*ast.ExprStmt](pass.Pass, call)
	if !ok || ast.Unparen(s.X) != call {
		return nil, false
	}
	return s, true
}

// named counts the places that name the mutex, its declaration left out.
func named(pass *report.Pass, v *types.Var) int {
	n := 0
	for _, used := range pass.TypesInfo.Uses {
		if u, ok := used.(*types.Var); ok && u.Origin() == v {
			n++
		}
	}
	return n
}

// placed tells whether a literal without keys sets the fields around v by their order.
func placed(pass *report.Pass, v *types.Var) bool {
	found := false
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 {
				return !found
			}
			if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); keyed {
				return !found
			}
			if s, ok := pass.TypesInfo.TypeOf(lit).Underlying().(*types.Struct); ok {
				for field := range s.Fields() {
					found = found || field.Origin() == v
				}
			}
			return !found
		})
	}
	return found
}

// declaration returns what declares the mutex and nothing else, or nil.
func declaration(pass *report.Pass, v *types.Var) ast.Node {
	file := astx.FileOf(pass.Pass, v.Pos())
	if file == nil {
		return nil
	}
	var found ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if len(n.Names) == 1 && n.Names[0].Pos() == v.Pos() && n.Doc == nil && n.Comment == nil {
				found = n
			}
		case *ast.GenDecl:
			if len(n.Specs) == 1 && declares(n.Specs[0], v) && n.Doc == nil {
				found = n
			}
		case *ast.ValueSpec:
			if declares(n, v) && found == nil && n.Doc == nil && n.Comment == nil {
				found = n
			}
		}
		return true
	})
	return found
}

func declares(s ast.Spec, v *types.Var) bool {
	spec, ok := s.(*ast.ValueSpec)
	return ok && len(spec.Names) == 1 && spec.Names[0].Pos() == v.Pos() && len(spec.Values) == 0
}
