package ir

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A cell is what is known of the variable behind an Alloc: in SSA form only variables that are captured, or whose address is
// taken, still have one.
type cell struct {
	stores []*ssa.Store // of the whole variable, in all functions that see it
	loads  []*ssa.UnOp
	opaque bool // its address goes where stores are not seen
}

func (p *Program) cell(a *ssa.Alloc) *cell {
	p.mu.Lock()
	c := p.cells[a]
	p.mu.Unlock()
	if c != nil {
		return c
	}
	c = &cell{}
	var follow func(v ssa.Value)
	follow = func(v ssa.Value) {
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Val == v {
					c.opaque = true
				} else {
					c.stores = append(c.stores, ref)
				}
			case *ssa.UnOp:
				c.loads = append(c.loads, ref)
			case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef:
				// a part; the whole is not overwritten through it
			case *ssa.MakeClosure:
				fn := ref.Fn.(*ssa.Function)
				for i, b := range ref.Bindings {
					if b == v && i < len(fn.FreeVars) {
						follow(fn.FreeVars[i])
					}
				}
			default:
				c.opaque = true
			}
		}
	}
	follow(a)
	p.mu.Lock()
	p.cells[a] = c
	p.mu.Unlock()
	return c
}

// Single returns the only value that is ever stored in the variable a, or nil.
func (p *Program) Single(a *ssa.Alloc) ssa.Value {
	if c := p.cell(a); !c.opaque && len(c.stores) == 1 {
		return c.stores[0].Val
	}
	return nil
}

// Stores returns all stores of the whole variable a, in closures too; ok is false if there may be others.
func (p *Program) Stores(a *ssa.Alloc) (stores []*ssa.Store, ok bool) {
	c := p.cell(a)
	return c.stores, !c.opaque
}

// Binding returns what the free variable stands for, if its function becomes a closure at one place only; else nil.
func (p *Program) Binding(fv *ssa.FreeVar) ssa.Value {
	fn := fv.Parent()
	makes := p.makes[fn]
	if len(makes) != 1 {
		return nil
	}
	mc, ok := makes[0].(*ssa.MakeClosure)
	if !ok {
		return nil
	}
	return bound(mc, fv)
}

func bound(mc *ssa.MakeClosure, fv *ssa.FreeVar) ssa.Value {
	for i, f := range mc.Fn.(*ssa.Function).FreeVars {
		if f == fv && i < len(mc.Bindings) {
			return mc.Bindings[i]
		}
	}
	return nil
}

// Variable follows a free variable to the Alloc that it captures, or returns v itself.
func (p *Program) Variable(v ssa.Value) ssa.Value {
	for range 20 {
		fv, ok := v.(*ssa.FreeVar)
		if !ok {
			break
		}
		b := p.Binding(fv)
		if b == nil {
			break
		}
		v = b
	}
	return v
}

// Load returns the only value that a load can yield, where it reads a local variable that is stored once; else nil.
func (p *Program) Load(u *ssa.UnOp) ssa.Value {
	if u.Op != token.MUL {
		return nil
	}
	if a, ok := p.Variable(u.X).(*ssa.Alloc); ok {
		return p.Single(a)
	}
	return nil
}

// A Callee is what a call reaches.
type Callee struct {
	Fn      *ssa.Function
	Closure *ssa.MakeClosure // nil if Fn has no free variables
}

// Func resolves a function value: a function, a literal, a method value, also through a variable that is stored once. Fn is nil
// if it is not known.
func (p *Program) Func(v ssa.Value) Callee {
	for range 20 {
		switch x := v.(type) {
		case *ssa.Function:
			return Callee{Fn: Origin(x)}
		case *ssa.MakeClosure:
			return Callee{Fn: Origin(x.Fn.(*ssa.Function)), Closure: x}
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.FreeVar:
			v = p.Binding(x)
		case *ssa.UnOp:
			v = p.Load(x)
		default:
			return Callee{}
		}
		if v == nil {
			break
		}
	}
	return Callee{}
}

