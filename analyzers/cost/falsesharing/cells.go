package falsesharing

import (
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// A group is an array or slice of cells, and what is done to its elements.
type group struct {
	v       *types.Var
	elem    types.Type
	touches []touch
}

// A touch is one access of an element.
type touch struct {
	instr  ssa.Instruction
	index  ssa.Value // nil for a constant
	writes bool
	value  ssa.Value // what a read yields
}

// cells reports arrays and slices of unpadded cells that are indexed by worker or shard.
func (c *checker) cells() {
	for _, g := range c.groups() {
		size, ok := c.layout.size(g.elem)
		if !ok || size == 0 || size >= line || c.few(g, size) {
			continue
		}
		f := report.Finding{Category: "cells"}
		owner, at := c.owners(g)
		switch {
		case at != nil:
			f.Evidence = rule.Proven
		case c.isSharded(g):
			owner, at = "they are shards of one number", firstWrite(g)
		default:
			continue
		}
		f.Message = fmt.Sprintf("the elements of %s are %d bytes each, so that %d of them share a cache line, and %s (%s): every write takes the line from the others; pad the element to %d bytes",
			g.v.Name(), size, line/size, owner, c.m.Where(at.Pos()), line)
		f.Related = []analysis.RelatedInformation{{Pos: at.Pos(), Message: "an element is picked here"}}
		c.report(g.v, f)
	}
}

// few tells whether an array has no two elements that share a line.
func (c *checker) few(g *group, size int64) bool {
	a, ok := g.v.Type().Underlying().(*types.Array)
	return ok && a.Len() < 2
}

// groups gathers the arrays and slices whose elements hold atomics, in the order of their first use.
func (c *checker) groups() []*group {
	byVar := map[*types.Var]*group{}
	var all []*group
	add := func(p loc.Path, t touch, old bool, depth int) {
		c.element(p, t, depth, func(v *types.Var, elem types.Type, t touch) {
			if !old && !isCell(elem, 0) {
				return
			}
			g := byVar[v]
			if g == nil {
				g = &group{v: v, elem: elem}
				byVar[v] = g
				all = append(all, g)
			}
			g.touches = append(g.touches, t)
		})
	}
	for _, op := range c.m.Ops {
		if !op.Test {
			add(op.Place, touch{instr: op.Instr, writes: op.Kind.Writes(), value: op.Result}, op.Form == conc.Func, 0)
		}
	}
	for _, mu := range c.m.Mutexes() {
		for _, s := range mu.Sections {
			if len(s.Body) == 0 || !c.pass.Log.Evidence(s.Lock.Pos()) {
				continue
			}
			for _, h := range c.m.HeldAt(s.Body[0]) {
				if h.Key.Var == mu.Var {
					add(h.Place, touch{instr: s.Body[0], writes: counts(s)}, false, 0)
				}
			}
		}
	}
	return all
}

// counts tells whether a section adds to a number.
func counts(s *conc.Section) bool {
	return slices.ContainsFunc(s.Body, func(instr ssa.Instruction) bool {
		store, ok := instr.(*ssa.Store)
		if !ok {
			return false
		}
		b, ok := store.Val.(*ssa.BinOp)
		return ok && b.Op == token.ADD
	})
}

// element finds the array or slice that a place is an element of, or a field of one; for a place that begins at a parameter, by what
// the callers hand in.
func (c *checker) element(p loc.Path, t touch, depth int, f func(*types.Var, types.Type, touch)) {
	at := len(p.Steps) - 1
	for at >= 0 && p.Steps[at].Kind == loc.Field {
		at--
	}
	if at < 0 {
		par, ok := p.Root.(*ssa.Parameter)
		if !ok || depth == maxUp {
			return
		}
		for _, site := range c.sites[par.Parent()] {
			if arg := loc.Argument(par.Parent(), par, site.Common()); arg != nil {
				q, _ := c.m.PlaceOf(arg)
				t.instr = site
				c.element(q, t, depth+1, f)
			}
		}
		return
	}
	if p.Steps[at].Kind != loc.Elem {
		return
	}
	t.index = p.Steps[at].Value
	at--
	if at >= 0 && p.Steps[at].Kind == loc.Deref { // the slice in a field
		at--
	}
	var v *types.Var
	switch {
	case at >= 0 && p.Steps[at].Kind == loc.Field:
		v = p.Steps[at].Field
	case at < 0:
		v = c.variable(p.Root)
	}
	if v == nil {
		return
	}
	if elem := elemOf(v.Type()); elem != nil {
		f(v, elem, t)
	}
}

// variable is the package variable or local variable that a root is, or is stored in.
func (c *checker) variable(root ssa.Value) *types.Var {
	if _, k := c.m.PlaceOf(root); k.Var != nil {
		return k.Var
	}
	return c.storedIn(root, 0)
}

// storedIn is the local variable that a new array or slice is stored in, if literals see it: others have no place of their own.
func (c *checker) storedIn(v ssa.Value, depth int) *types.Var {
	if depth > 2 || v.Referrers() == nil {
		return nil
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Slice:
			if found := c.storedIn(ref, depth+1); found != nil {
				return found
			}
		case *ssa.Store:
			if ref.Val == v {
				if _, k := c.m.PlaceOf(ref.Addr); k.Var != nil {
					return k.Var
				}
			}
		}
	}
	return nil
}

