package metricmodel

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// This file proves that a value is one of a finite set where it is used. Names prove nothing: a function called sanitize is as good as
// its body.

// closed tells whether every way to the block passes a test that v is a member of a static collection, or a limit on the number of
// different values has let it through.
func (f *flow) closed(v ssa.Value, at *ssa.BasicBlock) bool { return f.proofAt(v, at) != unproven }

// A proof is how it is known that a value is one of a finite set.
type proof uint8

const (
	unproven proof = iota
	bySwitch       // a check lets members through alone, unless its owner opens it by a setting
	proven
)

func (f *flow) proofAt(v ssa.Value, at *ssa.BasicBlock) proof {
	if v == nil || at == nil {
		return unproven
	}
	if _, ok := v.(*ssa.Const); ok {
		return proven
	}
	return f.prove(func() bool { return f.closedAt(v, at, map[*ssa.BasicBlock]bool{}, 0) || f.capped(v, at.Parent()) })
}

func (f *flow) prove(holds func() bool) proof {
	f.steps, f.opened = 0, false
	switch {
	case !holds():
		return unproven
	case f.opened:
		return bySwitch
	}
	return proven
}

// depth bounds the conditions within conditions.
func (f *flow) closedAt(v ssa.Value, at *ssa.BasicBlock, seen map[*ssa.BasicBlock]bool, depth int) bool {
	if seen[at] {
		return true // a loop: the other ways into it decide
	}
	seen[at] = true
	if len(at.Preds) == 0 || len(seen) > 200 {
		return false
	}
	for _, p := range at.Preds {
		if !f.proves(p, at, v, depth) && !f.closedAt(v, p, seen, depth) {
			return false
		}
	}
	return true
}

// proofOnEdge tells whether v is a member on the way from one block to the next.
func (f *flow) proofOnEdge(v ssa.Value, from, to *ssa.BasicBlock) proof {
	if _, ok := v.(*ssa.Const); ok {
		return proven
	}
	return f.prove(func() bool { return f.proves(from, to, v, 0) })
}

// maxSteps bounds the search for a proof. Where it does not suffice, the value is taken for a member: nothing is said of it.
const maxSteps = 2000

// proves tells whether the branch from one block to the next is taken for members only.
func (f *flow) proves(from, to *ssa.BasicBlock, v ssa.Value, depth int) bool {
	if len(from.Instrs) == 0 {
		return false
	}
	cond, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok || from.Succs[0] == from.Succs[1] {
		return false
	}
	return f.member(cond.Cond, v, to == from.Succs[0], depth)
}

