package shardpick

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math/bits"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// A size is the number of cells of an array or slice that is made once.
type size struct {
	n     int64      // if it is a constant
	procs string     // if it is a number of processors: the call that says so
	times bool       // a multiple of it
	node  ast.Node   // where the slice is made, or where its maker is called; nil for an array
	param *types.Var // if the maker of the slice has the number from its caller
}

// size returns what is known of the number of cells in e, or nil.
func (p *picker) size(e ast.Expr) *size {
	t := p.info.TypeOf(e)
	if ptr, ok := under[*types.Pointer](t); ok {
		t = ptr.Elem()
	}
	if a, ok := under[*types.Array](t); ok {
		return &size{n: a.Len()}
	}
	call, ok := p.resolve(p.values.Only(p.array(e))).(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return nil
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); !ok || id.Name != "make" || !p.info.Types[id].IsBuiltin() {
		return nil
	}
	if n, ok := p.constant(call.Args[1]); ok {
		return &size{n: n, node: call}
	}
	if procs, times := p.procs(call.Args[1], 0); procs != "" {
		return &size{procs: procs, times: times, node: call}
	}
	return p.sizeOfCaller(call.Args[1])
}

// sizeOfCaller returns a number of cells that is no power of two and that some call in this package hands in as the parameter e.
func (p *picker) sizeOfCaller(e ast.Expr) *size {
	v := p.values.VarOf(p.resolve(e))
	if v == nil || !p.values.Untouched(v) {
		return nil
	}
	for fn, decl := range p.decls {
		params := fn.Signature().Params()
		for i := range params.Len() {
			if params.At(i) != v {
				continue
			}
			for _, call := range p.learned().calls[fn] {
				if fn.Signature().Variadic() || i >= len(call.Args) || within(call.Pos(), decl) {
					continue
				}
				if n, ok := p.constant(call.Args[i]); ok && n > 0 && n&(n-1) != 0 {
					return &size{n: n, node: call, param: v}
				}
			}
		}
	}
	return nil
}

func (p *picker) constant(e ast.Expr) (int64, bool) {
	v := p.info.Types[e].Value
	if v == nil {
		return 0, false
	}
	return constant.Int64Val(constant.ToInt(v))
}

// procs returns the call of runtime.GOMAXPROCS or runtime.NumCPU that e is, perhaps times a constant, or "".
func (p *picker) procs(e ast.Expr, depth int) (call string, times bool) {
	if depth > 8 {
		return "", false
	}
	switch x := p.resolve(e).(type) {
	case *ast.BinaryExpr:
		if x.Op != token.MUL {
			return "", false
		}
		if _, ok := p.constant(x.Y); ok {
			call, _ = p.procs(x.X, depth+1)
		} else if _, ok := p.constant(x.X); ok {
			call, _ = p.procs(x.Y, depth+1)
		}
		return call, true
	case *ast.CallExpr:
		fn := typeutil.StaticCallee(p.info, x)
		if isFunc(fn, "runtime", "GOMAXPROCS") || isFunc(fn, "runtime", "NumCPU") {
			return types.ExprString(x), false
		}
	}
	return "", false
}

// resolve reads e through parentheses, conversions and variables with one value.
func (p *picker) resolve(e ast.Expr) ast.Expr {
	for range 8 {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
			continue
		case *ast.CallExpr:
			if p.info.Types[x.Fun].IsType() && len(x.Args) == 1 {
				e = x.Args[0]
				continue
			}
		case *ast.Ident, *ast.SelectorExpr:
			if value := p.values.Only(p.values.VarOf(x)); value != nil {
				e = value
				continue
			}
		}
		break
	}
	return e
}

// judgeMask reports an index made by x & (n-1) where n, the number of cells, is no power of two.
func (p *picker) judgeMask(pick *ast.IndexExpr, name string) (report.Finding, ast.Expr, bool) {
	and := p.mask(pick.Index)
	if and == nil {
		return report.Finding{}, nil, false
	}
	n := p.size(pick.X)
	if n == nil || n.n > 0 && n.n&(n.n-1) == 0 {
		return report.Finding{}, nil, false
	}
	mask := and.Y
	if !p.isMaskOf(mask, pick.X, n) {
		if mask = and.X; !p.isMaskOf(mask, pick.X, n) {
			return report.Finding{}, nil, false
		}
	}
	if !p.isCounter(pick, false) {
		return report.Finding{}, nil, false
	}
	f := report.Finding{Pos: and.Pos(), End: and.End(), Category: "mask"}
	advice := "use the remainder, or a length that is a power of two"
	if n.procs != "" {
		f.Message = fmt.Sprintf("%s reaches every cell of %s only if their number is a power of two, and it is %s (%s); %s",
			types.ExprString(and), name, n.procs, p.where(n.node), advice)
		f.Related = []analysis.RelatedInformation{{Pos: n.node.Pos(), End: n.node.End(), Message: "the cells are made here"}}
	} else {
		f.Message = fmt.Sprintf("%s reaches only %d of the %d cells of %s, as %d is no power of two; %s",
			types.ExprString(and), 1<<bits.OnesCount64(uint64(n.n-1)), n.n, name, n.n, advice)
		if n.param != nil {
			f.Message = fmt.Sprintf("%s reaches only %d of the %d cells that %s gets at %s, as %d is no power of two; %s",
				types.ExprString(and), 1<<bits.OnesCount64(uint64(n.n-1)), n.n, name, p.where(n.node), n.n, advice)
			f.Related = []analysis.RelatedInformation{{Pos: n.node.Pos(), End: n.node.End(), Message: "the number of cells is given here"}}
		}
	}
	f.Fix = p.remainder(and, mask, n)
	return f, and, true
}

