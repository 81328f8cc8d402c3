package conc

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

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

// idleYet tells whether the way v is taken only while the goroutine of w has got nothing to do: v passes a test of a flag that is not set
// yet, and the flag is set where the goroutine is sent its work. It gets to the access of w when it has received.
func (m *Model) idleYet(w, v *way) bool {
	if w.root.Kind != spawn.Start {
		return false
	}
	for _, t := range m.modesAlong(v) {
		if t.value != "true" || t.has {
			continue
		}
		if slices.ContainsFunc(m.queuesOf(w), func(queue *types.Var) bool { return m.isSetBeforeSend(t.field, queue) }) {
			return true
		}
	}
	return false
}

// queuesOf lists the fields with the channels from which the goroutine of w has received when it gets to the access.
func (m *Model) queuesOf(w *way) []*types.Var {
	var queues []*types.Var
	for _, recv := range m.waitsIn(w.root.Fn).receives {
		if !slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool { return at.Parent() == w.root.Fn && m.prog.Dominates(recv, at) }) {
			continue
		}
		if f := loadedField(recv.X); f != nil {
			queues = append(queues, f)
		}
		if made, ok := m.loc.Of(recv.X).Root.(*ssa.MakeChan); ok {
			queues = append(queues, m.fieldsWith(made)...)
		}
	}
	return queues
}

// fieldsWith lists the fields in which v is stored where it is made.
func (m *Model) fieldsWith(v ssa.Value) []*types.Var {
	var fields []*types.Var
	for _, b := range v.Parent().Blocks {
		for _, instr := range b.Instrs {
			if store, ok := instr.(*ssa.Store); ok && m.loc.Of(store.Val).Root == v {
				if fa, ok := store.Addr.(*ssa.FieldAddr); ok {
					fields = append(fields, plainField(fa))
				}
			}
		}
	}
	return fields
}

// isSetBeforeSend tells whether some function sets the flag and then sends on the channel in the field.
func (m *Model) isSetBeforeSend(flag, queue *types.Var) bool {
	return slices.ContainsFunc(m.allSignals(), func(s signal) bool {
		send, ok := s.instr.(*ssa.Send)
		return ok && loadedField(send.Chan) == queue && slices.ContainsFunc(m.fieldUses(flag), func(fa *ssa.FieldAddr) bool {
			return fa.Parent() == send.Parent() && slices.ContainsFunc(*fa.Referrers(), func(ref ssa.Instruction) bool {
				store, ok := ref.(*ssa.Store)
				return ok && isTrue(store.Val) && m.walk(store, is(send), never)
			})
		})
	})
}

func isTrue(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value)
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