// member tells whether the condition, if it has the given outcome, means that v is one of a finite set.
func (f *flow) member(cond, v ssa.Value, outcome bool, depth int) bool {
	if f.steps++; f.steps > maxSteps {
		return true
	}
	if depth > 4 {
		return false
	}
	switch c := cond.(type) {
	case *ssa.BinOp:
		if c.Op == token.EQL && outcome || c.Op == token.NEQ && !outcome {
			if k, ok := c.Y.(*ssa.Const); ok && k.IsNil() && isErrorType(c.X.Type()) {
				call := found(c.X)
				return call != nil && f.vetted(call, v)
			}
			return same(c.X, v) && (fixed(c.Y) || f.element(c.Y) || f.given(c.Y)) || same(c.Y, v) && (fixed(c.X) || f.element(c.X) || f.given(c.X))
		}
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return f.member(c.X, v, !outcome, depth+1)
		}
	case *ssa.Lookup: // m[v], a map of booleans
		return outcome && !c.CommaOk && sameFolded(c.Index, v) && (f.static(c.X) || f.registry(c.X))
	case *ssa.Extract: // _, ok := m[v]
		if l, ok := c.Tuple.(*ssa.Lookup); ok {
			return outcome && c.Index == 1 && sameFolded(l.Index, v) && (f.static(l.X) || f.registry(l.X))
		}
		call := found(c)
		return call != nil && outcome && f.vetted(call, v)
	case *ssa.Call:
		if outcome && f.vetted(c, v) {
			return true
		}
		fn := calleeOf(&c.Call)
		if fn == nil {
			return false
		}
		switch fn.FullName() {
		case "slices.Contains":
			return outcome && sameFolded(c.Call.Args[1], v) && f.static(c.Call.Args[0])
		case "strings.EqualFold":
			x, y := c.Call.Args[0], c.Call.Args[1]
			return outcome && (same(x, v) && (fixed(y) || f.element(y) || f.given(y)) || same(y, v) && (fixed(x) || f.element(x) || f.given(x)))
		}
		return f.predicate(&c.Call, v, outcome, depth)
	case *ssa.Phi: // x == "a" || x == "b", as a value
		for i, e := range c.Edges {
			if k, ok := e.(*ssa.Const); ok && k.Value != nil {
				if (k.Value.ExactString() == "true") != outcome {
					continue
				}
				if !f.proves(c.Block().Preds[i], c.Block(), v, depth+1) && !f.closedAt(v, c.Block().Preds[i], map[*ssa.BasicBlock]bool{}, depth+1) {
					return false
				}
				continue
			}
			if !f.member(e, v, outcome, depth+1) && !f.proves(c.Block().Preds[i], c.Block(), v, depth+1) && !f.closedAt(v, c.Block().Preds[i], map[*ssa.BasicBlock]bool{}, depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// lookups are names of functions that find things which exist already.
var lookups = regexp.MustCompile(`(?i)^(get|look_?up|find|load|has|exists|contains|resolve|known|is_?(known|registered|configured|allowed))`)

// forms are packages whose predicates ask what a text looks like, whatever they are called: any number of texts look like that.
var forms = map[string]bool{
	"bytes": true, "mime": true, "net": true, "net/mail": true, "net/netip": true, "net/url": true, "path": true, "path/filepath": true,
	"regexp": true, "slices": true, "strings": true, "unicode": true, "unicode/utf8": true,
}

// vetted tells whether a call has looked v up somewhere: what it finds exists already, and is no invention of a client. A function of the
// package is asked for its proof instead.
func (f *flow) vetted(call *ssa.Call, v ssa.Value) bool {
	com := &call.Call
	asked := slices.ContainsFunc(com.Args, func(a ssa.Value) bool { return same(a, v) })
	if f.m.rows.Sanitizes(named(com)) {
		return asked
	}
	if fact := f.m.facts.vets[named(com)]; fact != nil {
		return slices.ContainsFunc(fact.Params, func(i int) bool { return i < len(com.Args) && same(com.Args[i], v) })
	}
	name := ""
	if com.IsInvoke() {
		name = com.Method.Name()
	} else if fn := calleeOf(com); fn != nil && (fn.Pkg() == nil || !forms[fn.Pkg().Path()]) {
		name = fn.Name()
		if f.prog.Known(ir.Origin(com.StaticCallee())) && fn.Signature().Results().Len() == 1 {
			return false // a predicate, see there
		}
	}
	return asked && lookups.MatchString(name)
}

// found returns the call whose error or last boolean v is.
func found(v ssa.Value) *ssa.Call {
	switch x := v.(type) {
	case *ssa.Call:
		return x
	case *ssa.Extract:
		call, ok := x.Tuple.(*ssa.Call)
		if ok && x.Index == call.Call.Signature().Results().Len()-1 {
			return call
		}
	}
	return nil
}

// registry tells whether a map that lives on gets its keys from the program and its owner alone: no key that is put into it comes from
// where there is no bound.
func (f *flow) registry(m ssa.Value) bool {
	u, ok := m.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	var v *types.Var
	switch a := u.X.(type) {
	case *ssa.Global:
		v, _ = a.Object().(*types.Var)
	case *ssa.FieldAddr:
		v = fieldOfStruct(a.X.Type(), a.Field)
	}
	if v == nil {
		return false
	}
	if known, ok := f.registries[v]; ok {
		return known
	}
	f.registries[v] = false // while it is being asked
	owned := true
	f.each(func(instr ssa.Instruction) {
		up, ok := instr.(*ssa.MapUpdate)
		if !ok || !owned {
			return
		}
		load, ok := up.Map.(*ssa.UnOp)
		if !ok {
			return
		}
		same := false
		switch a := load.X.(type) {
		case *ssa.Global:
			same = a.Object() == v
		case *ssa.FieldAddr:
			same = fieldOfStruct(a.X.Type(), a.Field) == v
		}
		if same {
			t := &tracer{f: f, seen: map[traceKey]bool{}, budget: maxTrace / 4, emit: func(_ string, o Origin) { owned = owned && o.Bounded }}
			t.param = func(_ string, p *ssa.Parameter) { // a helper: what its callers hand in
				for _, site := range f.sites(p.Parent()) {
					if arg := argument(site.Instr.Common(), p); arg != nil {
						(&tracer{f: f, seen: t.seen, budget: maxTrace / 4, emit: t.emit}).value(arg, site.Instr.Block(), nil)
					}
				}
			}
			t.value(up.Key, up.Block(), nil)
		}
	})
	f.registries[v] = owned
	return owned
}
