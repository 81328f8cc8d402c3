package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// maxPasses bounds the passes over the blocks of one function; states only get less certain, so that few are needed.
const maxPasses = 12

// Locks answers which locks are held where in one package. It is not safe for concurrent use.
type Locks struct {
	prog *ir.Program
	loc  *loc.Resolver
	sems map[loc.Key]semaphore

	funcs   map[*ssa.Function]*flow
	entries map[*ssa.Function]*entry
	ways    map[*ssa.Function][]*site // into each function
	numbers map[string]int32          // of locks, by id
	values  map[ssa.Value]int32       // numbers of the locks that they lead to
	named   []named                   // by number
	effects map[effectKey][]lock
}

// A flow is the state of the locks in one function.
type flow struct {
	in       []state // at the start of each block; nil for none, also for blocks not reached
	reached  []bool
	exit     state                // at the returns
	deferred map[*ssa.Defer]state // when the deferred call runs

	quiet bool     // no instruction changes a lock
	marks [][]mark // by block; made on demand
}

// New makes the lock analysis of one package; functions are looked at on demand.
func New(prog *ir.Program, r *loc.Resolver) *Locks {
	return &Locks{prog: prog, loc: r, sems: semaphores(prog, r), funcs: map[*ssa.Function]*flow{}, numbers: map[string]int32{}, values: map[ssa.Value]int32{}, effects: map[effectKey][]lock{}}
}

// flow computes the state of fn, its callees first.
func (ls *Locks) flow(fn *ssa.Function) *flow {
	if f, ok := ls.funcs[fn]; ok {
		return f // nil while fn is being looked at: a recursive call changes no lock
	}
	ls.funcs[fn] = nil
	f := &flow{quiet: !ls.touchesLocks(fn)}
	if !f.quiet {
		f.in, f.reached, f.deferred = make([]state, len(fn.Blocks)), make([]bool, len(fn.Blocks)), map[*ssa.Defer]state{}
		ls.solve(fn, f)
	}
	ls.funcs[fn] = f
	return f
}

// touchesLocks tells whether any instruction of fn changes a lock: most functions have none, and need no flow.
func (ls *Locks) touchesLocks(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var s state
			switch instr := instr.(type) {
			case *ssa.Defer:
				s = ls.call(nil, &instr.Call, instr)
			case *ssa.RunDefers:
			default:
				s = ls.step(nil, instr, nil)
			}
			if len(s) > 0 {
				return true
			}
		}
	}
	return false
}

func (ls *Locks) solve(fn *ssa.Function, f *flow) {
	order := reversePostorder(fn)
	out := map[edge]state{} // of the edges that are reached
	f.reached[0] = true
	for range maxPasses {
		changed := false
		for _, b := range order {
			if b.Index != 0 {
				f.in[b.Index], f.reached[b.Index] = enter(b, out)
			}
			if !f.reached[b.Index] {
				continue
			}
			s := f.in[b.Index]
			for _, instr := range b.Instrs {
				s = ls.step(s, instr, f)
			}
			for i := range b.Succs {
				t := s
				if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && b.Succs[0] != b.Succs[1] {
					t = s.assume(br.Cond, i == 0)
				}
				e := edge{b, i}
				if old, ok := out[e]; !ok || !equal(old, t) {
					out[e] = t
					changed = true
				}
			}
		}
		if !changed {
			break
		}
	}
	first := true
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); !ok || !f.reached[b.Index] || b == fn.Recover {
			continue
		}
		s := f.in[b.Index]
		for _, instr := range b.Instrs {
			s = ls.step(s, instr, f)
		}
		if first {
			f.exit, first = s, false
		} else {
			f.exit = merge(f.exit, s)
		}
	}
}

// An edge leads from a block to its i-th successor.
type edge struct {
	from *ssa.BasicBlock
	i    int
}

