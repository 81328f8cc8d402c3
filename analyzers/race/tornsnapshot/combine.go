package tornsnapshot

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// A combination is an expression that computes one number from two loads, each of one of the atomics of a pair.
type combination struct {
	fn          *ssa.Function
	op          token.Token
	pos         token.Pos
	expr        ast.Node // the binary expression or assignment, or the call of the function that combines its parameters
	left, right *conc.Op
	updates     []update

	update   update // that tears it
	evidence conc.Evidence
}

// combinations finds the expressions, in source order of the functions.
func combinations(m *conc.Model, files []*ast.File, pairs map[pair][]update) []combination {
	f := finder{m: m, pairs: pairs, loads: map[ssa.Value]*conc.Op{}}
	f.syntax(files)
	var fns []*ssa.Function
	seen := map[*ssa.Function]bool{}
	look := func(fn *ssa.Function) {
		if fn != nil && !seen[fn] {
			seen[fn] = true
			fns = append(fns, fn)
		}
	}
	for _, op := range m.Ops {
		if op.Result == nil || op.Test || op.Kind != conc.Load && op.Kind != conc.Swap {
			continue
		}
		f.loads[op.Result] = op
		if f.paired(op) {
			look(op.Fn)
			for _, call := range m.Callers(op.Fn) { // to which it may return two of them
				look(call.Parent())
			}
		}
	}
	for _, fn := range fns {
		f.function(fn)
	}
	return f.found
}

type finder struct {
	m     *conc.Model
	pairs map[pair][]update
	loads map[ssa.Value]*conc.Op // by what they yield
	nodes map[token.Pos]ast.Node // by the position that SSA gives to them
	found []combination
}

// syntax indexes what may combine two numbers.
func (f *finder) syntax(files []*ast.File) {
	f.nodes = map[token.Pos]ast.Node{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				f.nodes[n.OpPos] = n
			case *ast.CallExpr:
				f.nodes[n.Lparen] = n
			case *ast.AssignStmt:
				if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
					f.nodes[n.Pos()] = n
				}
			}
			return true
		})
	}
}

func (f *finder) paired(op *conc.Op) bool {
	for p := range f.pairs {
		if v := op.Key.Var; v != nil && (v.Origin() == p.a || v.Origin() == p.b) {
			return true
		}
	}
	return false
}

func (f *finder) function(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.BinOp:
				switch instr.Op {
				case token.ADD, token.SUB, token.MUL, token.QUO, token.REM,
					token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
					f.match(fn, instr.Op, f.nodes[instr.Pos()], f.sources(instr.X), f.sources(instr.Y))
				}
			case *ssa.Call:
				f.call(fn, instr)
			}
		}
	}
}

// call looks at a call of a function of the package that combines two of its parameters.
func (f *finder) call(fn *ssa.Function, call *ssa.Call) {
	callee := call.Call.StaticCallee()
	if callee == nil || len(call.Call.Args) < 2 || len(callee.Params) != len(call.Call.Args) || len(callee.Blocks) == 0 {
		return
	}
	for _, b := range callee.Blocks {
		for _, instr := range b.Instrs {
			sum, ok := instr.(*ssa.BinOp)
			if !ok || sum.Op != token.SUB && sum.Op != token.QUO && sum.Op != token.REM {
				continue
			}
			x, y := param(callee, sum.X), param(callee, sum.Y)
			if x >= 0 && y >= 0 && x != y {
				f.match(fn, sum.Op, f.nodes[call.Pos()], f.sources(call.Call.Args[x]), f.sources(call.Call.Args[y]))
			}
		}
	}
}

// param returns the number of the parameter that v is, up to conversions, or -1.
func param(fn *ssa.Function, v ssa.Value) int {
	for {
		switch c := v.(type) {
		case *ssa.Convert:
			v = c.X
			continue
		case *ssa.ChangeType:
			v = c.X
			continue
		}
		for i, p := range fn.Params {
			if p == v {
				return i
			}
		}
		return -1
	}
}

// match takes in the combination of two sides if each has a load that the other has not, and the two are a pair.
func (f *finder) match(fn *ssa.Function, op token.Token, expr ast.Node, left, right []*conc.Op) {
	if expr == nil {
		return
	}
	for _, l := range left {
		for _, r := range right {
			p, ok := pairOf(l, r)
			if !ok || l.Fn != r.Fn || len(f.pairs[p]) == 0 || !sameObject(l, r) {
				continue
			}
			f.found = append(f.found, combination{fn: fn, op: op, pos: expr.Pos(), expr: expr, left: l, right: r, updates: f.pairs[p]})
			return
		}
	}
}

// maxSources bounds the walk back from one value.
const maxSources = 200

// sources lists the loads that a number is computed from: through arithmetic, conversions, functions of package math, joins, parts of
// local structs, and the results of functions of the package.
func (f *finder) sources(v ssa.Value) []*conc.Op {
	var ops []*conc.Op
	seen := map[ssa.Value]bool{}
	var walk func(v ssa.Value)
	walk = func(v ssa.Value) {
		if v == nil || seen[v] || len(seen) > maxSources {
			return
		}
		seen[v] = true
		if op := f.loads[v]; op != nil {
			ops = append(ops, op)
			return
		}
		switch v := v.(type) {
		case *ssa.BinOp:
			walk(v.X)
			walk(v.Y)
		case *ssa.Convert:
			walk(v.X)
		case *ssa.ChangeType:
			walk(v.X)
		case *ssa.Phi:
			for _, e := range v.Edges {
				walk(e)
			}
		case *ssa.UnOp:
			if v.Op != token.MUL {
				walk(v.X)
				return
			}
			for _, stored := range stores(v.X) {
				walk(stored)
			}
		case *ssa.Extract:
			if call, ok := v.Tuple.(*ssa.Call); ok {
				results(call, v.Index, walk)
			}
		case *ssa.Call:
			if b, ok := v.Call.Value.(*ssa.Builtin); ok && (b.Name() == "min" || b.Name() == "max") || isMath(v.Call.StaticCallee()) {
				for _, arg := range v.Call.Args {
					walk(arg)
				}
				return
			}
			results(v, 0, walk)
		}
	}
	walk(v)
	return ops
}

func isMath(fn *ssa.Function) bool { return fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "math" }

// results follows result number i of a call into the function.
func results(call *ssa.Call, i int, walk func(ssa.Value)) {
	callee := call.Call.StaticCallee()
	if callee == nil {
		return
	}
	for _, b := range callee.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(ret.Results) {
			walk(ret.Results[i])
		}
	}
}

// stores lists what is stored at the address of a local variable, or of one field of it.
func stores(addr ssa.Value) []ssa.Value {
	var vals []ssa.Value
	from := func(addr ssa.Value) {
		for _, r := range *addr.Referrers() {
			if s, ok := r.(*ssa.Store); ok && s.Addr == addr {
				vals = append(vals, s.Val)
			}
		}
	}
	switch a := addr.(type) {
	case *ssa.Alloc:
		from(a)
	case *ssa.FieldAddr:
		base, ok := a.X.(*ssa.Alloc)
		if !ok {
			return nil
		}
		for _, r := range *base.Referrers() {
			if fa, ok := r.(*ssa.FieldAddr); ok && fa.Field == a.Field {
				from(fa)
			}
		}
	}
	return vals
}