// mask returns the & that index is.
func (p *picker) mask(index ast.Expr) *ast.BinaryExpr {
	for range 4 {
		index = p.resolve(index)
		if call, ok := index.(*ast.CallExpr); ok {
			if results := p.results(call); len(results) == 1 {
				index = results[0]
				continue
			}
		}
		break
	}
	if b, ok := index.(*ast.BinaryExpr); ok && b.Op == token.AND {
		return b
	}
	return nil
}

// isMaskOf tells whether e is the number of cells in array, n, less one.
func (p *picker) isMaskOf(e, array ast.Expr, n *size) bool {
	if c, ok := p.constant(e); ok {
		return n.n > 0 && c == n.n-1
	}
	b, ok := p.resolve(e).(*ast.BinaryExpr)
	if !ok || b.Op != token.SUB {
		return false
	}
	if one, ok := p.constant(b.Y); !ok || one != 1 {
		return false
	}
	switch x := p.resolve(b.X).(type) {
	case *ast.CallExpr:
		id, ok := ast.Unparen(x.Fun).(*ast.Ident)
		if ok && id.Name == "len" && p.info.Types[id].IsBuiltin() {
			return p.array(x.Args[0]) == p.array(array)
		}
		procs, _ := p.procs(x, 0)
		return n.procs != "" && procs == n.procs && !n.times
	case *ast.Ident:
		return n.param != nil && p.values.VarOf(x) == n.param
	case *ast.BinaryExpr:
		return n.procs != "" && types.ExprString(x) == types.ExprString(p.resolve(n.node.(*ast.CallExpr).Args[1]))
	}
	return false
}

// remainder turns x & (n-1) into x % n, where n can be read off the mask and x is never negative.
func (p *picker) remainder(and *ast.BinaryExpr, mask ast.Expr, n *size) *report.Fix {
	if b, ok := under[*types.Basic](p.info.TypeOf(and.X)); !ok || b.Info()&types.IsUnsigned == 0 || mask != and.Y {
		return nil
	}
	edits := []analysis.TextEdit{{Pos: and.OpPos, End: and.OpPos + 1, NewText: []byte("%")}}
	inner := ast.Unparen(mask)
	if call, ok := inner.(*ast.CallExpr); ok && p.info.Types[call.Fun].IsType() {
		inner = ast.Unparen(call.Args[0])
	}
	switch x := inner.(type) {
	case *ast.BasicLit:
		edits = append(edits, analysis.TextEdit{Pos: x.Pos(), End: x.End(), NewText: fmt.Append(nil, n.n)})
	case *ast.BinaryExpr:
		if x.Op != token.SUB {
			return nil
		}
		to := x.Y.End()
		if _, compound := x.X.(*ast.BinaryExpr); !compound && inner != mask && inner == ast.Unparen(mask) {
			to = mask.End() // parentheses that enclose one operand now
			edits = append(edits, analysis.TextEdit{Pos: mask.Pos(), End: x.X.Pos()})
		}
		edits = append(edits, analysis.TextEdit{Pos: x.X.End(), End: to})
	default:
		return nil
	}
	return &report.Fix{Message: "Take the remainder by the number of cells", Class: finding.Safe, Edits: edits}
}

// guarded tells whether some comparison in the functions that make the index looks at the id of the P.
func (p *picker) guarded(pick *ast.IndexExpr, src *source) bool {
	ids := map[types.Object]bool{}
	for _, e := range []ast.Node{pick.Index, src.node} {
		ast.Inspect(p.function(e.Pos()), func(n ast.Node) bool {
			if assign, ok := n.(*ast.AssignStmt); ok && len(assign.Lhs) == len(assign.Rhs) {
				for i, rhs := range assign.Rhs {
					if within(src.node.Pos(), rhs) || within(rhs.Pos(), src.node) {
						ids[p.values.VarOf(assign.Lhs[i])] = true
					}
				}
			}
			return true
		})
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				ids[p.info.ObjectOf(id)] = true
			}
			return true
		})
	}
	found := false
	for _, e := range []ast.Node{pick, src.node} {
		ast.Inspect(p.function(e.Pos()), func(n ast.Node) bool {
			if b, ok := n.(*ast.BinaryExpr); ok && compares(b.Op) {
				ast.Inspect(b, func(n ast.Node) bool {
					if id, ok := n.(*ast.Ident); ok {
						if v, ok := p.info.ObjectOf(id).(*types.Var); ok && ids[v] {
							found = true
						}
					}
					return true
				})
			}
			return true
		})
	}
	return found
}

func compares(op token.Token) bool {
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
		return true
	}
	return false
}
