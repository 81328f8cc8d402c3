package metricmodel

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// This file computes the set of values of a string: constants, through variables, fields and functions of the package.

// domain is the set of values of v, which is used in the block at.
func (f *flow) domain(v ssa.Value, at *ssa.BasicBlock) Domain {
	c := &collector{f: f, known: map[string]bool{}, seen: map[traceKey]bool{}, budget: maxTrace / 2}
	c.value(v, at, nil)
	d := c.Domain
	d.Known = slices.Sorted(maps.Keys(c.known))
	return d
}

// A collector gathers the values of one label.
type collector struct {
	f *flow
	Domain
	known  map[string]bool
	whys   map[string]bool
	seen   map[traceKey]bool
	budget int
}

func (c *collector) open(v ssa.Value, what string) {
	if c.Open == "" {
		c.Open, c.OpenPos = what, v.Pos()
	}
}

// bound adds n values that are known by their number, once for each reason.
func (c *collector) bound(n int, why string) {
	if c.whys[why] {
		return
	}
	if c.whys == nil {
		c.whys = map[string]bool{}
	}
	c.whys[why] = true
	c.More += n
	c.Why = joinWords(c.Why, why)
}

func joinWords(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// value follows v back to constants.
func (c *collector) value(v ssa.Value, at *ssa.BasicBlock, up *context) {
	if v == nil {
		return
	}
	key := traceKey{v, at, up, ""}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	if c.budget--; c.budget <= 0 {
		c.open(v, "too much to follow")
		return
	}
	if k, ok := v.(*ssa.Const); ok {
		if k.Value != nil && k.Value.Kind() == constant.String {
			c.known[constant.StringVal(k.Value)] = true
		} else {
			c.known[k.RelString(nil)] = true
		}
		return
	}
	if c.byType(v.Type()) {
		return
	}
	if c.f.proofAt(v, at) == proven {
		c.Proven = true
		c.Why = joinWords(c.Why, "a check lets members of a fixed set through")
		return
	}
	c.follow(v, at, up)
}

// byType knows the types that have few values.
func (c *collector) byType(t types.Type) bool {
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		c.known["true"], c.known["false"] = true, true
		return true
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || !isEnum(t) {
		return false
	}
	consts := constantsOf(n)
	if len(consts) < 2 {
		return false
	}
	if b, _ := t.Underlying().(*types.Basic); b.Info()&types.IsString != 0 {
		for _, k := range consts {
			c.known[constant.StringVal(k.Val())] = true
		}
		c.Why = "constants of the type " + n.Obj().Name()
		return true
	}
	c.bound(len(consts), "constants of the type "+n.Obj().Name())
	return true
}

// constantsOf lists the constants of a type in its package, by value.
func constantsOf(n *types.Named) []*types.Const {
	var all []*types.Const
	seen := map[string]bool{}
	scope := n.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		k, ok := scope.Lookup(name).(*types.Const)
		if ok && types.Identical(k.Type(), n) && !seen[k.Val().ExactString()] {
			seen[k.Val().ExactString()] = true
			all = append(all, k)
		}
	}
	return all
}

func (c *collector) follow(v ssa.Value, at *ssa.BasicBlock, up *context) {
	switch v := v.(type) {
	case *ssa.Phi:
		for i, e := range v.Edges {
			pred := v.Block().Preds[i]
			if _, isConst := e.(*ssa.Const); !isConst && c.f.proofOnEdge(e, pred, v.Block()) == proven {
				c.Proven = true
				c.Why = joinWords(c.Why, "a check lets members of a fixed set through")
				continue
			}
			c.value(e, pred, up)
		}
	case *ssa.Convert:
		c.value(v.X, v.Block(), up)
	case *ssa.ChangeType:
		c.value(v.X, v.Block(), up)
	case *ssa.MakeInterface:
		c.value(v.X, v.Block(), up)
	case *ssa.ChangeInterface:
		c.value(v.X, v.Block(), up)
	case *ssa.Call:
		c.call(v, 0, up)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			c.call(call, v.Index, up)
		} else if !c.member(v) {
			c.open(v, "a value that is not followed")
		}
	case *ssa.Parameter:
		c.parameter(v, up)
	case *ssa.FreeVar:
		if b := c.f.prog.Binding(v); b != nil {
			c.value(b, nil, nil)
		} else {
			c.open(v, "the captured variable "+v.Name())
		}
	case *ssa.UnOp:
		c.load(v, up)
	case *ssa.Field:
		c.field(fieldOfStruct(v.X.Type(), v.Field), v)
	case *ssa.Lookup:
		if !c.member(v) {
			c.open(v, "an entry of a map")
		}
	case *ssa.BinOp:
		c.open(v, "a string that is put together")
	default:
		c.open(v, "a value that is not followed")
	}
}

// member knows an entry or an element of a collection of constants.
func (c *collector) member(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.Extract:
		if l, ok := x.Tuple.(*ssa.Lookup); ok {
			return c.entryOf(l.X)
		}
	case *ssa.Lookup:
		return c.entryOf(x.X)
	}
	if c.f.element(v) {
		c.Proven = true
		c.Why = joinWords(c.Why, "elements of a list in the source")
		return true
	}
	return false
}

// entryOf tells whether a map has values that are written in the source.
func (c *collector) entryOf(m ssa.Value) bool {
	if !c.f.static(m) {
		return false
	}
	c.Proven = true
	c.Why = joinWords(c.Why, "entries of a table in the source")
	return true
}

func (c *collector) load(u *ssa.UnOp, up *context) {
	if u.Op != token.MUL {
		c.open(u, "a value that is not followed")
		return
	}
	switch a := c.f.prog.Variable(u.X).(type) {
	case *ssa.Alloc:
		stores, ok := c.f.prog.Stores(a)
		if !ok || len(stores) == 0 {
			c.open(u, "the variable "+a.Comment)
			return
		}
		for _, s := range stores {
			in := up
			if s.Parent() != a.Parent() {
				in = nil
			}
			c.value(s.Val, s.Block(), in)
		}
	case *ssa.FieldAddr:
		c.field(fieldOfStruct(a.X.Type(), a.Field), u)
	case *ssa.Global:
		c.open(u, "the variable "+a.Name())
	default:
		if !c.member(u) {
			c.open(u, "an element of a list")
		}
	}
}

// field follows what the package stores in a field that no other package can set.
func (c *collector) field(v *types.Var, at ssa.Value) {
	if v == nil {
		c.open(at, "a field")
		return
	}
	stores := c.f.fieldStores(v)
	if v.Exported() || v.Pkg() != c.f.m.pass.Pkg || len(stores) == 0 || len(stores) > 2*maxStores {
		c.open(at, "the field "+v.Name())
		return
	}
	for _, s := range stores {
		c.value(s.Val, s.Block(), nil)
	}
}

// parameter goes on with what callers hand in.
func (c *collector) parameter(p *ssa.Parameter, up *context) {
	if up != nil && up.fn == p.Parent() {
		if arg := argument(up.call, p); arg != nil {
			c.value(arg, up.at, up.up)
			return
		}
	}
	fn := p.Parent()
	sites := c.f.sites(fn)
	obj, _ := fn.Object().(*types.Func)
	exported := obj != nil && obj.Exported()
	for _, s := range sites {
		if arg := argument(s.Instr.Common(), p); arg != nil {
			c.value(arg, s.Instr.Block(), nil)
		}
	}
	if exported {
		c.Params = append(c.Params, Param{obj.Origin(), slices.Index(fn.Params, p)})
	} else if len(sites) == 0 {
		c.open(p, "the parameter "+p.Name()+" of "+fn.Name())
	}
}
