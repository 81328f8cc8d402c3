package spawn

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// isOwnLoop tells whether fn is a method that waits for channels in a loop, and that only those start who make the object: it is the
// goroutine of the object. That it has an exported name tells nothing then; who called it as well would take from its channels.
func (c *Contexts) isOwnLoop(fn *ssa.Function, counts func(token.Pos) bool) bool {
	if fn.Signature.Recv() == nil || !slices.ContainsFunc(fn.Blocks, receivesInLoop) {
		return false
	}
	uses := slices.DeleteFunc(slices.Clone(c.prog.Uses(fn)), func(u ir.Use) bool { return u.Instr.Pos().IsValid() && !counts(u.Instr.Pos()) })
	return len(uses) > 0 && !slices.ContainsFunc(uses, func(u ir.Use) bool {
		start, ok := u.Instr.(*ssa.Go)
		return !ok || !startsOnNew(start)
	})
}

// receivesInLoop tells whether the block repeats and waits for a channel.
func receivesInLoop(b *ssa.BasicBlock) bool {
	return ir.InLoop(b) && slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
		if recv, ok := instr.(*ssa.UnOp); ok {
			return recv.Op == token.ARROW
		}
		sel, ok := instr.(*ssa.Select)
		return ok && sel.Blocking
	})
}

// startsOnNew tells whether the receiver of the method that is started was made in the same function, beside the start.
func startsOnNew(start *ssa.Go) bool {
	c := start.Common()
	if c.IsInvoke() || len(c.Args) == 0 {
		return false
	}
	made := c.Args[0]
	if load, ok := made.(*ssa.UnOp); ok && load.Op == token.MUL { // a variable that literals capture
		cell, ok := load.X.(*ssa.Alloc)
		if !ok {
			return false
		}
		made = cell
	}
	switch made.(type) {
	case *ssa.Alloc, *ssa.Call:
		return ir.InLoop(made.(ssa.Instruction).Block()) || !ir.InLoop(start.Block())
	}
	return false
}
