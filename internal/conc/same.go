package conc

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Same tells whether x and y are one number: the same value, up to conversions that keep it, or the same computation twice, as in
//
//	if int64(len(xs)) > n.Load() { n.Store(int64(len(xs))) }
//
// A field that is read twice in a row counts as unchanged.
func (m *Model) Same(x, y ssa.Value) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sameNumber(x, y, 0)
}

// maxSame bounds how deep two computations are compared.
const maxSame = 6

func (m *Model) sameNumber(x, y ssa.Value, depth int) bool {
	if x == nil || y == nil || depth > maxSame {
		return false
	}
	x, y = m.number(x), m.number(y)
	if x == y {
		return true
	}
	all := func(xs, ys []ssa.Value) bool {
		return slices.EqualFunc(xs, ys, func(x, y ssa.Value) bool { return m.sameNumber(x, y, depth+1) })
	}
	switch x := x.(type) {
	case *ssa.Const:
		y, ok := y.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && isNumber(x.Value) && isNumber(y.Value) && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.BinOp:
		y, ok := y.(*ssa.BinOp)
		return ok && x.Op == y.Op && all([]ssa.Value{x.X, x.Y}, []ssa.Value{y.X, y.Y})
	case *ssa.UnOp:
		y, ok := y.(*ssa.UnOp)
		switch {
		case !ok || x.Op != y.Op || x.Op == token.ARROW:
			return false
		case x.Op == token.MUL:
			return m.loc.Of(x.X).Equal(m.loc.Of(y.X))
		}
		return m.sameNumber(x.X, y.X, depth+1)
	case *ssa.Field:
		y, ok := y.(*ssa.Field)
		return ok && x.Field == y.Field && m.sameNumber(x.X, y.X, depth+1)
	case *ssa.Call:
		y, ok := y.(*ssa.Call)
		return ok && m.repeatable(&x.Call, &y.Call) && all(x.Call.Args, y.Call.Args)
	}
	return false
}

func isNumber(c constant.Value) bool { return c.Kind() == constant.Int || c.Kind() == constant.Float }

// number strips what keeps the number: conversions, variables that are stored once, floats as bits.
func (m *Model) number(v ssa.Value) ssa.Value {
	for range 8 {
		v = m.plainValue(v)
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Call:
			if !isBits(&x.Call) {
				return v
			}
			v = x.Call.Args[0]
		default:
			return v
		}
	}
	return v
}

// isBits tells whether a call is one of math.Float64bits and its kin.
func isBits(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	if fn == nil || pkgPath(fn) != "math" {
		return false
	}
	switch fn.Name() {
	case "Float64bits", "Float64frombits", "Float32bits", "Float32frombits":
		return true
	}
	return false
}

// repeatable tells whether two calls run the same code, which gives the same answer twice.
func (m *Model) repeatable(x, y *ssa.CallCommon) bool {
	if b, ok := x.Value.(*ssa.Builtin); ok {
		c, ok := y.Value.(*ssa.Builtin)
		return ok && b.Name() == c.Name()
	}
	fn := x.StaticCallee()
	if fn == nil || fn != y.StaticCallee() {
		return false
	}
	if !m.prog.Known(fn) {
		switch obj, _ := fn.Object().(*types.Func); pkgPath(fn) {
		case "math", "math/bits", "strings", "bytes", "strconv", "unicode/utf8":
			return true
		case "time":
			return obj.Signature().Recv() != nil
		}
		return false
	}
	if body := m.bodyOf(fn); body == nil || len(body.effects) > 0 || m.behaviourOf(fn) != 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr.(type) {
			case *ssa.Store, *ssa.MapUpdate, *ssa.Go, *ssa.Defer:
				return false
			}
		}
	}
	return true
}

// Callers lists the calls, deferred ones included, of fn in the code that counts as evidence.
func (m *Model) Callers(fn *ssa.Function) []ssa.CallInstruction {
	m.mu.Lock()
	defer m.mu.Unlock()
	var calls []ssa.CallInstruction
	for _, site := range m.prog.Sites(fn) {
		if _, started := site.Instr.(*ssa.Go); !started && m.evidence(site.Instr.Pos()) {
			calls = append(calls, site.Instr)
		}
	}
	return calls
}
