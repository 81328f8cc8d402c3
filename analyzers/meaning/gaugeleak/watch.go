package gaugeleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/counterlint/counterlint/internal/ways"
)

// The states of a way, seen from one raise.
const (
	before  ways.State = 1 << iota // not raised yet
	pending                        // not raised yet, and the lowering is deferred already
	raised                         // and nothing lowers it so far
	lowered                        // also: handed over
	covered                        // raised, and the lowering is deferred
)

// A watch follows one raise through its body.
type watch struct {
	p     *gauges
	b     *body
	raise op
	given map[string]bool // conditions under which the raise stands, taken for true throughout

	again   bool // a way comes back to the raise with the gauge still up
	piles   bool // the same with the lowering deferred: it runs once for all rounds, at the end
	lowers  []op // the lowerings in the body itself, also deferred
	defers  []*ast.DeferStmt
	foreign *ast.CallExpr // the first call of foreign code while the gauge is up
}

// follow walks all ways from the raise; ok is false where they cannot be told.
func (p *gauges) follow(b *body, raise op) (w *watch, exits []ways.Exit, ok bool) {
	w = &watch{p: p, b: b, raise: raise, given: map[string]bool{}}
	w.conditions()
	exits, ok = ways.Walker{Info: p.info, Step: w.step, Branch: w.branch}.Walk(b.block, before)
	return w, exits, ok
}

// conditions notes what must be true for the raise to run: where the lowering asks the same, the answer is the same.
func (w *watch) conditions() {
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		if s, ok := n.(*ast.IfStmt); ok && within(w.raise.call, s.Body) {
			if text := w.p.names.text(s.Cond); text != "" && !w.p.changes(text) && !calls(s.Cond) {
				w.given[text] = true
			}
		}
		return true
	})
}

func within(n ast.Node, outer ast.Node) bool { return outer.Pos() <= n.Pos() && n.End() <= outer.End() }

func calls(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		found = found || call
		return !found
	})
	return found
}

// changes tells whether a variable that the text mentions changes.
func (p *gauges) changes(text string) bool {
	return slices.ContainsFunc(p.names.mentioned(text), func(obj types.Object) bool { return p.reassigned[obj] })
}

func (w *watch) branch(cond ast.Expr, s ways.State) (yes, no ways.State) {
	switch {
	case w.given[w.p.names.text(cond)]:
		return s, 0
	case w.given[w.p.names.text(opposite(cond))]:
		return 0, s
	}
	return s, s
}

// opposite is the condition that is true when e is not, where one can be written without a further !.
func opposite(e ast.Expr) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return e.X
		}
	case *ast.BinaryExpr:
		turned := map[token.Token]token.Token{token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR}
		if op, ok := turned[e.Op]; ok {
			return &ast.BinaryExpr{X: e.X, Op: op, Y: e.Y}
		}
	}
	return &ast.UnaryExpr{Op: token.NOT, X: e}
}

func (w *watch) step(n ast.Node, s ways.State) ways.State {
	if d, ok := n.(*ast.DeferStmt); ok {
		if w.drops(d.Call) {
			if !slices.Contains(w.defers, d) {
				w.defers = append(w.defers, d)
			}
			return move(move(s, before, pending), raised, covered)
		}
		return s
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if w.p.closureOf(n) == nil && w.drops(n) {
				s = move(s, raised, lowered)
			}
			return false
		case *ast.CallExpr:
			if n == w.raise.call {
				s = w.raisedAt(s)
				return false
			}
			if o, ok := w.lowersAt(n); ok {
				w.note(o)
				s = move(s, raised, lowered)
			} else if s&raised != 0 && w.foreign == nil && w.p.isForeign(n) {
				w.foreign = n
			}
		case *ast.SelectorExpr, *ast.Ident:
			if w.hands(n.(ast.Expr)) {
				s = move(s, raised, lowered)
			}
		}
		return true
	})
	return s
}

func (w *watch) note(o op) {
	if !slices.ContainsFunc(w.lowers, func(have op) bool { return have.call == o.call }) {
		w.lowers = append(w.lowers, o)
	}
}

func (w *watch) raisedAt(s ways.State) ways.State {
	w.again = w.again || s&raised != 0
	w.piles = w.piles || s&covered != 0
	return move(move(s, before|lowered, raised), pending, covered)
}

// move turns the bits of from into to.
func move(s, from, to ways.State) ways.State {
	if s&from == 0 {
		return s
	}
	return s&^from | to
}

// lowersAt tells whether the call takes back what the raise added.
func (w *watch) lowersAt(call *ast.CallExpr) (op, bool) {
	for _, o := range w.p.events(call) {
		if !o.up && o.place == w.raise.place && o.amount == w.raise.amount {
			return o, true
		}
	}
	return op{}, false
}

// drops tells whether the call, or a literal in it, lowers the gauge somewhere.
func (w *watch) drops(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			for _, o := range w.p.events(n) {
				found = found || !o.up && (o.place == w.raise.place || o.key == w.raise.key)
			}
		case *ast.SelectorExpr, *ast.Ident:
			found = found || w.hands(n.(ast.Expr))
		}
		return !found
	})
	return found
}

// hands tells whether e names a function that lowers the gauge, without calling it: who gets it will call it.
func (w *watch) hands(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		b := w.p.closures[w.p.info.Uses[e]]
		return b != nil && !w.p.called[e] && moves(b, w.raise.key, false)
	case *ast.SelectorExpr:
		if w.p.called[e.Sel] {
			return false
		}
		fn, ok := w.p.info.Uses[e.Sel].(*types.Func)
		if !ok {
			return false
		}
		if slices.ContainsFunc(w.p.helpers[fn.Origin()], func(o op) bool { return !o.up && o.key == w.raise.key }) {
			return true
		}
		return fn.Name() == "Dec" && w.p.names.place(e.X).key == w.raise.key
	}
	return false
}