// enter joins the states over the edges into b that are reached.
func enter(b *ssa.BasicBlock, out map[edge]state) (in state, reached bool) {
	var edges []edge
	var states []state
	for k, p := range b.Preds {
		if slices.Contains(b.Preds[:k], p) {
			continue // both successors of p: each is looked at below
		}
		for i, s := range p.Succs {
			if t, ok := out[edge{p, i}]; ok && s == b {
				edges, states = append(edges, edge{p, i}), append(states, t)
			}
		}
	}
	for i, s := range states {
		if i == 0 {
			in = s
		} else {
			in = merge(in, s)
		}
	}
	if len(states) == 2 {
		in = correlate(in, b, edges, states)
	}
	return in, len(states) > 0
}

// correlate remembers, for a lock that is taken on one side of a branch only, the condition of the branch: a later branch on the
// same condition knows more than "perhaps".
func correlate(in state, b *ssa.BasicBlock, edges []edge, states []state) state {
	d := b.Idom()
	if d == nil {
		return in
	}
	br, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok {
		return in
	}
	var side [2]bool // on which side of the branch the edge lies
	for k, e := range edges {
		switch {
		case e.from == d:
			side[k] = e.i == 0
		case d.Succs[0] != b && d.Succs[0].Dominates(e.from):
			side[k] = true
		case d.Succs[1] != b && d.Succs[1].Dominates(e.from):
			side[k] = false
		default:
			return in
		}
	}
	if side[0] == side[1] {
		return in
	}
	for _, l := range in {
		x, y := states[0].get(l.number), states[1].get(l.number)
		if l.when != nil {
			continue
		}
		taken := side[0]
		switch {
		case x.fresh == Yes && y.fresh == No:
		case x.fresh == No && y.fresh == Yes:
			taken = side[1]
		case x.fresh == No && x.entered == No && y.isUntouched():
			l.gives = true
		case y.fresh == No && y.entered == No && x.isUntouched():
			l.gives, taken = true, side[1]
		default:
			continue
		}
		l.when, l.is = strip(br.Cond, taken)
		in = in.with(l)
	}
	return in
}

// step is the state after one instruction. f may be nil, where nobody asks about deferred calls.
func (ls *Locks) step(s state, instr ssa.Instruction, f *flow) state {
	switch instr := instr.(type) {
	case *ssa.Call:
		return ls.call(s, &instr.Call, instr)
	case *ssa.Send:
		return ls.channel(s, instr.Chan, sendTakes, instr)
	case *ssa.UnOp:
		return ls.channel(s, instr.X, recvTakes, instr)
	case *ssa.Select:
		// Which case is taken stands in later branches: here every one is taken perhaps.
		for _, c := range instr.States {
			takes := recvTakes
			if c.Dir == types.SendOnly {
				takes = sendTakes
			}
			s = merge(s, ls.channel(s, c.Chan, takes, instr))
		}
	case *ssa.RunDefers:
		return ls.runDefers(s, instr, f)
	}
	return s
}

func (ls *Locks) channel(s state, ch ssa.Value, takes semaphore, at ssa.Instruction) state {
	if _, ok := ch.Type().Underlying().(*types.Chan); !ok || len(ls.sems) == 0 {
		return s
	}
	switch ls.sems[ls.loc.KeyOf(ls.loc.Of(ch))] {
	case noSemaphore:
		return s
	case takes:
		return s.apply(acquire, ls.lockOf(ch), false, at)
	}
	return s.apply(release, ls.lockOf(ch), false, at)
}

func reversePostorder(fn *ssa.Function) []*ssa.BasicBlock {
	seen := make([]bool, len(fn.Blocks))
	var post []*ssa.BasicBlock
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		seen[b.Index] = true
		for _, s := range b.Succs {
			if !seen[s.Index] {
				visit(s)
			}
		}
		post = append(post, b)
	}
	visit(fn.Blocks[0])
	slices.Reverse(post)
	return post
}

func reaches(from, to *ssa.BasicBlock) bool {
	seen := make([]bool, len(from.Parent().Blocks))
	stack := []*ssa.BasicBlock{from}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if b == to {
			return true
		}
		if !seen[b.Index] {
			seen[b.Index] = true
			stack = append(stack, b.Succs...)
		}
	}
	return false
}
