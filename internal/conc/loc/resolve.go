package loc

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// maxSteps bounds the length of a path: a longer one is cut, and its root is the value where it was cut.
const maxSteps = 12

// A Resolver finds the paths of SSA values. It remembers them, and is not safe for concurrent use.
type Resolver struct {
	prog    *ir.Program
	paths   map[ssa.Value]Path
	results map[*ssa.Function]Path
	busy    map[*ssa.Function]bool
	ids     map[ssa.Value]int
}

// NewResolver makes a resolver for one package.
func NewResolver(prog *ir.Program) *Resolver {
	return &Resolver{
		prog:    prog,
		paths:   map[ssa.Value]Path{},
		results: map[*ssa.Function]Path{},
		busy:    map[*ssa.Function]bool{},
		ids:     map[ssa.Value]int{},
	}
}

// Of returns the place that v, an address or another reference (pointer, slice, map, channel), leads to.
func (r *Resolver) Of(v ssa.Value) Path {
	if p, ok := r.paths[v]; ok {
		return p
	}
	r.paths[v] = Path{Root: v} // what a cycle of phis sees
	p := r.resolve(v)
	if len(p.Steps) > maxSteps {
		p = Path{Root: v}
	}
	r.paths[v] = p
	return p
}

func (r *Resolver) resolve(v ssa.Value) Path {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if step, ok := fieldOf(v.X.Type(), v.Field); ok {
			return r.Of(v.X).With(step)
		}
	case *ssa.Field:
		if step, ok := fieldOf(v.X.Type(), v.Field); ok && isRef(v.Type()) {
			holder := Path{Root: v.X}
			if load, ok := v.X.(*ssa.UnOp); ok && load.Op == token.MUL { // a promoted field: the whole struct is loaded for its pointer
				holder = r.Of(load.X)
			}
			return holder.With(step).With(Step{Kind: Deref})
		}
	case *ssa.IndexAddr:
		return r.Of(v.X).With(r.index(Elem, v.Index))
	case *ssa.Lookup:
		return r.entry(v.X, v.Index)
	case *ssa.UnOp:
		return r.load(v)
	case *ssa.FreeVar:
		if b := r.prog.Binding(v); b != nil {
			return r.Of(b)
		}
	case *ssa.Parameter:
		return r.parameter(v)
	case *ssa.Phi:
		return r.phi(v)
	case *ssa.ChangeType:
		return r.Of(v.X)
	case *ssa.ChangeInterface:
		return r.Of(v.X)
	case *ssa.MakeInterface:
		if isRef(v.X.Type()) {
			return r.Of(v.X)
		}
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return r.Of(v.X)
		}
	case *ssa.SliceToArrayPointer:
		return r.Of(v.X)
	case *ssa.Convert:
		if isAddress(v.X.Type()) && isAddress(v.Type()) {
			return r.Of(v.X)
		}
	case *ssa.Slice:
		p := r.Of(v.X)
		if c, ok := v.Low.(*ssa.Const); v.Low == nil || ok && c.Int64() == 0 {
			return p
		}
		return p.With(Step{Kind: Sliced, Value: v})
	case *ssa.Extract:
		return r.extract(v)
	case *ssa.Call:
		return r.call(v)
	}
	return Path{Root: v}
}

// parameter is a place of its own, but for the value that (*sync.Map).Range hands to a literal.
func (r *Resolver) parameter(v *ssa.Parameter) Path {
	fn := v.Parent()
	if fn.Parent() == nil || len(fn.Params) != 2 || fn.Params[1] != v {
		return Path{Root: v}
	}
	uses := r.prog.Uses(fn)
	if len(uses) != 1 || uses[0].Kind != ir.Passed {
		return Path{Root: v}
	}
	if recv := methodOf(uses[0].Instr.(ssa.CallInstruction).Common(), "sync", "Map", "Range"); recv != nil {
		return r.Of(recv).With(Step{Kind: Entry, Value: v}).With(Step{Kind: Deref})
	}
	return Path{Root: v}
}

// load is the object that a loaded reference leads to.
func (r *Resolver) load(u *ssa.UnOp) Path {
	if u.Op != token.MUL || !isRef(u.Type()) {
		return Path{Root: u}
	}
	if v := r.prog.Load(u); v != nil {
		return r.Of(v)
	}
	return r.Of(u.X).With(Step{Kind: Deref})
}

func (r *Resolver) entry(m, key ssa.Value) Path {
	return r.Of(m).With(r.index(Entry, key)).With(Step{Kind: Deref})
}

// extract handles the two-value forms, ranges over maps, and sync.Map.
func (r *Resolver) extract(e *ssa.Extract) Path {
	switch t := e.Tuple.(type) {
	case *ssa.Lookup:
		if e.Index == 0 {
			return r.entry(t.X, t.Index)
		}
	case *ssa.TypeAssert:
		if e.Index == 0 {
			return r.Of(t.X)
		}
	case *ssa.Next:
		if rng, ok := t.Iter.(*ssa.Range); ok && e.Index == 2 && !t.IsString {
			return r.Of(rng.X).With(Step{Kind: Entry, Value: t}).With(Step{Kind: Deref})
		}
	case *ssa.Call:
		if recv := methodOf(&t.Call, "sync", "Map", "Load", "LoadOrStore", "LoadAndDelete"); recv != nil && e.Index == 0 {
			return r.Of(recv).With(Step{Kind: Entry, Value: t}).With(Step{Kind: Deref})
		}
	}
	return Path{Root: e}
}

