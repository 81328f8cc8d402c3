package rewrite

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
)

// A view is the package as one type-check saw it, and the files whose uses of the variable are looked at in it: all of them for
// the pass itself, the added ones where hidden files were checked beside it.
type view struct {
	*planner
	main  *view          // of the pass itself; nil for that one
	pass  *analysis.Pass // with the files and types of this view
	info  *types.Info
	v     *types.Var
	own   []*ast.File
	index *index
	all   inspector.Cursor // of all files, for what functions do
	uses  []*access

	moved  map[*ast.Ident]bool // uses whose text went elsewhere
	taken  map[takenName]bool
	held   map[types.Type]bool // what holds and shows found
	seen   map[types.Type]bool
	writes map[token.Pos]bool // functions that may write v, by the place of their names; see order.go
	chosen map[*ast.File]imported
}

// An access is one use of the variable, as the expression that denotes it.
type access struct {
	id    *ast.Ident
	expr  ast.Expr         // id, or the selector that ends in it
	outer inspector.Cursor // of expr with the parentheses around it
	how   manner
}

type manner int

const (
	read   manner = iota
	key           // of an element in a literal
	assign        // left side of an assignment
	incdec
	addressed
	ranged // assigned by a range clause
)

// An index finds what plans ask for in the syntax of a package.
type index struct {
	root    inspector.Cursor
	defs    map[token.Pos]inspector.Cursor   // names of variables, by their places
	uses    map[token.Pos][]inspector.Cursor // of those variables, in order
	unknown map[string][]inspector.Cursor    // names that stand for nothing known

	values map[types.Type][]inspector.Cursor // expressions by their types, but for plain ones
	others []inspector.Cursor                // other nodes that shape.go looks at
}

func newIndex(in *inspector.Inspector, info *types.Info) *index {
	x := &index{
		root: in.Root(), defs: map[token.Pos]inspector.Cursor{}, uses: map[token.Pos][]inspector.Cursor{},
		unknown: map[string][]inspector.Cursor{}, values: map[types.Type][]inspector.Cursor{},
	}
	for cur := range x.root.Preorder() {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			if v, ok := info.Uses[n].(*types.Var); ok {
				x.uses[v.Pos()] = append(x.uses[v.Pos()], cur)
			} else if v, ok := info.Defs[n].(*types.Var); ok {
				x.defs[v.Pos()] = cur
			} else if info.Uses[n] == nil && info.Defs[n] == nil {
				x.unknown[n.Name] = append(x.unknown[n.Name], cur)
			}
			if _, ok := info.Instances[n]; ok {
				x.others = append(x.others, cur)
			}
		case *ast.FuncType, *ast.FuncDecl, *ast.RangeStmt, *ast.CaseClause, *ast.MapType, *ast.ChanType, *ast.StructType, *ast.CompositeLit:
			x.others = append(x.others, cur)
		}
		e, ok := cur.Node().(ast.Expr)
		if !ok {
			continue
		}
		tv, ok := info.Types[e]
		if _, basic := tv.Type.(*types.Basic); ok && !basic && tv.IsValue() {
			x.values[tv.Type] = append(x.values[tv.Type], cur)
		}
	}
	return x
}

func newView(p *planner, pass *analysis.Pass, v *types.Var, own []*ast.File, x *index) *view {
	w := &view{
		planner: p, pass: pass, info: pass.TypesInfo, v: v, own: own, index: x, all: x.root,
		moved: map[*ast.Ident]bool{}, taken: map[takenName]bool{}, held: map[types.Type]bool{}, seen: map[types.Type]bool{}, chosen: map[*ast.File]imported{},
	}
	for _, cur := range x.uses[v.Pos()] {
		w.uses = append(w.uses, newAccess(cur))
	}
	return w
}

func newAccess(cur inspector.Cursor) *access {
	a := &access{id: cur.Node().(*ast.Ident), expr: cur.Node().(ast.Expr)}
	if cur.ParentEdgeKind() == edge.SelectorExpr_Sel {
		cur = cur.Parent()
		a.expr = cur.Node().(ast.Expr)
	} else if lit, ok := cur.Parent().Parent().Node().(*ast.CompositeLit); ok && cur.ParentEdgeKind() == edge.KeyValueExpr_Key && lit != nil {
		a.how = key // of a struct, or the caller finds that v is no field
	}
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	a.outer = cur
	switch cur.ParentEdgeKind() {
	case edge.AssignStmt_Lhs:
		a.how = assign
	case edge.IncDecStmt_X:
		a.how = incdec
	case edge.RangeStmt_Key, edge.RangeStmt_Value:
		a.how = ranged
	case edge.UnaryExpr_X:
		if cur.Parent().Node().(*ast.UnaryExpr).Op == token.AND {
			a.how = addressed
		}
	}
	return a
}

// draw makes the edits of all uses in the view's own files.
func (w *view) draw() {
	w.declare()
	for _, a := range w.uses {
		if a.how == key && !w.v.IsField() {
			a.how = read
		}
		switch {
		case !w.isOwn(a.id.Pos()):
		case w.exchange != nil:
			w.exchanged(a)
		default:
			w.use(a)
		}
	}
	if w.exchange == nil { // else the old type forbids copies and comparisons as the new one does
		if w.v.IsField() {
			w.shapes()
		}
		w.splits()
	}
	w.links()
	w.imports()
	w.editable()
}

