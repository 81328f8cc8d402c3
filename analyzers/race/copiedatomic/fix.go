package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// This file draws the fixes: an atomic store in place of an overwriting assignment, a loop over the index in place of one over
// copies, a pointer receiver in place of one by value.
//
// The last two make code work on the original that worked on a copy. That is the point where it updates atomics; where it
// might write anything else, the fix needs review.

// storeZero replaces "x = T{}" by stores to the atomics of x.
func (c *checker) storeZero(cur inspector.Cursor, lhs, from ast.Expr) *report.Fix {
	stmt := cur.Node().(*ast.AssignStmt)
	lit, ok := ast.Unparen(from).(*ast.CompositeLit)
	if !ok || len(lit.Elts) > 0 || len(stmt.Lhs) != 1 || len(c.own.calls(lhs)) > 0 {
		return nil
	}
	// *p = T{}  →  p.Store(0)
	// -    ---    +
	base := lhs
	if star, ok := lhs.(*ast.StarExpr); ok {
		base = ast.Unparen(star.X)
	}
	if _, again := base.(*ast.StarExpr); again {
		return nil
	}
	text := astx.Text(c.pass.Pass, base)
	stores, ok := c.stores(text, c.info.TypeOf(lhs))
	if !ok || len(stores) == 0 || len(stores) > 1 && !isStatement(cur) {
		return nil
	}
	edits := []analysis.TextEdit{{
		Pos: stmt.Pos(), End: stmt.End(), NewText: []byte(strings.Join(stores, "\n"+astx.Indent(c.pass.Pass, stmt.Pos()))),
	}}
	more, ok := astx.DeleteImport(c.pass.Pass, astx.FileOf(c.pass.Pass, stmt.Pos()), "sync/atomic", edits)
	if !ok {
		return nil
	}
	edits = append(edits, more...)
	astx.SortEdits(edits)
	return &report.Fix{Message: "Store zero atomically", Class: finding.Safe, Edits: edits}
}

// stores returns a store of the zero value for each atomic of x, a value of type t, and reports false if t holds anything else.
func (c *checker) stores(x string, t types.Type) (lines []string, ok bool) {
	if named, isNamed := types.Unalias(t).(*types.Named); isNamed && named.Obj().Pkg() != nil && namedKind(named) == counter {
		zero := map[string]string{
			"Bool": "false", "Pointer": "nil", "Int32": "0", "Int64": "0", "Uint32": "0", "Uint64": "0", "Uintptr": "0",
		}[named.Obj().Name()]
		if zero == "" || named.Obj().Pkg().Path() != "sync/atomic" {
			return nil, false // atomic.Value cannot be emptied
		}
		return []string{fmt.Sprintf("%s.Store(%s)", x, zero)}, true
	}
	s, isStruct := t.Underlying().(*types.Struct)
	if !isStruct || s.NumFields() > 8 {
		return nil, false
	}
	for f := range s.Fields() {
		if f.Name() == "_" {
			continue // padding
		}
		more, ok := c.stores(x+"."+f.Name(), f.Type())
		if !ok || !f.Exported() && f.Pkg() != c.pass.Pkg {
			return nil, false
		}
		lines = append(lines, more...)
	}
	return lines, true
}

