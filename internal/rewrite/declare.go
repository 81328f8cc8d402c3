package rewrite

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
)

// This file rewrites the declaration.

// declare draws the declaration, if it stands in a file of this view.
func (w *view) declare() {
	def := w.definition()
	if !def.Valid() || !w.isOwn(w.v.Pos()) {
		return
	}
	switch def.ParentEdgeKind() {
	case edge.Field_Names:
		w.field(def)
	case edge.ValueSpec_Names:
		w.spec(def)
	case edge.AssignStmt_Lhs:
		w.define(def)
	default:
		w.refuse(w.v.Pos(), Statement, "%s is declared by a statement that has no place for a type", w.v.Name())
	}
}

// target returns the target's type as the declaration's file names it, and imports its package.
func (w *view) target(pos token.Pos) (string, bool) {
	file := w.fileOf(pos)
	name, edits := astx.AddImport(w.pass, file, w.to.Package, pos)
	if name == "" {
		w.refuse(pos, Import, "no name is left for %s", w.to.Package)
		return "", false
	}
	if len(edits) > 0 && importsC(file) {
		w.refuse(pos, Uneditable, "the file uses cgo")
	}
	w.chosen[file] = imported{name, edits}
	return name + "." + w.to.Name, true
}

// field draws
//
//	a, n int64
//
//	a int64
//	n atomic.Int64
func (w *view) field(def inspector.Cursor) {
	field := def.Parent().Node().(*ast.Field)
	if field.Tag != nil {
		w.refuse(field.Tag.Pos(), Encoded, "%s has a tag", w.v.Name())
		return
	}
	typ, ok := w.target(w.v.Pos())
	if !ok {
		return
	}
	// In struct{ a, n int64 } on one line the new line is a semicolon.
	fields := def.Parent().Parent().Node().(*ast.FieldList)
	line := func(pos token.Pos) int { return w.pass.Fset.File(pos).Line(pos) }
	separator := w.newLine(field)
	if line(fields.Pos()) == line(field.Pos()) {
		separator = "; "
	}
	w.divide(field.Names, field.Type, typ, separator)
}

// divide gives the variable its own line in a list of names that share a type.
func (w *view) divide(names []*ast.Ident, old ast.Expr, typ, separator string) {
	i := slices.IndexFunc(names, func(id *ast.Ident) bool { return id.Pos() == w.v.Pos() })
	if i > 0 {
		w.cut(names[i-1].End(), names[i].Pos(), " "+w.text(old)+separator)
	}
	if i+1 < len(names) {
		w.cut(names[i].End(), names[i+1].Pos(), " "+typ+separator)
		return
	}
	w.cut(old.Pos(), old.End(), typ)
}

// spec draws a var declaration. What it begins with, other than zero, follows as a statement, in functions alone:
//
//	var n int64 = e
//
//	var n atomic.Int64
//	n.Store(e)
func (w *view) spec(def inspector.Cursor) {
	spec := def.Parent().Node().(*ast.ValueSpec)
	gen := def.Parent().Parent()
	decl := gen.Parent() // a DeclStmt in functions
	grouped := gen.Node().(*ast.GenDecl).Lparen.IsValid()
	i := slices.IndexFunc(spec.Names, func(id *ast.Ident) bool { return id.Pos() == w.v.Pos() })
	if len(spec.Values) == 0 {
		typ, ok := w.target(w.v.Pos())
		if !ok {
			return
		}
		separator := w.newLine(spec)
		if !grouped {
			separator += "var "
		}
		w.divide(spec.Names, spec.Type, typ, separator)
		return
	}
	if len(spec.Values) != len(spec.Names) {
		w.refuse(spec.Pos(), Initial, "%s is one of several results", w.v.Name())
		return
	}
	value := spec.Values[i]
	follows := !w.zero(value)
	if follows && (!isDeclStmt(decl) || !inList(decl) || grouped) {
		w.refuse(value.Pos(), Initial, "%s begins with %s, and no statement can follow", w.v.Name(), w.text(value))
		return
	}
	if len(spec.Names) > 1 {
		w.refuse(spec.Pos(), Initial, "%s is declared with other names and their values", w.v.Name())
		return
	}
	typ, ok := w.target(w.v.Pos())
	if !ok {
		return
	}
	w.begin(spec.Names[0], value, typ, "", decl, follows)
}

