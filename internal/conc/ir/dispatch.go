package ir

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// This file resolves calls through interfaces, as far as the package tells: to the method of the value that the function itself made an
// interface, or to those of all types of the package that implement an interface of the package.

// maxImplementations bounds the types that one interface is taken to stand for: with more of them it says nothing.
const maxImplementations = 4

// Reaches tells whether a call can be one of fn: for sure, or through an interface.
func (p *Program) Reaches(c *ssa.CallCommon, fn *ssa.Function) bool {
	if !c.IsInvoke() {
		return p.Callee(c).Fn == fn
	}
	return slices.ContainsFunc(p.dynamic[fn], func(call ssa.CallInstruction) bool { return call.Common() == c })
}

// dispatch notes which methods of the package the calls through interfaces reach.
func (p *Program) dispatch(calls []ssa.CallInstruction) {
	implement := map[*types.TypeName][]types.Type{}
	for _, call := range calls {
		c := call.Common()
		targets := []types.Type{p.concrete(c.Value)}
		if targets[0] == nil {
			iface, ok := types.Unalias(c.Value.Type()).(*types.Named)
			if !ok || iface.Obj().Pkg() != p.Types || iface.TypeParams().Len() > 0 {
				continue
			}
			if _, ok := implement[iface.Obj()]; !ok {
				implement[iface.Obj()] = p.implementations(iface)
			}
			targets = implement[iface.Obj()]
		}
		for _, t := range targets {
			if fn := p.method(t, c.Method); fn != nil {
				p.dynamic[fn] = append(p.dynamic[fn], call)
			}
		}
	}
}

// concrete is the type of the value that has become the interface v in this function, or the one around it; nil if that is not known.
func (p *Program) concrete(v ssa.Value) types.Type {
	for range 20 {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			return x.X.Type()
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.FreeVar:
			v = p.Binding(x)
		case *ssa.UnOp:
			v = p.Load(x)
		default:
			return nil
		}
	}
	return nil
}

// implementations lists the types of the package that implement an interface, pointers to them; none if they are too many.
func (p *Program) implementations(iface *types.Named) (ts []types.Type) {
	scope := p.Types.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() || strings.HasSuffix(p.Fset.Position(obj.Pos()).Filename, "_test.go") {
			continue
		}
		t, ok := obj.Type().(*types.Named)
		if !ok || types.IsInterface(t) || t.TypeParams().Len() > 0 {
			continue
		}
		if ptr := types.NewPointer(t); types.Implements(ptr, iface.Underlying().(*types.Interface)) {
			ts = append(ts, ptr)
		}
	}
	if len(ts) > maxImplementations {
		return nil
	}
	return ts
}

// method is the method that a type of the package declares itself; nil if it has it from elsewhere.
func (p *Program) method(t types.Type, m *types.Func) *ssa.Function {
	obj, path, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
	decl, ok := obj.(*types.Func)
	if !ok || len(path) != 1 || decl.Pkg() != p.Types {
		return nil
	}
	fn := Origin(p.Pkg.Prog.FuncValue(decl.Origin()))
	if fn == nil || !p.known[fn] {
		return nil
	}
	return fn
}
