// Package own tells whether an object can be seen by another goroutine yet.
//
// A fresh object belongs to the function that makes it until it is published: stored in memory that is not its own, sent,
// captured by a literal that runs elsewhere, or handed to code that keeps it or is not seen. What is not seen: objects that come
// back from other packages are never owned.
package own

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// Bounds: past them the object counts as published.
const (
	maxAliases = 300
	maxDepth   = 4
)

// Owners answers questions about one package. It is not safe for concurrent use.
type Owners struct {
	prog  *ir.Program
	loc   *loc.Resolver
	leak  map[param]bool
	fresh map[result]bool
	pubs  map[ssa.Value]*published
}

type param struct {
	fn *ssa.Function
	i  int
}

type result struct {
	fn *ssa.Function
	i  int
}

// New makes the analysis of one package.
func New(prog *ir.Program, r *loc.Resolver) *Owners {
	return &Owners{prog: prog, loc: r, leak: map[param]bool{}, fresh: map[result]bool{}, pubs: map[ssa.Value]*published{}}
}

// Unshared tells whether, just before instr, no other goroutine can reach the place p.
func (o *Owners) Unshared(p loc.Path, instr ssa.Instruction) (why string, ok bool) {
	return o.unshared(p, instr, 0)
}

func (o *Owners) unshared(p loc.Path, instr ssa.Instruction, depth int) (string, bool) {
	if depth > maxDepth || !p.Valid() {
		return "", false
	}
	for i, s := range p.Steps {
		switch s.Kind {
		case loc.Loaded, loc.Entry:
			return "", false
		case loc.Deref:
			v := o.onlyStore(loc.Path{Root: p.Root, Steps: p.Steps[:i]})
			if v == nil {
				return "", false
			}
			if _, ok := o.unshared(loc.Path{Root: p.Root}, instr, depth+1); !ok {
				return "", false
			}
			return o.unshared(o.loc.Of(v).Join(p.Steps[i+1:]), instr, depth+1)
		}
	}
	if par, ok := p.Root.(*ssa.Parameter); ok {
		return o.byCallers(par, depth)
	}
	if !o.isFresh(p.Root) {
		return "", false
	}
	def := p.Root.Parent()
	at, ok := o.within(def, instr)
	if !ok {
		return "", false
	}
	pub := o.publications(p.Root)
	if pub.unknown {
		return "", false
	}
	if len(pub.at) == 0 {
		return "never leaves " + def.Name(), true
	}
	why := "not yet shared"
	for _, q := range pub.at {
		if q.instr == at || at == nil || reachable(o.prog, q.instr, at, p.Root) {
			if q.hard || at != instr || !o.returns(def, p.Root) {
				return "", false
			}
			why = "being constructed by " + def.Name()
		}
	}
	return why, true
}

// HandedOver tells whether the place lies in an object that the function of the start made for the goroutine alone: nothing else
// gets to know it.
func (o *Owners) HandedOver(p loc.Path, start ssa.Instruction) bool {
	if _, ok := o.Unshared(p, start); !ok || p.Root.Parent() != start.Parent() || o.returns(start.Parent(), p.Root) {
		return false
	}
	pub := o.publications(p.Root)
	return !pub.unknown && !slices.ContainsFunc(pub.at, func(q publication) bool { return q.instr != start })
}

// Constructing tells whether the place lies in an object that the function of instr has made, and has not yet shown to another
// goroutine for sure: stored somewhere perhaps, but neither sent, nor captured by a start or handed to one.
func (o *Owners) Constructing(p loc.Path, instr ssa.Instruction) bool {
	if !p.Valid() || !o.isFresh(p.Root) || p.Root.Parent() != instr.Parent() ||
		slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Kind != loc.Field && s.Kind != loc.Elem }) {
		return false
	}
	pub := o.publications(p.Root)
	return !pub.unknown && !slices.ContainsFunc(pub.at, func(q publication) bool {
		_, stored := q.instr.(*ssa.Store)
		_, mapped := q.instr.(*ssa.MapUpdate)
		call, called := q.instr.(*ssa.Call)
		return !stored && !mapped && (!called || q.hard || call.Call.IsInvoke()) && reachable(o.prog, q.instr, instr, p.Root)
	})
}

// returns tells whether fn returns the object that it made: it is a constructor, and the helpers to which it hands the unfinished
// object on the way are trusted to wait for it.
func (o *Owners) returns(fn *ssa.Function, v ssa.Value) bool {
	for _, ret := range o.prog.Returns(fn) {
		for _, r := range ret.Results {
			if p := o.loc.Of(r); p.Root == v && len(p.Steps) == 0 {
				return true
			}
		}
	}
	return false
}