// begin replaces what stands between a name and its first value by the type.
func (w *view) begin(name *ast.Ident, value ast.Expr, typ, keyword string, stmt inspector.Cursor, follows bool) {
	if keyword != "" {
		w.before(name, keyword)
	}
	if !follows {
		w.cut(name.End(), value.End(), " "+typ)
		return
	}
	if w.shadowsItself(name, value) {
		w.refuse(value.Pos(), Initial, "%s begins with another variable of its name", name.Name)
		return
	}
	w.cut(name.End(), value.Pos(), " "+typ+w.newLine(stmt.Node())+name.Name+"."+w.to.Store+"(")
	w.given(value)
	w.edits = append(w.edits, edit{value.End(), value.End(), ")", 1 << 29})
}

// shadowsItself tells whether value names something that name hides from the next line on.
func (w *view) shadowsItself(name *ast.Ident, value ast.Expr) (found bool) {
	ast.Inspect(value, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, func(m ast.Node) bool {
				id, ok := m.(*ast.Ident)
				found = found || ok && id.Name == name.Name
				return !found
			})
			return false
		case *ast.Ident:
			found = found || n.Name == name.Name
		}
		return !found
	})
	return found
}

// define draws
//
//	n := e
//
//	var n atomic.Int64
//	n.Store(e)
//
// and takes n out of a list whose other values do not depend on each other.
func (w *view) define(def inspector.Cursor) {
	cur := def.Parent()
	stmt := cur.Node().(*ast.AssignStmt)
	if !inList(cur) {
		w.refuse(w.v.Pos(), Statement, "%s is declared in the head of a statement", w.v.Name())
		return
	}
	if len(stmt.Lhs) > 1 {
		w.defineAmong(def, cur, stmt)
		return
	}
	typ, ok := w.target(w.v.Pos())
	if !ok {
		return
	}
	w.begin(def.Node().(*ast.Ident), stmt.Rhs[0], typ, "var ", cur, !w.zero(stmt.Rhs[0]))
}

// defineAmong draws a variable that is declared together with others:
//
//	n, err := f()
//
//	n2, err := f()
//	var n atomic.Int64
//	n.Store(n2)
func (w *view) defineAmong(def, cur inspector.Cursor, stmt *ast.AssignStmt) {
	i := slices.Index(stmt.Lhs, def.Node().(ast.Expr))
	if len(stmt.Rhs) != len(stmt.Lhs) {
		typ, ok := w.target(w.v.Pos())
		if !ok {
			return
		}
		name := w.fresh(w.v.Name(), w.v.Pos())
		w.replace(def.Node().Pos(), def.Node().End(), name)
		w.after(stmt, w.newLine(stmt)+"var "+w.v.Name()+" "+typ)
		w.edits[len(w.edits)-1].rank--
		w.storeAfter(stmt, w.v.Name(), name)
		return
	}
	others := slices.ContainsFunc(stmt.Lhs, func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && id != def.Node() && id.Name != "_" && w.info.Defs[id] != nil
	})
	if !others || !w.independent(stmt) {
		w.refuse(stmt.Pos(), Statement, "%s is one of several that are declared together", w.v.Name())
		return
	}
	typ, ok := w.target(w.v.Pos())
	if !ok {
		return
	}
	value := stmt.Rhs[i]
	w.removeFrom(stmt.Lhs, i)
	w.removeFrom(stmt.Rhs, i)
	w.after(stmt, w.newLine(stmt)+"var "+w.v.Name()+" "+typ)
	w.edits[len(w.edits)-1].rank--
	switch {
	case w.zero(value):
	case w.shadowsItself(def.Node().(*ast.Ident), value):
		w.refuse(value.Pos(), Initial, "%s begins with another variable of its name", w.v.Name())
	case w.untyped(value):
		w.after(stmt, w.newLine(stmt)+w.v.Name()+"."+w.to.Store+"("+w.text(value)+")")
	default:
		w.storeAfter(stmt, w.v.Name(), w.text(value))
	}
}