// phi is a place of its own unless all its edges are one place, or were put there when it was empty.
func (r *Resolver) phi(v *ssa.Phi) Path {
	var p Path
	var made []*ssa.Alloc
	for _, e := range v.Edges {
		if e == v {
			continue
		}
		q := r.Of(e)
		a, fresh := q.Root.(*ssa.Alloc)
		switch {
		case q.Root == v && len(q.Steps) == 0: // around a loop, unchanged
		case fresh && a.Heap && len(q.Steps) == 0:
			made = append(made, a)
		case !p.Valid():
			p = q
		case !p.Equal(q):
			return Path{Root: v}
		}
	}
	if !p.Valid() && len(made) > 0 {
		p, made = Path{Root: made[0]}, made[1:]
	}
	if !p.Valid() || slices.ContainsFunc(made, func(a *ssa.Alloc) bool { return a != p.Root && !r.isPutAt(a, p) }) {
		return Path{Root: v}
	}
	return p
}

// isPutAt tells whether the new object is stored where p leads to it: as the entry of the map under the same key. A map that the function
// makes itself has nothing that it has not put there.
func (r *Resolver) isPutAt(made *ssa.Alloc, p Path) bool {
	if _, own := p.Root.(*ssa.MakeMap); own {
		return false
	}
	return slices.ContainsFunc(*made.Referrers(), func(ref ssa.Instruction) bool {
		put, ok := ref.(*ssa.MapUpdate)
		return ok && put.Value == made && r.entry(put.Map, put.Key).Equal(p)
	})
}

// call is a load of an atomic pointer, a getter of the package, or a place of its own.
func (r *Resolver) call(c *ssa.Call) Path {
	if recv := methodOf(&c.Call, "sync/atomic", "", "Load", "Swap"); recv != nil && isRef(c.Type()) {
		return r.Of(recv).With(Step{Kind: Loaded, Value: c})
	}
	callee := r.prog.Callee(&c.Call)
	if callee.Fn == nil || !r.prog.Known(callee.Fn) || c.Call.Signature().Results().Len() != 1 || !isRef(c.Type()) {
		return Path{Root: c}
	}
	if p := r.result(callee.Fn); p.Valid() {
		if q, ok := r.Translate(p, callee.Fn, callee.Closure, &c.Call, c); ok {
			return q
		}
	}
	return Path{Root: c}
}

// result is the place that all return statements of fn lead to, where that begins at a parameter, a free variable or a global.
func (r *Resolver) result(fn *ssa.Function) Path {
	if p, ok := r.results[fn]; ok || r.busy[fn] {
		return p
	}
	r.busy[fn] = true
	defer delete(r.busy, fn)
	var p Path
	for _, ret := range r.prog.Returns(fn) {
		if len(ret.Results) != 1 {
			return Path{}
		}
		q := r.Of(ret.Results[0])
		if p.Valid() && !p.Equal(q) {
			p = Path{}
			break
		}
		p = q
	}
	switch p.Root.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
	default:
		p = Path{}
	}
	r.results[fn] = p
	return p
}

// index is the step to the element at v. Where a literal captures v, each read of it is another SSA value: the variable stands for them.
func (r *Resolver) index(kind StepKind, v ssa.Value) Step {
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		if one := r.prog.Load(u); one != nil {
			v = one
		} else {
			switch cell := r.prog.Variable(u.X).(type) {
			case *ssa.Alloc, *ssa.Phi: // of a loop with three clauses: each round has a variable of its own
				v = cell
			}
		}
	}
	if c, ok := v.(*ssa.Const); ok && c.Value != nil {
		return Step{Kind: kind, Const: c.Value}
	}
	return Step{Kind: kind, Value: v}
}

// ID names the place p in one string, equal for equal paths.
func (r *Resolver) ID(p Path) string {
	var b strings.Builder
	r.number(&b, p.Root)
	for _, s := range p.Steps {
		switch s.Kind {
		case Field:
			b.WriteByte('.')
			b.WriteString(s.Field.Name())
		case Deref:
			b.WriteByte('^')
		default:
			b.WriteByte("_[{^~:"[s.Kind])
			if s.Const != nil {
				b.WriteString(s.Const.ExactString())
			} else if s.Value != nil {
				r.number(&b, s.Value)
			}
		}
	}
	return b.String()
}

// number writes a number that stands for v: the order in which values are asked for is fixed.
func (r *Resolver) number(b *strings.Builder, v ssa.Value) {
	n, ok := r.ids[v]
	if !ok {
		n = len(r.ids) + 1
		r.ids[v] = n
	}
	b.WriteByte('#')
	b.WriteString(strconv.Itoa(n))
}
