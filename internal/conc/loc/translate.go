package loc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// Translate turns a path of the callee fn into one of the caller: parameters become arguments, free variables what the closure
// binds. Indexes that the callee computes become at, so that two calls never seem to name one element. It reports false for
// a path that begins at a local object of the callee.
func (r *Resolver) Translate(p Path, fn *ssa.Function, closure *ssa.MakeClosure, c *ssa.CallCommon, at ssa.Value) (Path, bool) {
	var q Path
	if p.Root == nil {
		return Path{}, false
	}
	if p.Root.Parent() != fn {
		q = Path{Root: p.Root} // a global, or an object of the function that encloses a literal
	} else {
		var v ssa.Value
		switch root := p.Root.(type) {
		case *ssa.Parameter:
			v = Argument(fn, root, c)
		case *ssa.FreeVar:
			v = binding(closure, root)
		}
		if v == nil {
			return Path{}, false
		}
		q = r.Of(v)
	}
	if len(p.Steps) == 0 {
		return q, len(q.Steps) <= maxSteps
	}
	steps := make([]Step, len(q.Steps), len(q.Steps)+len(p.Steps))
	copy(steps, q.Steps)
	for _, s := range p.Steps {
		if s.Value != nil {
			if par, ok := s.Value.(*ssa.Parameter); ok && s.Kind != Loaded && Argument(fn, par, c) != nil {
				s = r.index(s.Kind, Argument(fn, par, c))
			} else {
				s.Value = at
			}
		}
		steps = append(steps, s)
	}
	return Path{q.Root, steps}, len(steps) <= maxSteps
}

// Argument returns what a call of fn passes for its parameter, or nil. A call through an interface has the receiver apart.
func Argument(fn *ssa.Function, par *ssa.Parameter, c *ssa.CallCommon) ssa.Value {
	i := slices.Index(fn.Params, par)
	if i >= 0 && c.IsInvoke() {
		if i == 0 {
			return c.Value
		}
		i--
	}
	if i < 0 || i >= len(c.Args) {
		return nil
	}
	return c.Args[i]
}

// Arguments replaces the indexes of p that are parameters of fn by what a static call of fn passes for them.
func (r *Resolver) Arguments(p Path, fn *ssa.Function, c *ssa.CallCommon) Path {
	q := Path{Root: p.Root, Steps: slices.Clone(p.Steps)}
	for i, s := range q.Steps {
		if par, ok := s.Value.(*ssa.Parameter); ok && s.Kind != Loaded && Argument(fn, par, c) != nil {
			q.Steps[i] = r.index(s.Kind, Argument(fn, par, c))
		}
	}
	return q
}

func binding(mc *ssa.MakeClosure, fv *ssa.FreeVar) ssa.Value {
	if mc == nil {
		return nil
	}
	for i, f := range ir.Origin(mc.Fn.(*ssa.Function)).FreeVars {
		if f == fv && i < len(mc.Bindings) {
			return mc.Bindings[i]
		}
	}
	return nil
}