// within maps an instruction of a literal to where the enclosing function def runs the literal in place. at is nil for a
// literal that is deferred: it runs after everything else.
func (o *Owners) within(def *ssa.Function, instr ssa.Instruction) (at ssa.Instruction, ok bool) {
	fn := instr.Parent()
	at = instr
	if _, deferred := instr.(*ssa.Defer); deferred {
		at = nil
	}
	for range maxDepth {
		if fn == def {
			return at, true
		}
		var use ssa.Instruction
		for _, u := range o.prog.Uses(fn) {
			switch u.Kind {
			case ir.Called:
			case ir.Deferred:
				at = nil
			case ir.Passed:
				if run, _ := o.prog.RunsArg(u.Instr.(ssa.CallInstruction).Common()); run != ir.InPlace && run != ir.OnceInPlace {
					return nil, false
				}
			default:
				return nil, false
			}
			if use != nil {
				at = nil // several calls: the last one counts
			}
			use = u.Instr
		}
		if use == nil {
			return nil, false
		}
		fn = use.Parent()
		if at != nil {
			at = use
		}
	}
	return nil, false
}

// byCallers tells whether every caller of the function still owns what it passes.
func (o *Owners) byCallers(par *ssa.Parameter, depth int) (string, bool) {
	fn := par.Parent()
	if obj := fn.Object(); obj == nil || obj.Exported() {
		return "", false
	}
	uses := o.prog.Uses(fn)
	for _, u := range uses {
		if u.Kind != ir.Called && u.Kind != ir.Deferred {
			return "", false
		}
		arg := loc.Argument(fn, par, u.Instr.(ssa.CallInstruction).Common())
		if arg == nil {
			return "", false
		}
		if _, ok := o.unshared(o.loc.Of(arg), u.Instr, depth+1); !ok {
			return "", false
		}
	}
	return "all callers of " + fn.Name() + " still own it", len(uses) > 0
}

// isFresh tells whether v is a new object of the function that it stands in.
func (o *Owners) isFresh(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		return true
	case *ssa.Call:
		return o.freshResult(&v.Call, 0)
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			return o.freshResult(&c.Call, v.Index)
		}
	}
	return false
}

// freshResult tells whether result i of the called function of this package is a new object that only the caller gets.
func (o *Owners) freshResult(c *ssa.CallCommon, i int) bool {
	fn := o.prog.Callee(c).Fn
	if fn == nil || !o.prog.Known(fn) {
		return false
	}
	key := result{fn, i}
	if f, ok := o.fresh[key]; ok {
		return f
	}
	o.fresh[key] = false
	some := false
	for _, ret := range o.prog.Returns(fn) {
		if i >= len(ret.Results) {
			return false
		}
		p := o.loc.Of(ret.Results[i])
		if c, ok := p.Root.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		if len(p.Steps) > 0 || p.Root.Parent() != fn || !o.isFresh(p.Root) {
			return false
		}
		if pub := o.publications(p.Root); pub.unknown || len(pub.at) > 0 {
			return false
		}
		some = true
	}
	o.fresh[key] = some
	return some
}

// onlyStore returns the value that is stored at p by the one store of the function that made p's root, or nil.
func (o *Owners) onlyStore(p loc.Path) ssa.Value {
	fn := p.Root.Parent()
	if fn == nil || !o.isFresh(p.Root) {
		return nil
	}
	var v ssa.Value
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if s, ok := instr.(*ssa.Store); ok && o.loc.Of(s.Addr).Equal(p) {
				if v != nil {
					return nil
				}
				v = s.Val
			}
		}
	}
	return v
}

// reachable tells whether control can get from a to b without making the object anew.
func reachable(prog *ir.Program, a, b ssa.Instruction, def ssa.Value) bool {
	if a.Parent() != b.Parent() {
		return true
	}
	made, _ := def.(ssa.Instruction)
	scan := func(instrs []ssa.Instruction) (found, stopped bool) {
		for _, i := range instrs {
			if i == b {
				return true, true
			}
			if i == made {
				return false, true
			}
		}
		return false, false
	}
	found, stopped := scan(a.Block().Instrs[prog.Index(a)+1:])
	if stopped {
		return found
	}
	seen := make([]bool, len(a.Parent().Blocks))
	stack := slices.Clone(a.Block().Succs)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[c.Index] {
			continue
		}
		seen[c.Index] = true
		found, stopped := scan(c.Instrs)
		if found {
			return true
		}
		if !stopped {
			stack = append(stack, c.Succs...)
		}
	}
	return false
}
