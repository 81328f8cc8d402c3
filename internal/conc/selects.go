package conc

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// afterSelect tells whether each way from the starts of the function to instr passes a case of a select, or another receive or wait,
// that comes when the goroutines that write op's counter have ended.
func (m *Model) afterSelect(instr ssa.Instruction, op *Op) bool {
	fn := instr.Parent()
	var starts []ssa.Instruction
	var selects []*ssa.Select
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			if sel, ok := i.(*ssa.Select); ok && slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool { return m.isEnd(s, op) }) {
				selects = append(selects, sel)
			}
			if m.starts(i) {
				starts = append(starts, i)
			}
		}
	}
	if len(selects) == 0 || len(starts) == 0 {
		return false
	}
	ends := map[ssa.Instruction]bool{}
	w := m.waitsIn(fn)
	for _, i := range w.calls {
		ends[i] = true
	}
	for _, i := range w.receives {
		if m.signalsEnd(i.X, op) {
			ends[i] = true
		}
	}
	for _, sel := range selects {
		if sel.Blocking && !m.slips(sel, instr, op, ends) {
			ends[sel] = true
		}
	}
	return !slices.ContainsFunc(starts, func(s ssa.Instruction) bool {
		return m.walk(s, is(instr), func(i ssa.Instruction) bool { return ends[i] })
	})
}

// isEnd tells whether a case of a select receives when the goroutines that write op's counter have ended.
func (m *Model) isEnd(s *ssa.SelectState, op *Op) bool {
	return s.Dir == types.RecvOnly && m.signalsEnd(s.Chan, op)
}

// slips tells whether control gets from a case of the select that waits for something else to instr, with no end in between.
func (m *Model) slips(sel *ssa.Select, instr ssa.Instruction, op *Op, ends map[ssa.Instruction]bool) bool {
	for n, state := range sel.States {
		if m.isEnd(state, op) {
			continue
		}
		for _, ref := range *sel.Referrers() {
			index, ok := ref.(*ssa.Extract)
			if !ok || index.Index != 0 {
				continue
			}
			for _, ref := range *index.Referrers() {
				if cmp, ok := ref.(*ssa.BinOp); ok && cmp.Op == token.EQL && isIndex(cmp.Y, int64(n)) {
					for _, ref := range *cmp.Referrers() {
						branch, ok := ref.(*ssa.If)
						if !ok {
							continue
						}
						first := branch.Block().Succs[0].Instrs[0]
						if first == instr || !ends[first] && m.walk(first, is(instr), func(i ssa.Instruction) bool { return ends[i] }) {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

func isIndex(v ssa.Value, n int64) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Int64() == n
}
