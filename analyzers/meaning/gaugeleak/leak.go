package gaugeleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/ways"
)

// A skip is a way out on which the gauge stays up.
type skip struct {
	at   ast.Node
	kind string
}

// leaves finds the way out that forgets the lowering: one that no way reaches with the gauge lowered, while the way on is one with it.
// An exit on which the gauge is meant to stay up, because what it counts was handed on, looks different: it is the last one, or the
// lowered ones are failures that take the raise back.
func (w *watch) leaves(exits []ways.Exit) (skip, bool) {
	scope := w.scope()
	last, onward := w.wayOn(exits)
	wellDown, otherDown := w.lowersOn(exits)
	resultUsed := !isStatement(w.b.block, w.raise.call)
	for _, e := range exits {
		if e.State != raised {
			continue
		}
		switch n := e.Node.(type) {
		case *ast.ReturnStmt:
			how := w.outcome(n)
			switch {
			case w.local() || w.closes(n) || how == success && !wellDown:
			case resultUsed && how != failure:
			case onward && e.Node != last.Node, how == failure && otherDown:
				return skip{n, "return"}, true
			}
		case *ast.BranchStmt:
			inScope := e.Loop != nil && scope != nil && within(scope, e.Loop)
			switch {
			case !inScope || !onward || resultUsed:
			case n.Tok == token.CONTINUE && w.again:
				return skip{n, "continue"}, true
			case n.Tok == token.BREAK && !w.local() && !w.lowersAfter(e.Loop):
				return skip{n, "break"}, true
			}
		}
	}
	if resultUsed || w.local() {
		return skip{}, false
	}
	return w.successOnly(exits)
}

// successOnly finds the lowering that only runs where an error is nil, so that each failure leaves the gauge raised.
func (w *watch) successOnly(exits []ways.Exit) (skip, bool) {
	last, ok := lastIn(exits, nil)
	if !ok || last.State != raised|lowered || len(w.lowers) != 1 || countsFailures(w.raise.key.Name()) {
		return skip{}, false
	}
	var found *ast.IfStmt
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || s.Pos() < w.raise.call.Pos() {
			return true
		}
		cmp, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr)
		if !ok || !isError(w.p.info.TypeOf(cmp.X)) || !w.p.info.Types[cmp.Y].IsNil() {
			return true
		}
		if cmp.Op == token.EQL && within(w.lowers[0].call, s.Body) || cmp.Op == token.NEQ && s.Else != nil && within(w.lowers[0].call, s.Else) {
			found = s
		}
		return true
	})
	if found == nil {
		return skip{}, false
	}
	return skip{found.Cond, "where the error is not nil"}, true
}

// lowersOn tells whether there are ways out with the gauge down that say that all is well, and such that do not say that it is not.
func (w *watch) lowersOn(exits []ways.Exit) (well, other bool) {
	for _, e := range exits {
		if e.State&raised != 0 || e.State&(lowered|covered) == 0 {
			continue
		}
		how := unknown
		if ret, ok := e.Node.(*ast.ReturnStmt); ok {
			how = w.outcome(ret)
		}
		well = well || how == success
		other = other || how != failure
	}
	return well, other
}

// closes tells whether the block that ends with the statement closes the object that holds the gauge: nobody reads it any more.
func (w *watch) closes(ret *ast.ReturnStmt) bool {
	closes := false
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		block, ok := n.(*ast.BlockStmt)
		if !ok || !slices.Contains(block.List, ast.Stmt(ret)) {
			return true
		}
		for _, s := range block.List {
			e, ok := s.(*ast.ExprStmt)
			if !ok {
				continue
			}
			if call, ok := e.X.(*ast.CallExpr); ok {
				sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
				closes = closes || ok && closing[strings.ToLower(sel.Sel.Name)] && w.holds(sel.X)
			}
		}
		return false
	})
	return closes
}

var closing = map[string]bool{"close": true, "stop": true, "shutdown": true, "free": true, "destroy": true, "release": true}

// holds tells whether e names the object that the gauge is a field of.
func (w *watch) holds(e ast.Expr) bool {
	holder := w.p.names.place(e).text
	return holder != "" && strings.HasPrefix(w.raise.place, holder+".")
}

// wayOn returns the last way out, or the last one of the round if the raise stands in a loop, and whether the gauge is down there.
func (w *watch) wayOn(exits []ways.Exit) (last ways.Exit, down bool) {
	last, ok := lastIn(exits, w.scope())
	return last, ok && last.State&raised == 0 && last.State&(lowered|covered) != 0
}

