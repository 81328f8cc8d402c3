package inventory

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// This file says what writes do to hand-made counters, from which follows what sort of counter they are.

// An effect is what a write does to a hand-made counter.
type effect uint8

const (
	none    effect = iota
	raises         // by an amount that is not known to be negative
	lowers         // by an amount that is
	hands          // raises it, and the result is used
	sets           // to a value that is no constant
	clears         // to a constant, such as zero
	returns        // lowers it, and the result is used: a count of references
)

func effectOf(op *conc.Op) effect {
	switch op.Kind {
	case conc.Add:
		switch {
		case op.Sign() < 0 && op.Used:
			return returns
		case op.Sign() < 0:
			return lowers
		case op.Used:
			return hands
		}
		return raises
	case conc.Store, conc.Swap:
		if call, ok := op.New.Value.(*ssa.Call); ok && calledName(call) == "Load" {
			return none // a copy of another one
		}
		if _, ok := op.New.Value.(*ssa.Const); ok {
			return clears
		}
		return sets
	case conc.CompareAndSwap:
		return effectOn(op.New.Value)
	}
	return none
}

func calledName(call *ssa.Call) string {
	if fn := call.Call.StaticCallee(); fn != nil && fn.Object() != nil {
		return fn.Object().Name()
	}
	return ""
}

// effectOn is what storing v does to a number: v is computed from it, or has nothing to do with it.
func effectOn(v ssa.Value) effect {
	switch v := v.(type) {
	case *ssa.Const:
		return clears
	case *ssa.BinOp:
		k, isConst := v.Y.(*ssa.Const)
		negative := isConst && k.Value != nil && constant.Sign(k.Value) < 0
		switch {
		case v.Op == token.ADD && !negative, v.Op == token.SUB && negative:
			return raises
		case v.Op == token.SUB, v.Op == token.ADD:
			return lowers
		}
	}
	return sets
}

// locked notes plain numbers that are counted up and down under a lock, each time. A number that is set to other things too, such as a
// position or a size, is none.
func (g *gatherer) locked() {
	updates := map[*types.Var][]*conc.Access{}
	var order []*types.Var
	for _, a := range g.conc.Updates() {
		v := a.Key.Var
		if v == nil || !isNumber(a.Number()) || g.conc.Atomically(v) || g.held(v) == "" || g.isTest(a.Pos) {
			continue
		}
		if updates[v] == nil {
			order = append(order, v)
		}
		updates[v] = append(updates[v], a)
	}
	for _, v := range order {
		g.lockedNumber(v, updates[v])
	}
}

func (g *gatherer) lockedNumber(v *types.Var, updates []*conc.Access) {
	var touches []touch
	primitive := ""
	for _, a := range g.conc.AccessesOf(v) {
		store, ok := a.Instr.(*ssa.Store)
		if !a.Pos.IsValid() || a.Whole || a.InUpdate {
			continue
		}
		t := touch{Of: g.held(v), Role: reads, Use: Use{Place: g.place(a.Pos), Func: g.around(a.Pos), What: "read"}}
		t.Use.Context, t.Use.Locks = g.sites.atInstr(a.Instr, nil)
		if a.Write {
			if !ok || a.Bulk {
				return
			}
			t.Role, t.Effect, t.Use.What = writes, effectOn(store.Val), written(store.Val)
			if t.Effect == sets {
				return
			}
			if exclusive(t.Use.Locks) == "" && a.Update && !a.Fresh {
				return
			}
			if lock := exclusive(t.Use.Locks); a.Update && primitive == "" && lock != "" {
				primitive = fmt.Sprintf("%s under %s", types.TypeString(a.Number(), types.RelativeTo(g.pass.Pkg)), lock)
			}
		}
		if g.isTest(a.Pos) {
			t.Role = tests
		}
		touches = append(touches, t)
	}
	if primitive == "" {
		return
	}
	g.number(v, g.held(v), Item{Primitive: primitive})
	g.out.Uses = append(g.out.Uses, touches...)
}

// exclusive is the first of the locks that is not held for reading alone, or "".
func exclusive(locks []string) string {
	for _, l := range locks {
		if !strings.HasSuffix(l, forReading) {
			return l
		}
	}
	return ""
}

// written says what a plain write does, in the words of the source.
func written(v ssa.Value) string {
	b, ok := v.(*ssa.BinOp)
	if !ok {
		return "="
	}
	if k, ok := b.Y.(*ssa.Const); ok && k.Value != nil && k.Value.ExactString() == "1" {
		return b.Op.String() + b.Op.String()
	}
	return b.Op.String() + "="
}
