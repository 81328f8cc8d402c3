package shardpick

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/typex"
)

// open reads the assignments and functions of the package, which is enough to see where an index comes from.
func (p *picker) open() {
	p.evidence(func(file *ast.File) { p.files = append(p.files, file) })
	p.values = astx.NewValues(p.info, p.files)
	p.pulled = astx.Pulled(p.pass.Pkg, p.pass.Files)
	p.decls = map[*types.Func]*ast.FuncDecl{}
	for _, file := range p.files {
		for _, d := range file.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && decl.Body != nil {
				if fn, ok := p.info.Defs[decl.Name].(*types.Func); ok {
					p.decls[fn] = decl
				}
			}
		}
	}
}

// learned returns what the package does with its cells. It is read once, and only where an index looks bad.
func (p *picker) learned() *habits {
	if p.habits != nil {
		return p.habits
	}
	p.habits = &habits{
		calls:  map[*types.Func][]*ast.CallExpr{},
		summed: map[*types.Var]bool{}, shown: map[*types.Var]bool{}, other: map[*types.Var]bool{},
		added: map[types.Object]bool{}, old: map[types.Object]bool{},
	}
	for _, file := range p.files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			p.learnNode(n, stack)
			return true
		})
	}
	return p.habits
}

func (p *picker) learnNode(n ast.Node, stack []ast.Node) {
	if add, ok := astx.AdditionAt(p.info, n); ok {
		p.learnAddition(add)
	}
	switch n := n.(type) {
	case *ast.RangeStmt:
		p.learnSum(n.Body, n.X)
	case *ast.ForStmt:
		p.learnSum(n.Body, nil)
	case *ast.CallExpr:
		if fn := typeutil.StaticCallee(p.info, n); fn != nil {
			if isFunc(fn, "math/rand", "Seed") {
				p.habits.seeds = append(p.habits.seeds, n)
			}
			if fn.Pkg() == p.pass.Pkg {
				p.habits.calls[fn.Origin()] = append(p.habits.calls[fn.Origin()], n)
			}
			p.learnRead(n, fn, stack)
		}
		p.learnMethod(n)
	case *ast.Ident:
		p.learnUse(n, stack)
	}
}

func (p *picker) learnAddition(add astx.Addition) {
	b, basic := under[*types.Basic](p.info.TypeOf(add.Target))
	old := add.Atomic && basic && b.Info()&types.IsInteger != 0
	mark := func(obj types.Object) {
		p.habits.added[obj] = true
		if old {
			p.habits.old[obj] = true
		}
	}
	if index := p.element(add.Target, 0); index != nil {
		if v := p.array(index.X); v != nil {
			mark(v)
		}
	}
	// s.n.Add(1) adds to the type of s, however s was come by.
	for e := ast.Unparen(add.Target); ; {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			break
		}
		e = ast.Unparen(sel.X)
		if name := typeName(p.info.TypeOf(e)); name != nil {
			mark(name)
		}
	}
}

// learnMethod takes a call such as cells[i].Inc() on a cell type of another package for an addition.
func (p *picker) learnMethod(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	switch sel.Sel.Name {
	case "Add", "Inc", "Increment", "Dec", "Sub":
		if index := p.element(sel.X, 0); index != nil {
			if v := p.array(index.X); v != nil {
				p.habits.added[v] = true
			}
		}
	}
}

// learnSum finds the arrays whose elements body, the body of a loop over over, adds up.
func (p *picker) learnSum(body *ast.BlockStmt, over ast.Expr) {
	ast.Inspect(body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || !isSum(assign) || p.element(assign.Lhs[0], 0) != nil {
			return true
		}
		if over != nil {
			if v := p.array(over); v != nil {
				p.habits.summed[v] = true
			}
		}
		ast.Inspect(assign.Rhs[0], func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if index := p.element(e, 0); index != nil {
					if v := p.array(index.X); v != nil {
						p.habits.summed[v] = true
					}
				}
			}
			return true
		})
		return true
	})
}

// isSum tells whether assign adds to what it assigns: s += x, or s = s + x.
func isSum(assign *ast.AssignStmt) bool {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return false
	}
	b, ok := ast.Unparen(assign.Rhs[0]).(*ast.BinaryExpr)
	return assign.Tok == token.ADD_ASSIGN || ok && assign.Tok == token.ASSIGN && b.Op == token.ADD
}

// learnRead notes an atomic read of a cell that is no part of a sum.
func (p *picker) learnRead(call *ast.CallExpr, fn *types.Func, stack []ast.Node) {
	if !typex.InAtomicPackage(fn) || !strings.HasPrefix(fn.Name(), "Load") {
		return
	}
	for i := len(stack) - 1; i >= 0; i-- {
		switch outer := stack[i].(type) {
		case *ast.AssignStmt:
			if isSum(outer) {
				return
			}
		}
	}
	target := call.Fun
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
		target = sel.X
	} else if len(call.Args) == 1 {
		target = call.Args[0]
	}
	if index := p.element(target, 0); index != nil {
		if v := p.array(index.X); v != nil {
			p.habits.shown[v] = true
		}
	}
}

// learnUse notes a local variable that does more than to pick cells: i in cells[i].Add(1); backends[i].Serve().
func (p *picker) learnUse(id *ast.Ident, stack []ast.Node) {
	v, ok := p.info.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Parent() == p.pass.Pkg.Scope() {
		return
	}
	var inner ast.Node = id
	for i := len(stack) - 1; i >= 0; i-- {
		switch outer := stack[i].(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
		case *ast.BinaryExpr:
			if compares(outer.Op) {
				return
			}
		case *ast.CallExpr:
			if !p.info.Types[outer.Fun].IsType() {
				p.habits.other[v] = true
				return
			}
		case *ast.IndexExpr:
			if outer.Index == inner {
				if _, ok := typex.CellOf(typex.ArrayElem(p.info.TypeOf(outer.X))); !ok {
					p.habits.other[v] = true
				}
			}
			return
		case *ast.AssignStmt:
			return // the variable on the left is judged by itself
		default:
			return
		}
		inner = stack[i]
	}
}
