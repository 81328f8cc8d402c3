package conc

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// A mode is a test of a plain field on which an instruction depends: the field has the value, or has another one.
type mode struct {
	field *types.Var
	value string
	has   bool
}

// maxModes bounds the branches above one instruction that are looked at.
const maxModes = 40

// modesAt lists the tests under which instr runs, of fields that are compared with constants.
func (m *Model) modesAt(instr ssa.Instruction) []mode {
	var modes []mode
	below := instr.Block()
	for b := below.Idom(); b != nil && len(modes) < maxModes; b = b.Idom() {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || len(b.Succs) != 2 || b.Succs[0] == b.Succs[1] {
			continue
		}
		for i, succ := range b.Succs {
			if len(succ.Preds) == 1 && succ.Dominates(below) {
				if t, ok := testOf(branch.Cond, i == 0); ok {
					modes = append(modes, t)
				}
			}
		}
	}
	return modes
}

// testOf reads a condition that came out as holds.
func testOf(cond ssa.Value, holds bool) (mode, bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return testOf(c.X, !holds)
		}
		if f := loadedField(c); f != nil {
			return mode{f, "true", holds}, true
		}
	case *ssa.BinOp:
		k, ok := c.Y.(*ssa.Const)
		f := loadedField(c.X)
		if !ok || f == nil || k.Value == nil || c.Op != token.EQL && c.Op != token.NEQ {
			break
		}
		return mode{f, k.Value.ExactString(), holds == (c.Op == token.EQL)}, true
	}
	return mode{}, false
}

// loadedField is the field that v has just been loaded from.
func loadedField(v ssa.Value) *types.Var {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	if fa, ok := load.X.(*ssa.FieldAddr); ok {
		return plainField(fa)
	}
	return nil
}

// modesAlong lists the tests along a way, and above the start of its goroutine.
func (m *Model) modesAlong(w *way) []mode {
	if w.modes == nil {
		w.modes = []mode{}
		for _, at := range w.steps {
			w.modes = append(w.modes, m.modesAt(at)...)
		}
		if w.root.Kind == spawn.Start {
			w.modes = append(w.modes, m.modesAt(w.root.Instr)...)
		}
	}
	return w.modes
}

// otherMode tells whether two ways cannot both be taken with one object: a field that is set when the object is made, and not by its
// methods, would have to have two values.
func (m *Model) otherMode(w, v *way) bool {
	for _, s := range m.modesAlong(w) {
		for _, t := range m.modesAlong(v) {
			if s.field == t.field && (s.value == t.value && s.has != t.has || s.value != t.value && s.has && t.has) && m.isSetting(s.field) {
				return true
			}
		}
	}
	return false
}

// isSetting tells whether no method stores the field of its receiver.
func (m *Model) isSetting(f *types.Var) bool {
	if is, ok := m.settings[f]; ok {
		return is
	}
	is := true
	for _, fn := range m.prog.Funcs {
		if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				store, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				fa, ok := store.Addr.(*ssa.FieldAddr)
				is = is && !(ok && plainField(fa) == f && m.loc.Of(fa.X).Root == fn.Params[0])
			}
		}
	}
	m.settings[f] = is
	return is
}
