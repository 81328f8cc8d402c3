package conc

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Sign is that of the amount of an Add: 1, -1, or 0 if it is not known. A literal helper's amount counts as the helper's.
func (op *Op) Sign() int {
	v := op.Delta.Value
	if v == nil && op.Inner != nil {
		v = op.Inner.Delta.Value
	}
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		if _, negative := Amount(v); negative {
			return -1
		}
		return 0
	}
	if b, ok := op.Elem.Underlying().(*types.Basic); ok && b.Info()&types.IsUnsigned != 0 {
		// Add(^uint64(0)) lowers: more than half of the range is a negative amount.
		if n, exact := constant.Uint64Val(constant.ToInt(c.Value)); exact && n > 1<<31-1 {
			return -1
		}
	}
	return constant.Sign(c.Value)
}

// Amount strips the sign of an amount: -n, or ^(n - 1) for unsigned numbers.
func Amount(v ssa.Value) (n ssa.Value, negative bool) {
	for {
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
			continue
		case *ssa.UnOp:
			inner := x.X
			if conv, ok := inner.(*ssa.Convert); ok {
				inner = conv.X
			}
			switch minus, _ := inner.(*ssa.BinOp); {
			case x.Op == token.SUB:
				return x.X, true
			case x.Op == token.XOR && minus != nil && minus.Op == token.SUB && isOne(minus.Y):
				return minus.X, true
			}
		}
		return v, false
	}
}

func isOne(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Int && constant.Compare(c.Value, token.EQL, constant.MakeInt64(1))
}
