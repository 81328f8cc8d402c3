package inventory

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/conc"
)

// This file finds counters that no library made: numbers that are added to atomically, or one by one under a lock. A number that lives no
// longer than a call is none.

func (g *gatherer) handmade() {
	g.candidates()
	g.atomics()
	g.locked()
}

// candidates notes the numbers of atomic types that the package declares: others may count with them. What nobody counts with is dropped in
// the end.
func (g *gatherer) candidates() {
	for _, v := range g.variables() {
		n, ok := elementOf(v.Type()).(*types.Named)
		if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "sync/atomic" {
			continue
		}
		switch n.Obj().Name() {
		case "Int32", "Int64", "Uint32", "Uint64", "Uintptr":
			g.number(v, g.names.of(v), Item{Primitive: "atomic." + n.Obj().Name()})
		}
	}
}

// variables lists the package variables and the fields of the package in source order.
func (g *gatherer) variables() []*types.Var {
	vars := maps.Clone(g.names.fieldsOf(g.pass.Pkg))
	scope := g.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if v, ok := scope.Lookup(name).(*types.Var); ok {
			vars[v] = name
		}
	}
	return slices.SortedFunc(maps.Keys(vars), func(a, b *types.Var) int { return int(a.Pos() - b.Pos()) })
}

// elementOf takes pointers and lists off.
func elementOf(t types.Type) types.Type {
	for {
		switch u := types.Unalias(t).(type) {
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		default:
			return u
		}
	}
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

// opText says what an operation does, with the amount of an Add, or which helper does it.
func opText(op *conc.Op) string {
	if op.Via != nil {
		return op.Via.Name()
	}
	if op.Kind == conc.Add && op.Delta.Expr != nil {
		if e := types.ExprString(op.Delta.Expr); len(e) <= 20 {
			return "Add(" + e + ")"
		}
	}
	return op.Kind.String()
}
