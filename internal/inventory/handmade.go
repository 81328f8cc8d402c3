package inventory

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/conc"
)

// This file finds counters that no library made: numbers that are added to atomically, or one by one under a lock. A number that lives no
// longer than a call is none.

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

func (g *gatherer) handmade() {
	g.atomics()
	g.locked()
}

// atomics notes the operations of sync/atomic on numbers, and those of expvar.
func (g *gatherer) atomics() {
	told := map[ast.Node]bool{}
	for _, op := range g.conc.Ops {
		v := op.Key.Var
		if v == nil || !isNumber(op.Elem) || told[op.Call] {
			continue
		}
		of := g.held(v)
		if of == "" || !op.Direct() && op.Inner != nil && op.Inner.Key.Var == v && op.Fn == op.Inner.Fn {
			continue
		}
		told[op.Call] = true
		g.counter(v, of, op)
		if g.opAt(op.Call) != nil {
			continue // of expvar, told as one on a metric
		}
		t := touch{Of: of, Role: writes, Use: g.use(op.Call, opText(op)), Effect: effectOf(op)}
		if !op.Kind.Writes() {
			t.Role = reads
		}
		if strings.Contains(t.Use.Context, "metrics are read") && t.Role == reads {
			t.Role = exposes
		}
		if g.isTest(op.Pos()) {
			t.Role = tests
		}
		g.out.Uses = append(g.out.Uses, t)
	}
}

// held names a number that outlives calls, and is no part of the standard library; "" for others.
func (g *gatherer) held(v *types.Var) string {
	if v.Pkg() == nil || g.names.short(v.Origin()) == "" {
		return ""
	}
	return g.names.of(v)
}

// counter notes the number, once.
func (g *gatherer) counter(v *types.Var, of string, op *conc.Op) {
	primitive, library := atomicPrimitive(op)
	g.number(v, of, Item{Primitive: primitive, Library: library})
}

func (g *gatherer) number(v *types.Var, of string, it Item) {
	id := "#" + of
	if g.numbers[id] {
		return
	}
	if g.numbers == nil {
		g.numbers = map[string]bool{}
	}
	g.numbers[id] = true
	it.Name, it.Package = g.names.short(v.Origin()), v.Pkg().Path()
	if v.Pkg() == g.pass.Pkg && v.Pos().IsValid() {
		if g.isTest(v.Pos()) {
			return
		}
		it.Place = g.place(v.Pos())
		it.Help = g.comment(v.Pos())
	}
	g.out.Items = append(g.out.Items, made{ID: id, Item: it})
	g.edge(of, id)
}

// comment is the first sentence of the comment on the variable or field that is declared at pos.
func (g *gatherer) comment(pos token.Pos) string {
	for _, f := range g.pass.Files {
		if pos < f.FileStart || f.FileEnd < pos {
			continue
		}
		text := ""
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || pos < n.Pos() || n.End() < pos {
				return false
			}
			switch n := n.(type) {
			case *ast.Field:
				if declares(n.Names, pos) {
					text = n.Doc.Text() + n.Comment.Text()
				}
			case *ast.ValueSpec:
				if declares(n.Names, pos) {
					text = n.Doc.Text() + n.Comment.Text()
				}
			}
			return true
		})
		line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		return line
	}
	return ""
}

func declares(names []*ast.Ident, pos token.Pos) bool {
	for _, n := range names {
		if n.Pos() == pos {
			return true
		}
	}
	return false
}

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsFloat) != 0
}

func atomicPrimitive(op *conc.Op) (primitive, library string) {
	t := strings.TrimPrefix(types.TypeString(op.Elem, nil), "*")
	switch op.Form {
	case conc.Func:
		return t + " by functions of sync/atomic", ""
	case conc.Expvar:
		if strings.HasPrefix(t, "float") {
			return "Float", "expvar"
		}
		return "Int", "expvar"
	}
	return "atomic." + strings.ToUpper(t[:1]) + t[1:], ""
}

// opText says what an operation does, with the amount of an Add.
func opText(op *conc.Op) string {
	if op.Kind == conc.Add && op.Delta.Expr != nil {
		if e := types.ExprString(op.Delta.Expr); len(e) <= 20 {
			return "Add(" + e + ")"
		}
	}
	return op.Kind.String()
}

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
		if op.New.Expr != nil && isConstant(op) {
			return clears
		}
		return sets
	case conc.CompareAndSwap:
		return sets
	}
	return none
}

func isConstant(op *conc.Op) bool {
	switch e := ast.Unparen(op.New.Expr).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		_, ok := op.New.Value.(interface{ IsNil() bool }) // *ssa.Const
		return ok && e != nil
	}
	return false
}

// locked notes plain numbers that are counted up under a lock.
func (g *gatherer) locked() {
	for _, a := range g.conc.Updates() {
		v := a.Key.Var
		if v == nil || a.Fresh || !isNumber(a.Number()) || g.conc.Atomically(v) {
			continue
		}
		of := g.held(v)
		if of == "" || !a.Pos.IsValid() {
			continue
		}
		u := Use{Place: g.place(a.Pos), Func: g.around(a.Pos), What: "++"}
		u.Context, u.Locks = g.sites.atInstr(a.Instr, nil)
		if len(u.Locks) == 0 {
			continue
		}
		t := touch{Of: of, Role: writes, Use: u, Effect: raises}
		if g.isTest(a.Pos) {
			t.Role = tests
		}
		g.out.Uses = append(g.out.Uses, t)
		g.number(v, of, Item{Primitive: fmt.Sprintf("%s under %s", types.TypeString(a.Number(), types.RelativeTo(g.pass.Pkg)), u.Locks[0])})
	}
}
