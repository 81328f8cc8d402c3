package gaugeleak

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// summarize notes what a call of the function does to gauges that its caller can name.
func (p *gauges) summarize(b *body) {
	own := map[types.Object]bool{}
	for _, v := range parameters(b.obj) {
		own[v] = true
	}
	var sum []op
	for _, o := range p.all(b) {
		outside := func(obj types.Object) bool {
			v, ok := obj.(*types.Var)
			return ok && !own[v] && !isGlobal(v)
		}
		if slices.ContainsFunc(p.names.mentioned(o.place+o.amount), outside) {
			continue
		}
		if slices.ContainsFunc(p.all(b), func(x op) bool { return x.place == o.place && x.up != o.up }) {
			continue // it pairs them itself
		}
		if o.up && !always(b.block, o.call) {
			continue
		}
		sum = append(sum, o)
	}
	p.helpers[b.obj] = sum
}

// all lists the operations of a body, those of its helpers included.
func (p *gauges) all(b *body) []op {
	ops := slices.Clone(b.ops)
	for _, call := range b.calls {
		if fn, _ := typeutil.Callee(p.info, call).(*types.Func); fn != nil && fn.Origin() != b.obj {
			ops = append(ops, p.events(call)...)
		}
	}
	return ops
}

// always tells whether the call is a statement of the block itself, under no condition.
func always(block *ast.BlockStmt, call *ast.CallExpr) bool {
	return slices.ContainsFunc(block.List, func(s ast.Stmt) bool {
		e, ok := s.(*ast.ExprStmt)
		return ok && ast.Unparen(e.X) == call
	})
}

func parameters(fn *types.Func) []*types.Var {
	sig := fn.Signature()
	var vars []*types.Var
	if recv := sig.Recv(); recv != nil {
		vars = append(vars, recv)
	}
	for v := range sig.Params().Variables() {
		vars = append(vars, v)
	}
	return vars
}

func isGlobal(v *types.Var) bool {
	return v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && !v.IsField()
}

// events lists what a call does to gauges: the operation that it is, or those of the helper or of the local closure that it calls.
func (p *gauges) events(call *ast.CallExpr) []op {
	if o, set, ok := p.opAt(call); ok {
		if set {
			return nil
		}
		return []op{o}
	}
	switch callee := typeutil.Callee(p.info, call).(type) {
	case *types.Func:
		return p.substituted(call, callee.Origin())
	case *types.Var:
		if b := p.closures[callee]; b != nil {
			var ops []op
			for _, o := range b.ops {
				o.call = call
				ops = append(ops, o)
			}
			return ops
		}
	}
	return nil
}

// substituted puts the arguments of a call into what the helper does.
func (p *gauges) substituted(call *ast.CallExpr, fn *types.Func) []op {
	sum := p.helpers[fn]
	if len(sum) == 0 {
		return nil
	}
	args := map[types.Object]ast.Expr{}
	by := map[types.Object]string{}
	keys := map[types.Object]types.Object{}
	sig := fn.Signature()
	if recv := sig.Recv(); recv != nil {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		s := p.info.Selections[sel]
		if s == nil || s.Kind() != types.MethodVal {
			return nil
		}
		by[recv] = p.names.receiver(sel, s).text
	}
	for i := range sig.Params().Len() {
		if i >= len(call.Args) {
			break
		}
		param := sig.Params().At(i)
		args[param] = call.Args[i]
		w := p.names.place(call.Args[i])
		if by[param], keys[param] = w.text, w.key; w.text == "" {
			by[param] = p.names.text(call.Args[i])
		}
	}
	var ops []op
	for _, o := range sum {
		missing := func(obj types.Object) bool { s, own := by[obj]; return own && s == "" }
		if slices.ContainsFunc(p.names.mentioned(o.place), missing) {
			continue
		}
		o.call, o.place = call, p.names.replace(o.place, by)
		if key, handed := keys[o.key]; handed {
			if o.key = key; key == nil {
				continue
			}
		}
		if vars := p.names.mentioned(o.amount); len(vars) == 1 && o.amount == p.names.token(vars[0]) && args[vars[0]] != nil {
			amount, up := p.amountOf(args[vars[0]]) // add(1), add(-1)
			if !up {
				o.up = !o.up
			}
			o.amount = amount
		} else {
			o.amount = p.names.replace(o.amount, by)
		}
		if o.amount != "" {
			ops = append(ops, o)
		}
	}
	return ops
}
