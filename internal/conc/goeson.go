package conc

import (
	"golang.org/x/tools/go/ssa"
)

// GoesOn tells whether the result is used for more than comparisons: returned, passed on, stored, computed with.
func (op *Op) GoesOn() bool {
	return op.Result != nil && GoesOn(op.Result)
}

// GoesOn tells the same of any value.
func GoesOn(v ssa.Value) bool { return goesOn(v, map[ssa.Value]bool{}) }

func goesOn(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.BinOp:
			if !isComparison(r.Op) {
				return true
			}
		case *ssa.Phi, *ssa.Convert, *ssa.ChangeType:
			if goesOn(r.(ssa.Value), seen) {
				return true
			}
		default:
			return true
		}
	}
	return false
}
