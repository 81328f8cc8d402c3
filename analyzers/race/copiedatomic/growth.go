package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/report"
)

// This file looks at append: it may move the elements, while somebody holds the address of one.

// checkGrowth reports an append that moves elements whose addresses are in use.
func (c *checker) checkGrowth(cur inspector.Cursor, call *ast.CallExpr) {
	x := ast.Unparen(call.Args[0])
	if _, ok := c.info.TypeOf(x).Underlying().(*types.Slice); !ok {
		return
	}
	h := c.elementsHeld(x)
	if h == nil {
		return
	}
	if c.own.target(x, cur) || !c.assignedBack(cur, x) {
		return
	}
	// Elsewhere it may all happen before the growth, or after: only what keeps going on is evidence.
	fn := c.own.function(cur)
	i := slices.IndexFunc(c.handedOut(x), func(a address) bool { return a.fn == fn || a.byGetter })
	if i < 0 {
		return
	}
	at := c.handedOut(x)[i].at
	f := report.Finding{Pos: call.Pos(), End: call.End(), Category: "growth"}
	f.Related = append(f.Related, related(at, "an element's address is handed out here"))
	f.Message = fmt.Sprintf("append may move %s to a new array, while the address handed out at %s stays with the old one: its updates are lost; make %s a slice of pointers",
		c.describeElements(x, h, nil), c.where(at.Pos()), types.ExprString(x))
	c.report(f)
}

// assignedBack tells whether the result of the append at cur replaces x.
func (c *checker) assignedBack(cur inspector.Cursor, x ast.Expr) bool {
	as, ok := cur.Parent().Node().(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 {
		return false
	}
	v := c.own.variable(as.Lhs[0])
	return v != nil && v == c.own.variable(x)
}

// An address is that of an element of a slice, at a place from where it lives on.
type address struct {
	at       ast.Node
	fn       ast.Node // the function around it
	byGetter bool     // that function is exported and returns it
}

// handedOut returns where the address of an element of x, a field or variable, is handed out. A slice that is made with room to
// spare is taken never to move.
func (c *checker) handedOut(x ast.Expr) []address {
	if c.addresses == nil {
		c.findAddresses()
	}
	v := c.own.variable(x)
	if v == nil || c.roomy[v] {
		return nil
	}
	return c.addresses[v]
}

func (c *checker) findAddresses() {
	c.addresses, c.roomy = map[*types.Var][]address{}, map[*types.Var]bool{}
	for cur := range c.in.Root().Preorder((*ast.UnaryExpr)(nil), (*ast.AssignStmt)(nil), (*ast.KeyValueExpr)(nil), (*ast.ValueSpec)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.UnaryExpr:
			ix, ok := ast.Unparen(n.X).(*ast.IndexExpr)
			if n.Op != token.AND || !ok || !c.pass.Log.Evidence(n.Pos()) {
				continue
			}
			if v := c.own.variable(ix.X); v != nil {
				if leaves, byGetter := c.leaves(cur); leaves {
					c.addresses[v] = append(c.addresses[v], address{n, c.own.function(cur), byGetter})
				}
			}
		case *ast.AssignStmt:
			if len(n.Lhs) == len(n.Rhs) {
				for i, lhs := range n.Lhs {
					c.noteRoomy(lhs, n.Rhs[i])
				}
			}
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok {
				c.noteRoomy(id, n.Value)
			}
		case *ast.ValueSpec:
			for i, x := range n.Values {
				c.noteRoomy(n.Names[i], x)
			}
		}
	}
}

// noteRoomy notes a slice that is made with a capacity of its own, by make or by something that is not seen.
func (c *checker) noteRoomy(lhs, from ast.Expr) {
	v := c.own.variable(lhs)
	call, ok := ast.Unparen(from).(*ast.CallExpr)
	if v == nil || !ok {
		return
	}
	switch fn := typeutil.Callee(c.info, call).(type) {
	case *types.Builtin:
		c.roomy[v] = c.roomy[v] || fn.Name() == "make" && len(call.Args) == 3
	case *types.Func:
		c.roomy[v] = c.roomy[v] || fn.Pkg() == nil || fn.Name() == "Grow" || !moverPackages[fn.Pkg().Path()]
	default:
		c.roomy[v] = true
	}
}

// leaves tells whether the address that cur yields outlives the statement: stored, sent, used by a goroutine, or returned to who
// does that; and whether an exported function returns it, to whom nobody knows.
func (c *checker) leaves(cur inspector.Cursor) (leaves, byGetter bool) {
	for {
		up := cur.Parent()
		switch n := up.Node().(type) {
		case *ast.ParenExpr, *ast.KeyValueExpr, *ast.CompositeLit, *ast.UnaryExpr:
		case *ast.SendStmt:
			return true, false
		case *ast.ReturnStmt:
			return c.returned(up)
		case *ast.CallExpr:
			if b, ok := typeutil.Callee(c.info, n).(*types.Builtin); ok && b.Name() == "append" {
				break
			}
			return c.own.asyncUse(up), false
		case *ast.AssignStmt:
			for i, x := range n.Rhs {
				if x != cur.Node() || len(n.Lhs) != len(n.Rhs) {
					continue
				}
				id, ok := n.Lhs[i].(*ast.Ident)
				if !ok {
					return true, false
				}
				return c.kept(c.own.variable(id), up)
			}
			return false, false
		default:
			return false, false
		}
		cur = up
	}
}

// kept tells whether the pointer in v, which is set at cur, lives on.
func (c *checker) kept(v *types.Var, cur inspector.Cursor) (leaves, byGetter bool) {
	if v == nil {
		return false, false // the blank one
	}
	b := c.own.body(cur)
	if isPackageVar(v) || b != nil && len(b.handouts(v)) > 0 {
		return true, false
	}
	if b != nil && b.returned[v] {
		return c.returned(cur)
	}
	return false, false
}

// returned tells whether what the function around cur returns lives on. A helper's caller may be done with it before the next
// append.
func (c *checker) returned(cur inspector.Cursor) (leaves, byGetter bool) {
	for up := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		decl, ok := up.Node().(*ast.FuncDecl)
		if !ok {
			return false, false
		}
		if decl.Name.IsExported() {
			return true, true
		}
		type question struct{ returned *types.Func }
		fn, ok := c.info.Defs[decl.Name].(*types.Func)
		if !ok || c.own.asking[question{fn}] {
			return false, false
		}
		c.own.asking[question{fn}] = true
		defer delete(c.own.asking, question{fn})
		for _, use := range c.own.usesOf(fn) {
			if call, at := c.own.callOf(use); call != nil && c.pass.Log.Evidence(call.Pos()) {
				if leaves, byGetter := c.leaves(at); leaves {
					return true, byGetter
				}
			}
		}
		break
	}
	return false, false
}