func (w *view) isOwn(pos token.Pos) bool { return w.fileOf(pos) != nil }

// fileOf returns the file of pos among the view's own ones, or nil.
func (w *view) fileOf(pos token.Pos) *ast.File {
	i := slices.IndexFunc(w.own, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
	if i < 0 {
		return nil
	}
	return w.own[i]
}

// definition returns the cursor of the name that declares the variable; invalid if it is not among the files.
func (w *view) definition() inspector.Cursor { return w.index.defs[w.v.Pos()] }

// text returns the source of n.
func (w *view) text(n ast.Node) string { return astx.Text(w.pass, n) }

// typeName returns an expression for t at pos, or false if none of the names there stands for it.
func (w *view) typeName(t types.Type, pos token.Pos) (string, bool) {
	t = types.Unalias(t)
	var obj types.Object
	switch t := t.(type) {
	case *types.Basic:
		obj = types.Universe.Lookup(t.Name())
	case *types.Named:
		if t.TypeArgs().Len() > 0 {
			return "", false
		}
		obj = t.Obj()
	default:
		return "", false
	}
	file := w.fileOf(pos)
	scope := w.info.Scopes[file]
	if scope == nil {
		return "", false
	}
	if inner := scope.Innermost(pos); inner != nil {
		scope = inner
	}
	if obj.Pkg() == nil || obj.Pkg() == w.pass.Pkg || obj.Parent() != obj.Pkg().Scope() {
		_, found := scope.LookupParent(obj.Name(), pos)
		return obj.Name(), found == obj
	}
	for _, spec := range file.Imports {
		pn := w.info.PkgNameOf(spec)
		if pn == nil || pn.Imported() != obj.Pkg() || pn.Name() == "." || pn.Name() == "_" {
			continue
		}
		if _, found := scope.LookupParent(pn.Name(), pos); found == pn {
			return pn.Name() + "." + obj.Name(), true
		}
	}
	return "", false
}

// fresh returns a name for a new variable at pos, like base: one that means nothing in the function around it.
func (w *view) fresh(base string, pos token.Pos) string {
	file := w.fileOf(pos)
	var around ast.Node = file
	for _, d := range file.Decls {
		if d.Pos() <= pos && pos < d.End() {
			around = d
		}
	}
	used := map[string]bool{}
	for n := range ast.Preorder(around) {
		if id, ok := n.(*ast.Ident); ok {
			used[id.Name] = true
		}
	}
	free := func(name string) bool {
		return !used[name] && !w.taken[takenName{around.Pos(), name}] && !token.IsKeyword(name) && w.info.Scopes[file].Lookup(name) == nil &&
			w.pass.Pkg.Scope().Lookup(name) == nil && types.Universe.Lookup(name) == nil
	}
	name := base
	for i := 2; !free(name); i++ {
		name = base + strconv.Itoa(i)
	}
	w.taken[takenName{around.Pos(), name}] = true
	return name
}

type takenName struct {
	function token.Pos
	name     string
}

// inList tells whether a statement stands in a list, so that others can follow it.
func inList(stmt inspector.Cursor) bool {
	switch stmt.ParentEdgeKind() {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return true
	}
	return false
}

// newLine returns what begins a line below the statement.
func (w *view) newLine(stmt ast.Node) string { return "\n" + astx.Indent(w.pass, stmt.Pos()) }

// cut replaces the text between two nodes. A comment that stands there follows the new text, if it may.
func (w *view) cut(from, to token.Pos, text string) {
	for _, group := range w.fileOf(from).Comments {
		for _, c := range group.List {
			if c.End() <= from || to <= c.Pos() {
				continue
			}
			if text == "" || strings.HasPrefix(c.Text, "//") {
				w.refuse(c.Pos(), CommentLost, "a comment stands where the text changes")
				return
			}
			text += c.Text + " "
		}
	}
	w.replace(from, to, text)
}

// editable refuses edits in files that no person edits.
func (w *view) editable() {
	touched := map[*ast.File]bool{}
	for _, e := range w.edits {
		touched[w.fileOf(e.pos)] = true
	}
	for _, f := range w.own {
		tf := w.pass.Fset.File(f.FileStart)
		src, err := w.pass.ReadFile(tf.Name())
		switch {
		case !touched[f]:
		case ast.IsGenerated(f):
			w.refuse(f.Package, Uneditable, "the file is generated")
		case importsC(f):
			w.refuse(f.Package, Uneditable, "the file uses cgo")
		case w.pass.Fset.Position(f.Package).Filename != tf.Name() || bytes.Contains(src, []byte("\n//line ")):
			w.refuse(f.Package, Uneditable, "the file is made from another one")
		case err != nil || len(src) != tf.Size():
			w.refuse(f.Package, Uneditable, "the file cannot be read, or changed since")
		case astx.Before(astx.GoFloor(w.pass.Pkg, f), w.to.Go):
			w.refuse(f.Package, Release, "%s.%s needs %s", w.to.Package, w.to.Name, w.to.Go)
		}
	}
}

func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
}
