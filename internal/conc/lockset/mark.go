package lockset

import (
	"cmp"
	"slices"
	"unsafe"

	"golang.org/x/tools/go/ssa"
)

// A mark is where the state of the locks changes within a block: all instructions up to the next mark begin with the same state. So
// what is asked of one of them is known of all, and no block is gone through twice.
type mark struct {
	after    int // the state holds behind this instruction of the block; -1: from its start
	state    state
	relative []relative
	numbered bool // relative is known
	held     []Held
	listed   bool // held is known
}

// markAt is the mark whose state holds just before instr; nil in a function that is being looked at.
func (ls *Locks) markAt(instr ssa.Instruction) *mark {
	f := ls.flow(instr.Parent())
	switch {
	case f == nil:
		return nil
	case f.quiet:
		if f.marks == nil {
			f.marks = [][]mark{{{after: -1}}}
		}
		return &f.marks[0][0]
	case f.marks == nil:
		f.marks = make([][]mark, len(f.in))
	}
	b := instr.Block()
	if f.marks[b.Index] == nil {
		s := f.in[b.Index]
		marks := []mark{{after: -1, state: s}}
		for i, instr := range b.Instrs {
			if t := ls.step(s, instr, nil); !identical(s, t) {
				s = t
				marks = append(marks, mark{after: i, state: s})
			}
		}
		f.marks[b.Index] = marks
	}
	marks := f.marks[b.Index]
	i, _ := slices.BinarySearchFunc(marks, ls.prog.Index(instr), func(m mark, at int) int { return cmp.Compare(m.after, at) })
	return &marks[i-1] // the last before instr
}

// identical tells whether s and t are one list.
func identical(s, t state) bool {
	return len(s) == len(t) && unsafe.SliceData(s) == unsafe.SliceData(t)
}

func (ls *Locks) relativesOf(m *mark) []relative {
	if m == nil {
		return nil
	}
	if !m.numbered {
		m.relative, m.numbered = ls.relatives(m.state), true
	}
	return m.relative
}

// heldAt lists the locks that are held at a mark of fn.
func (ls *Locks) heldAt(fn *ssa.Function, m *mark) []Held {
	if m == nil {
		return ls.list(ls.absolute(fn, nil))
	}
	if !m.listed {
		m.held, m.listed = ls.list(ls.absolute(fn, ls.relativesOf(m))), true
	}
	return m.held
}