// elemOf returns the element type of an array or slice, or of a pointer to an array; nil for elements that are allocated apart.
func elemOf(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	var elem types.Type
	switch u := t.Underlying().(type) {
	case *types.Array:
		elem = u.Elem()
	case *types.Slice:
		elem = u.Elem()
	default:
		return nil
	}
	switch elem.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Chan, *types.Slice:
		return nil
	}
	return elem
}

// owners tells whether goroutines that are started in a loop each write their own element, again and again.
func (c *checker) owners(g *group) (how string, at ssa.Instruction) {
	for _, t := range g.touches {
		if t.writes && t.index != nil && c.isOwn(t.index, t.instr.Parent(), 0) && c.hot(t.instr, 0) {
			return "each of the goroutines that write them has its own", t.instr
		}
	}
	return "", nil
}

var shardName = regexp.MustCompile(`(?i)shard|strip|lane|per_?cpu|per_?p$|per_?worker`)

// isSharded tells whether the elements are parts of one number: a hash, a random number or a mask picks the one to add to, and a loop
// sums them up; or they are called shards.
func (c *checker) isSharded(g *group) bool {
	picked, summed, shown := false, false, false
	for _, t := range g.touches {
		switch {
		case t.writes:
			picked = picked || t.index != nil && isPick(t.index, 0)
		case t.index == nil || !ir.InLoop(t.instr.Block()):
			shown = true
		case t.value != nil && addedUp(t.value, 0):
			summed = true
		}
	}
	if !picked {
		return false
	}
	return summed && !shown || slices.ContainsFunc([]string{g.v.Name(), typeName(g.elem)}, shardName.MatchString)
}

func typeName(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && !strings.HasPrefix(n.Obj().Pkg().Path(), "sync") {
		return n.Obj().Name()
	}
	return ""
}

// addedUp tells whether a loaded value goes into a sum.
func addedUp(v ssa.Value, depth int) bool {
	if v.Referrers() == nil || depth > 3 {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch r := ref.(type) {
		case *ssa.BinOp:
			return r.Op == token.ADD
		case *ssa.Convert:
			return addedUp(r, depth+1)
		}
		return false
	})
}

// firstWrite is where an element is picked and written.
func firstWrite(g *group) ssa.Instruction {
	for _, t := range g.touches {
		if t.writes && t.index != nil && isPick(t.index, 0) {
			return t.instr
		}
	}
	return nil
}
