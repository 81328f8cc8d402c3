package countdec

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A sign is what is certain of a number. positive includes zero, negative does too where the number may be zero: a counter that is
// given minus a length is lowered whenever the length is not zero.
type sign int

const (
	unknown sign = iota
	positive
	negative
)

func (s sign) opposite() sign {
	switch s {
	case positive:
		return negative
	case negative:
		return positive
	}
	return unknown
}

func comparison(op token.Token) bool {
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

// sign computes what is certain of e.
func (c *checker) sign(e ast.Expr, n int) sign {
	if e == nil || n > 10 {
		return unknown
	}
	e = ast.Unparen(e)
	tv := c.pass.TypesInfo.Types[e]
	if tv.Value != nil {
		return c.constant(tv)
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		switch e.Op {
		case token.SUB:
			if isUnsigned(tv.Type) {
				return negative // of an unsigned Add: minus the number
			}
			return c.sign(e.X, n+1).opposite()
		case token.ADD:
			return c.sign(e.X, n+1)
		case token.XOR:
			if isUnsigned(tv.Type) { // ^uint64(n-1)
				return negative
			}
		}
	case *ast.BinaryExpr:
		x, y := c.sign(e.X, n+1), c.sign(e.Y, n+1)
		switch e.Op {
		case token.MUL, token.QUO:
			switch {
			case x == unknown || y == unknown:
				return unknown
			case x == y:
				return positive
			}
			return negative
		case token.ADD:
			if x == y {
				return x
			}
		case token.SUB:
			if x != unknown && x == y.opposite() {
				return x
			}
		}
		return unknown
	case *ast.CallExpr:
		return c.callSign(e, n)
	case *ast.Ident:
		if v := c.m.Var(e); v != nil {
			if value := c.m.Value(v); value != nil && !c.compared(v, c.m.Enclosing(e)) {
				return c.sign(value, n+1)
			}
			if isUnsigned(v.Type()) {
				return positive
			}
		}
	}
	if isUnsigned(tv.Type) {
		return positive
	}
	return unknown
}

func (c *checker) callSign(call *ast.CallExpr, n int) sign {
	info := c.pass.TypesInfo
	if tv := info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		from := c.sign(call.Args[0], n+1)
		if isUnsigned(tv.Type) && !isUnsigned(info.TypeOf(call.Args[0])) && from != positive {
			return positive // a conversion that wraps: what is meant is not known, but it is no negative number
		}
		if isUnsigned(info.TypeOf(call.Args[0])) && !isUnsigned(tv.Type) && from == negative {
			return unknown // back from where it wrapped
		}
		return from
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && info.Types[call.Fun].IsBuiltin() {
		switch id.Name {
		case "len", "cap":
			return positive
		case "max":
			for _, a := range call.Args {
				if c.sign(a, n+1) == positive {
					return positive
				}
			}
		case "min":
			for _, a := range call.Args {
				if v := info.Types[a].Value; v != nil && constant.Sign(v) < 0 {
					return negative
				}
			}
		}
		return unknown
	}
	fn := c.m.Callee(call)
	if fn == nil {
		return unknown
	}
	switch fn.FullName() {
	case "math.Abs", "math.Sqrt", "time.Since", "unicode/utf8.RuneCountInString":
		return positive
	case "(time.Duration).Seconds", "(time.Duration).Milliseconds", "(time.Duration).Microseconds", "(time.Duration).Nanoseconds", "(time.Duration).Minutes", "(time.Duration).Hours":
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return c.sign(sel.X, n+1)
		}
	}
	return unknown
}

func (c *checker) constant(tv types.TypeAndValue) sign {
	v := constant.ToFloat(tv.Value)
	if v.Kind() != constant.Float {
		return unknown
	}
	if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Info()&types.IsUnsigned != 0 {
		bits := 63
		if b.Kind() == types.Uint32 {
			bits = 31
		}
		if constant.Compare(constant.ToInt(tv.Value), token.GEQ, constant.Shift(constant.MakeInt64(1), token.SHL, uint(bits))) {
			return negative // ^uint64(0)
		}
	}
	if constant.Sign(v) < 0 {
		return negative
	}
	return positive
}

func isUnsigned(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsUnsigned != 0
}
