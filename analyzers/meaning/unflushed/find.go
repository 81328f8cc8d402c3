package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
)

type pkg struct {
	pass   *report.Pass
	info   *types.Info
	values *astx.Values
	decls  map[*types.Func]*ast.FuncDecl
}

// A flush is a branch that moves an accumulator into a shared counter once it is past a threshold.
type flush struct {
	stmt ast.Stmt    // the flush itself, or the call of what flushes
	cond ast.Expr    // the threshold
	body []ast.Stmt  // what runs past it
	acc  *types.Var  // a local variable or a field
	sink string      // the shared counter, as the source calls it
	by   *types.Func // the method that flushes, where the branch only calls it
}

func newPackage(pass *report.Pass) *pkg {
	p := &pkg{pass: pass, info: pass.TypesInfo, decls: map[*types.Func]*ast.FuncDecl{}}
	for _, file := range pass.Files {
		if !pass.Log.Evidence(file.Package) {
			continue
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				if obj, ok := p.info.Defs[fn.Name].(*types.Func); ok {
					p.decls[obj] = fn
				}
			}
		}
	}
	return p
}

// flushes lists the threshold flushes of the package, in source order, one for each accumulator and function.
func (p *pkg) flushes() []flush {
	var found []flush
	type spot struct {
		acc *types.Var
		fn  ast.Node
	}
	seen := map[spot]bool{}
	for _, file := range p.pass.Files {
		if !p.pass.Log.Evidence(file.Package) {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			fn := innermost(stack)
			if fn == nil {
				return true
			}
			for _, f := range p.flushesAt(n, stack) {
				if !seen[spot{f.acc, fn}] {
					seen[spot{f.acc, fn}] = true
					found = append(found, f)
				}
			}
			return true
		})
	}
	return found
}

// innermost returns the function around what stands at the end of stack.
func innermost(stack []ast.Node) ast.Node {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return n
		}
	}
	return nil
}

// flushesAt reads a statement as a branch on a threshold:
//
//	if n >= 100 { flush }
//	if n < 100 { continue }; flush
//	switch { case n >= 100: flush }
func (p *pkg) flushesAt(n ast.Node, stack []ast.Node) []flush {
	switch n := n.(type) {
	case *ast.IfStmt:
		if found := p.flushAt(n.Cond, n.Body.List); len(found) > 0 {
			return found
		}
		return p.flushAt(n.Cond, afterwards(n, stack))
	case *ast.CaseClause:
		if len(n.List) == 1 {
			return p.flushAt(n.List[0], n.Body)
		}
	}
	return nil
}

// afterwards lists what comes after an if whose branch leaves.
func afterwards(n *ast.IfStmt, stack []ast.Node) []ast.Stmt {
	if len(n.Body.List) == 0 || n.Else != nil {
		return nil
	}
	block, ok := stack[len(stack)-1].(*ast.BlockStmt)
	switch s := n.Body.List[len(n.Body.List)-1].(type) {
	case *ast.BranchStmt:
	case *ast.ReturnStmt:
		if len(s.Results) > 0 { // an answer: what is tested is no threshold
			return nil
		}
	default:
		return nil
	}
	if !ok {
		return nil
	}
	return block.List[slices.Index(block.List, ast.Stmt(n))+1:]
}

// flushAt reads the statements that run past a threshold as the flush of accumulators.
func (p *pkg) flushAt(cond ast.Expr, list []ast.Stmt) []flush {
	if len(list) == 0 || !p.isThreshold(cond) {
		return nil
	}
	var found []flush
	reset := p.resetIn(list)
	for _, acc := range reset {
		if s, sink := p.sinkIn(list, acc); sink != "" && p.sameScale(cond, reset) && p.isCommon(list, acc) {
			found = append(found, flush{stmt: s, cond: cond, body: list, acc: acc, sink: sink})
		}
	}
	for _, stmt := range list { // if n >= 100 { flush() }
		e, ok := stmt.(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := ast.Unparen(e.X).(*ast.CallExpr)
		if !ok {
			continue
		}
		body, by := p.calledBody(call)
		if body == nil {
			continue
		}
		reset := p.resetIn(body.List)
		for _, acc := range reset {
			if _, sink := p.sinkIn(body.List, acc); sink != "" && p.sameScale(cond, reset) && p.isCommon(body.List, acc) {
				found = append(found, flush{stmt: stmt, cond: cond, body: list, acc: acc, sink: sink, by: by})
			}
		}
	}
	return found
}

// isCommon tells whether what a field is added to is one number for many owners, and not another field beside it, such as the window of a
// flow control: an atomic, a metric, or a number under a lock. Local variables are added to nothing else.
func (p *pkg) isCommon(list []ast.Stmt, acc *types.Var) bool {
	if !acc.IsField() {
		return true
	}
	for _, s := range list {
		a, plain := s.(*ast.AssignStmt)
		if p.sinkAt(s, acc) == "" {
			continue
		}
		if !plain {
			_, sent := s.(*ast.SendStmt)
			return !sent
		}
		if p.sinkCall(a.Rhs[0], acc) != "" {
			return true
		}
		v := p.varOf(a.Lhs[0])
		return v != nil && isGlobal(v) || locks(list)
	}
	return false
}

func locks(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(s ast.Stmt) bool {
		found := false
		ast.Inspect(s, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			found = found || ok && sel.Sel.Name == "Lock"
			return !found
		})
		return found
	})
}

// resetIn lists the number variables and fields that statements set to zero.
func (p *pkg) resetIn(list []ast.Stmt) []*types.Var {
	var accs []*types.Var
	for _, s := range list {
		a, ok := s.(*ast.AssignStmt)
		if !ok || a.Tok != token.ASSIGN || len(a.Lhs) != len(a.Rhs) {
			continue
		}
		for i, left := range a.Lhs {
			if v := p.varOf(left); v != nil && isNumber(v.Type()) && p.isZero(a.Rhs[i]) && !isGlobal(v) {
				accs = append(accs, v)
			}
		}
	}
	return accs
}

// varOf returns the variable or field that e names, or nil.
func (p *pkg) varOf(e ast.Expr) *types.Var {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	v, ok := p.info.ObjectOf(id).(*types.Var)
	if !ok {
		return nil
	}
	return v.Origin()
}

func isNumber(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsInteger|types.IsFloat) != 0
}

func isGlobal(v *types.Var) bool {
	return !v.IsField() && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// mentions tells whether n names the variable.
func (p *pkg) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			u, ok := p.info.ObjectOf(id).(*types.Var)
			found = found || ok && u.Origin() == v
		}
		return !found
	})
	return found
}

// calledBody returns the body of the function of the package, or of the literal in a local variable, that is called.
func (p *pkg) calledBody(call *ast.CallExpr) (*ast.BlockStmt, *types.Func) {
	switch callee := typeutil.Callee(p.info, call).(type) {
	case *types.Func:
		if decl := p.decls[callee.Origin()]; decl != nil {
			return decl.Body, callee.Origin()
		}
	case *types.Var:
		if lit := p.literal(callee); lit != nil {
			return lit.Body, nil
		}
	}
	return nil, nil
}

// literal returns the literal that a local variable holds, if it ever holds but one.
func (p *pkg) literal(v *types.Var) *ast.FuncLit {
	if v.IsField() || isGlobal(v) {
		return nil
	}
	if p.values == nil {
		p.values = astx.NewValues(p.info, p.pass.Files)
	}
	lit, _ := ast.Unparen(p.values.Only(v)).(*ast.FuncLit)
	return lit
}
