package conc

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// maxDerive bounds the values that one question about data flow looks at; past it the answer is no.
const maxDerive = 2000

// DerivesFrom tells whether v is computed from what op yields: through arithmetic, conversions, math.Float64bits, min and max,
// phi, local variables, functions of the package, and copies of what a loaded pointer leads to (a struct, a slice, a map that is
// filled from it).
func (m *Model) DerivesFrom(v ssa.Value, op *Op) bool {
	if v == nil || op.Result == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.derives(v, op.Result)
}

func (m *Model) derives(v, target ssa.Value) bool {
	d := deriver{m: m, target: target, seen: map[ssa.Value]bool{}}
	return d.from(v)
}

// A deriver walks backwards from a value to the operands that it is computed from.
type deriver struct {
	m      *Model
	target ssa.Value
	seen   map[ssa.Value]bool
	depth  int             // of calls of own functions
	before ssa.Instruction // what is stored in memory counts only if control can get from there to this; nil: always
}

// late tells whether what instr does cannot have happened yet when the value is used.
func (d *deriver) late(instr ssa.Instruction) bool {
	return d.before != nil && instr.Parent() == d.before.Parent() && !d.m.walk(instr, is(d.before), never)
}

func (d *deriver) any(vs ...ssa.Value) bool {
	for _, v := range vs {
		if v != nil && d.from(v) {
			return true
		}
	}
	return false
}

func (d *deriver) from(v ssa.Value) bool {
	if v == d.target {
		return true
	}
	if d.seen[v] || len(d.seen) > maxDerive {
		return false
	}
	d.seen[v] = true
	switch v := v.(type) {
	case *ssa.Phi:
		return d.any(v.Edges...)
	case *ssa.BinOp:
		return d.any(v.X, v.Y)
	case *ssa.UnOp:
		switch v.Op {
		case token.ARROW:
			return false
		case token.MUL:
			return d.load(v.X)
		}
		return d.from(v.X)
	case *ssa.Convert:
		return d.from(v.X)
	case *ssa.ChangeType:
		return d.from(v.X)
	case *ssa.ChangeInterface:
		return d.from(v.X)
	case *ssa.MakeInterface:
		return d.from(v.X)
	case *ssa.TypeAssert:
		return d.from(v.X)
	case *ssa.SliceToArrayPointer:
		return d.from(v.X)
	case *ssa.MultiConvert:
		return d.from(v.X)
	case *ssa.Extract:
		return d.from(v.Tuple)
	case *ssa.Next:
		return d.from(v.Iter)
	case *ssa.Range:
		return d.from(v.X)
	case *ssa.Slice:
		return d.any(v.X, v.Low, v.High)
	case *ssa.Field:
		return d.from(v.X)
	case *ssa.FieldAddr:
		return d.from(v.X)
	case *ssa.Index:
		return d.any(v.X, v.Index)
	case *ssa.IndexAddr:
		return d.any(v.X, v.Index)
	case *ssa.Lookup:
		return d.any(v.X, v.Index)
	case *ssa.FreeVar:
		b := d.m.prog.Binding(v)
		return b != nil && d.from(b)
	case *ssa.Alloc:
		return d.filled(v)
	case *ssa.MakeMap:
		return d.filled(v)
	case *ssa.MakeSlice:
		return d.filled(v)
	case *ssa.Call:
		return d.call(v)
	}
	return false
}

// load follows a read of memory: of a local variable, or one field of it, to what is stored there; of anything else to the
// pointer, because what a loaded pointer leads to belongs to the loaded value.
func (d *deriver) load(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return d.from(addr)
	}
	base, ok := d.m.prog.Variable(fa.X).(*ssa.Alloc)
	if !ok {
		return d.from(fa.X)
	}
	for _, ref := range *base.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == base && d.from(ref.Val) {
				return true
			}
		case *ssa.FieldAddr:
			if ref.Field == fa.Field && d.part(ref) {
				return true
			}
		}
	}
	return false
}

// filled tells whether something derived is stored in the object v, or in a part of it.
func (d *deriver) filled(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if d.late(ref) {
			continue
		}
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == v && d.from(ref.Val) {
				return true
			}
		case *ssa.MapUpdate:
			if ref.Map == v && d.any(ref.Key, ref.Value) {
				return true
			}
		case *ssa.UnOp: // the map, slice or pointer in a variable
			if ref.Op == token.MUL && d.part(ref) {
				return true
			}
		case *ssa.FieldAddr:
			if d.part(ref) {
				return true
			}
		case *ssa.IndexAddr:
			if d.part(ref) {
				return true
			}
		case *ssa.Slice:
			if d.part(ref) {
				return true
			}
		case *ssa.MakeClosure:
			for i, b := range ref.Bindings {
				if fvs := ref.Fn.(*ssa.Function).FreeVars; b == v && i < len(fvs) && d.part(fvs[i]) {
					return true
				}
			}
		case *ssa.Call:
			if d.copied(ref, v) {
				return true
			}
		}
	}
	return false
}

// part looks at the stores through the address of a part, once.
func (d *deriver) part(v ssa.Value) bool {
	if d.seen[v] || len(d.seen) > maxDerive {
		return false
	}
	d.seen[v] = true
	return d.filled(v)
}

// copied tells whether a call fills dst from something derived: copy, maps.Copy.
func (d *deriver) copied(c *ssa.Call, dst ssa.Value) bool {
	if len(c.Call.Args) != 2 || c.Call.Args[0] != dst {
		return false
	}
	switch f := c.Call.Value.(type) {
	case *ssa.Builtin:
		return f.Name() == "copy" && d.from(c.Call.Args[1])
	case *ssa.Function:
		return f.Object() != nil && f.Object().Name() == "Copy" && pkgPath(f) == "maps" && d.from(c.Call.Args[1])
	}
	return false
}

// call follows builtins, functions of packages that only compute, and functions of this package.
func (d *deriver) call(c *ssa.Call) bool {
	if b, ok := c.Call.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append", "min", "max", "len", "cap", "real", "imag", "complex", "ssa:wrapnilchk":
			return d.any(c.Call.Args...)
		}
		return false
	}
	callee := d.m.prog.Callee(&c.Call)
	if callee.Fn == nil {
		return false
	}
	if !d.m.prog.Known(callee.Fn) {
		return harmless[pkgPath(callee.Fn)] && pkgPath(callee.Fn) != "sync/atomic" && d.any(c.Call.Args...)
	}
	if d.depth >= 4 {
		return false
	}
	// Arguments first: only where one of them is derived is the callee worth a look.
	for i, arg := range c.Call.Args {
		if d.from(arg) && i < len(callee.Fn.Params) && d.m.returnsParam(callee.Fn, i, d.depth+1) {
			return true
		}
	}
	return false
}

// returnsParam tells whether a result of fn is computed from its parameter i.
func (m *Model) returnsParam(fn *ssa.Function, i, depth int) bool {
	key := paramKey{fn, i}
	if r, ok := m.returned[key]; ok {
		return r
	}
	m.returned[key] = false
	d := deriver{m: m, target: fn.Params[i], seen: map[ssa.Value]bool{}, depth: depth}
	for _, ret := range m.prog.Returns(fn) {
		if d.any(ret.Results...) {
			m.returned[key] = true
			return true
		}
	}
	return false
}

type paramKey struct {
	fn *ssa.Function
	i  int
}

func pkgPath(fn *ssa.Function) string {
	if obj, ok := fn.Object().(*types.Func); ok && obj.Pkg() != nil {
		return obj.Pkg().Path()
	}
	return ""
}