// Callee resolves the target of a call; Fn is nil for interface methods, builtins and unknown function values.
func (p *Program) Callee(c *ssa.CallCommon) Callee {
	if c.IsInvoke() {
		return Callee{}
	}
	return p.Func(c.Value)
}

// A UseKind says what happens to a function.
type UseKind uint8

const (
	Called   UseKind = iota // called in place
	Deferred                // called when the function ends
	Started                 // started by a go statement
	Passed                  // handed to a call as an argument
	Returned                // returned from the function that makes it
	Escapes                 // stored, sent, converted, or not followed
)

// A Use is one thing that happens to a function.
type Use struct {
	Kind  UseKind
	Instr ssa.Instruction
	Arg   int  // Passed: index in the Args of the call, the receiver counted
	Maybe bool // through an interface, which may hold something else
}

// Uses lists what happens to fn in this package, in no order that means anything but always the same one.
func (p *Program) Uses(fn *ssa.Function) []Use {
	u := useWalker{prog: p, seen: map[ssa.Value]bool{}}
	for _, s := range p.sites[fn] {
		if _, ok := s.Instr.Common().Value.(*ssa.Function); ok {
			u.uses = append(u.uses, Use{Kind: callKind(s.Instr), Instr: s.Instr})
		}
	}
	for _, call := range p.dynamic[fn] {
		u.uses = append(u.uses, Use{Kind: callKind(call), Instr: call, Maybe: true})
	}
	for _, instr := range p.makes[fn] {
		if mc, ok := instr.(*ssa.MakeClosure); ok && Origin(mc.Fn.(*ssa.Function)) == fn {
			u.follow(mc)
			continue
		}
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if f, ok := (*op).(*ssa.Function); ok && Origin(f) == fn {
				u.use(instr, f)
				break
			}
		}
	}
	return u.uses
}

// ValueUses lists what happens to the function value v, a parameter for instance, as [Program.Uses] does.
func (p *Program) ValueUses(v ssa.Value) []Use {
	u := useWalker{prog: p, seen: map[ssa.Value]bool{}}
	u.follow(v)
	return u.uses
}

func callKind(c ssa.CallInstruction) UseKind {
	switch c.(type) {
	case *ssa.Go:
		return Started
	case *ssa.Defer:
		return Deferred
	}
	return Called
}

// A useWalker follows a function value through variables, phis and conversions.
type useWalker struct {
	prog *Program
	seen map[ssa.Value]bool
	uses []Use
}

func (u *useWalker) add(kind UseKind, instr ssa.Instruction) {
	u.uses = append(u.uses, Use{Kind: kind, Instr: instr})
}

func (u *useWalker) follow(v ssa.Value) {
	if u.seen[v] || v.Referrers() == nil {
		return
	}
	u.seen[v] = true
	for _, ref := range *v.Referrers() {
		u.use(ref, v)
	}
}

// use classifies what ref does with the function value v.
func (u *useWalker) use(ref ssa.Instruction, v ssa.Value) {
	switch ref := ref.(type) {
	case ssa.CallInstruction:
		c := ref.Common()
		if c.Value == v {
			u.add(callKind(ref), ref)
		}
		for i, arg := range c.Args {
			if arg == v {
				u.uses = append(u.uses, Use{Kind: Passed, Instr: ref, Arg: i})
			}
		}
	case *ssa.Store:
		a, ok := u.prog.Variable(ref.Addr).(*ssa.Alloc)
		if !ok || u.prog.cell(a).opaque {
			u.add(Escapes, ref)
			return
		}
		for _, load := range u.prog.cell(a).loads {
			u.follow(load)
		}
	case *ssa.ChangeType:
		u.follow(ref)
	case *ssa.Phi:
		u.follow(ref)
	case *ssa.MakeInterface:
		u.follow(ref)
	case *ssa.Return:
		u.add(Returned, ref)
	case *ssa.BinOp, *ssa.DebugRef:
		// compared with nil
	default:
		u.add(Escapes, ref)
	}
}