// pilesUp returns the deferred lowering that runs once for all rounds of a loop. Where a loop over something finite defers other things
// too, what is counted may live as long.
func (w *watch) pilesUp() (*ast.DeferStmt, bool) {
	loop := w.scope()
	if !w.piles || loop == nil {
		return nil, false
	}
	var first *ast.DeferStmt
	alone := true
	ast.Inspect(loop, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			if first == nil && w.drops(n.Call) {
				first = n
			}
			alone = alone && w.onlyLowers(n.Call)
		}
		return true
	})
	return first, first != nil && (alone || w.p.endless(loop))
}

// endless tells whether a loop goes on as long as something comes in.
func (p *gauges) endless(loop ast.Stmt) bool {
	switch loop := loop.(type) {
	case *ast.ForStmt:
		return loop.Cond == nil
	case *ast.RangeStmt:
		t := p.info.TypeOf(loop.X)
		if t == nil {
			return false
		}
		_, channel := t.Underlying().(*types.Chan)
		return channel
	}
	return false
}

// onlyLowers tells whether a deferred call does nothing but to lower gauges.
func (w *watch) onlyLowers(call *ast.CallExpr) bool {
	lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit)
	if !ok {
		return w.drops(call)
	}
	return !slices.ContainsFunc(lit.Body.List, func(s ast.Stmt) bool {
		e, ok := s.(*ast.ExprStmt)
		if !ok {
			return true
		}
		call, ok := e.X.(*ast.CallExpr)
		return !ok || !w.drops(call)
	})
}

// lowering is the place to name as the one that is skipped.
func (w *watch) lowering() ast.Node {
	if len(w.lowers) > 0 {
		return w.lowers[len(w.lowers)-1].call
	}
	return w.defers[0]
}

func (w *watch) remedy() string {
	if w.scope() != nil {
		return "lower it there too, or move the round into a function that defers the lowering right after the raise"
	}
	return "defer the lowering right after the raise"
}

// scope is the innermost loop around the raise, or nil.
func (w *watch) scope() ast.Stmt {
	var scope ast.Stmt
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			if within(w.raise.call, n.Body) {
				scope = n
			}
		case *ast.RangeStmt:
			if within(w.raise.call, n.Body) {
				scope = n
			}
		}
		return true
	})
	return scope
}

// lastIn returns the last exit of a round of the loop, or of the whole body if there is none, that comes after the raise.
func lastIn(exits []ways.Exit, loop ast.Stmt) (last ways.Exit, ok bool) {
	for _, e := range exits {
		if _, block := e.Node.(*ast.BlockStmt); loop == nil && e.Loop != nil || loop != nil && !within(e.Node, loop) || block && e.Loop != loop {
			continue
		}
		if e.State&(raised|lowered|covered) != 0 {
			last, ok = e, true
		}
	}
	return last, ok
}

func (w *watch) lowersAfter(loop ast.Stmt) bool {
	return slices.ContainsFunc(w.lowers, func(o op) bool { return o.call.Pos() > loop.End() }) ||
		slices.ContainsFunc(w.defers, func(d *ast.DeferStmt) bool { return d.Pos() > loop.End() })
}

// isStatement tells whether nobody looks at what the call returns.
func isStatement(block *ast.BlockStmt, call *ast.CallExpr) bool {
	found := false
	ast.Inspect(block, func(n ast.Node) bool {
		s, ok := n.(*ast.ExprStmt)
		found = found || ok && ast.Unparen(s.X) == call
		return !found
	})
	return found
}

// local tells whether the gauge goes away with the function: a variable of its own, or part of an object that it has just made.
func (w *watch) local() bool {
	objs := w.p.names.mentioned(w.raise.place)
	if len(objs) == 0 {
		return false
	}
	v, ok := objs[0].(*types.Var)
	if !ok || v.IsField() || isGlobal(v) || v.Pos() < w.b.block.Pos() || v.Pos() > w.b.block.End() {
		return false // from outside
	}
	if _, pointer := v.Type().Underlying().(*types.Pointer); !pointer && !types.IsInterface(v.Type()) {
		return true
	}
	made := w.p.names.values.Only(v)
	if made == nil {
		return false
	}
	switch e := ast.Unparen(made).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.CallExpr:
		return makes(e)
	}
	return false
}

// makes tells by its name whether a call yields something new.
func makes(call *ast.CallExpr) bool {
	id := calledName(call)
	if id == nil {
		return true
	}
	name := strings.ToLower(id.Name)
	return slices.ContainsFunc([]string{"new", "make", "create", "open", "dial", "build", "clone", "copy", "init", "accept", "start"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// countsFailures tells by a name whether a number is meant to stay up after a failure.
func countsFailures(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"fail", "err", "miss", "lost", "drop", "pending", "retr", "bad"}, func(word string) bool { return strings.Contains(name, word) })
}