func isStatement(cur inspector.Cursor) bool {
	switch cur.Parent().Node().(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// indexLoop replaces "for _, v := range xs {" by "for i := range xs { v := &xs[i]".
func (c *checker) indexLoop(cur inspector.Cursor, n *ast.RangeStmt) *report.Fix {
	v, ok := n.Value.(*ast.Ident)
	x := ast.Unparen(n.X)
	if !ok || n.Tok != token.DEFINE || len(c.own.calls(x)) > 0 || len(n.Body.List) == 0 {
		return nil
	}
	switch u := c.info.TypeOf(x).Underlying().(type) {
	case *types.Slice, *types.Array:
	case *types.Pointer:
		if _, ok := u.Elem().Underlying().(*types.Array); !ok {
			return nil
		}
	default:
		return nil // a map's elements have no address, an iterator's none that is known
	}
	body, _ := cur.FindNode(n.Body)
	obj := c.info.Defs[v].(*types.Var)
	use := c.usage(body, obj)
	if use == misfit || c.reassigns(body, x) {
		return nil
	}
	class := finding.Safe
	if use == writes || c.mentions(body, c.own.variable(x)) {
		class = finding.NeedsReview // what the body does to the original did not reach the copy
	}
	file := c.pass.Fset.File(n.Pos())
	first := n.Body.List[0]
	if file.Line(first.Pos()) == file.Line(n.Body.Lbrace) {
		return nil
	}
	// for _, v := range xs {
	//     +----
	// + v := &xs[i]
	index, _ := n.Key.(*ast.Ident)
	if index == nil {
		return nil
	}
	name := index.Name
	if name == "_" {
		name = c.freeName(body, "i", "j", "k", "idx")
	}
	if name == "" || c.assigned(body, c.info.Defs[index]) {
		return nil
	}
	below := file.LineStart(file.Line(n.Body.Lbrace) + 1)
	line := fmt.Sprintf("%s%s := &%s[%s]\n", astx.Indent(c.pass.Pass, first.Pos()), v.Name, astx.Text(c.pass.Pass, x), name)
	return &report.Fix{Message: "Range over the index, and take the element's address", Class: class, Edits: []analysis.TextEdit{
		{Pos: n.Key.Pos(), End: n.Value.End(), NewText: []byte(name)},
		{Pos: below, End: below, NewText: []byte(line)},
	}}
}

// pointerReceiver replaces "func (s T) M()" by "func (s *T) M()". For code that is not seen that is another method set, so it
// is safe only where the type cannot be named elsewhere, and not for methods that others find by their name.
func (c *checker) pointerReceiver(cur inspector.Cursor, decl *ast.FuncDecl, fn *types.Func) *report.Fix {
	recv := decl.Recv.List[0]
	class := finding.NeedsReview
	if name := typeName(fn.Signature().Recv().Type()); name != nil && (!name.Exported() || c.pass.Pkg.Name() == "main") && !c.dynamic(fn) {
		class = finding.Safe
	}
	if len(recv.Names) == 1 && decl.Body != nil {
		if v, ok := c.info.Defs[recv.Names[0]].(*types.Var); ok {
			body, _ := cur.FindNode(decl.Body)
			switch c.usage(body, v) {
			case misfit:
				return nil
			case writes:
				class = finding.NeedsReview
			}
		}
	}
	return &report.Fix{Message: "Take a pointer receiver", Class: class, Edits: []analysis.TextEdit{
		{Pos: recv.Type.Pos(), End: recv.Type.Pos(), NewText: []byte("*")},
	}}
}

// dynamic tells whether fn may be called through an interface that is found at run time: one of this package's, or one that is
// asked for by printing, encoding, sorting and the like.
func (c *checker) dynamic(fn *types.Func) bool {
	switch fn.Name() {
	case "String", "GoString", "Format", "Error", "Unwrap", "Is", "As", "MarshalJSON", "MarshalText", "MarshalBinary", "MarshalXML", "MarshalYAML",
		"GobEncode", "LogValue", "Len", "Less", "Swap", "Close", "Read", "Write", "WriteTo", "ServeHTTP", "Describe", "Collect", "RoundTrip", "Handle":
		return true
	case "Value": // of database/sql/driver
		return fn.Signature().Results().Len() == 2
	}
	return c.own.exposedByInterface(fn)
}

// What a body does with a value that shall become a pointer.
const (
	reads  = iota // reads plain fields, calls methods of its atomics
	writes        // may write something else too
	misfit        // uses it in a way that does not fit a pointer
)

// usage tells what body does with v.
func (c *checker) usage(body inspector.Cursor, v *types.Var) int {
	worst := reads
	for cur := range body.Preorder((*ast.Ident)(nil)) {
		if c.info.Uses[cur.Node().(*ast.Ident)] != v {
			continue
		}
		worst = max(worst, c.use(cur))
	}
	return worst
}

// use classifies one mention of a variable: the longest chain of fields from it, and what stands around that.
func (c *checker) use(cur inspector.Cursor) int {
	sel, ok := cur.Parent().Node().(*ast.SelectorExpr)
	if !ok || sel.X != cur.Node() {
		return misfit
	}
	for child, up := cur, cur.Parent(); ; child, up = up, up.Parent() {
		switch n := up.Node().(type) {
		case *ast.SelectorExpr:
			s := c.info.Selections[n]
			if s == nil {
				return misfit
			}
			if s.Kind() == types.FieldVal {
				if isReference(c.info.TypeOf(n)) {
					return reads // shared by the copy already
				}
				continue
			}
			recv := s.Obj().(*types.Func).Signature().Recv().Type()
			if p, ok := recv.(*types.Pointer); ok {
				if named, ok := types.Unalias(p.Elem()).(*types.Named); ok && named.Obj().Pkg() != nil && namedKind(named) == counter {
					return reads
				}
				return writes
			}
			return reads
		case *ast.IndexExpr:
			if n.X != child.Node() {
				return reads // an index
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				return writes
			}
			return reads
		case *ast.IncDecStmt:
			return writes
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if lhs.Pos() <= cur.Node().Pos() && cur.Node().Pos() < lhs.End() {
					return writes
				}
			}
			return reads
		case *ast.RangeStmt:
			return writes
		default:
			return reads
		}
	}
}

// reassigns tells whether body may set x or a variable on the way to it, or make its slice grow.
func (c *checker) reassigns(body inspector.Cursor, x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := c.info.Uses[id].(*types.Var); ok && c.assigned(body, v) {
				found = true
			}
		}
		return !found
	})
	return found
}

// assigned tells whether body assigns to obj, or takes its address.
func (c *checker) assigned(body inspector.Cursor, obj types.Object) bool {
	names := func(e ast.Expr) bool {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			return obj != nil && c.info.Uses[e] == obj
		case *ast.SelectorExpr:
			return obj != nil && c.info.Uses[e.Sel] == obj
		}
		return false
	}
	for cur := range body.Preorder((*ast.AssignStmt)(nil), (*ast.IncDecStmt)(nil), (*ast.UnaryExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if names(lhs) {
					return true
				}
			}
		case *ast.IncDecStmt:
			if names(n.X) {
				return true
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND && names(n.X) {
				return true
			}
		}
	}
	return false
}

func (c *checker) mentions(body inspector.Cursor, v *types.Var) bool {
	for cur := range body.Preorder((*ast.Ident)(nil)) {
		if v != nil && c.info.Uses[cur.Node().(*ast.Ident)] == v {
			return true
		}
	}
	return false
}

// freeName returns the first of names that body does not mention, or "".
func (c *checker) freeName(body inspector.Cursor, names ...string) string {
	used := map[string]bool{}
	for cur := range body.Preorder((*ast.Ident)(nil)) {
		used[cur.Node().(*ast.Ident).Name] = true
	}
	for _, name := range names {
		if !used[name] {
			return name
		}
	}
	return ""
}
