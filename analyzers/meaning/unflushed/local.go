package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/ways"
)

// The states of a way: what the accumulator holds.
const (
	empty ways.State = 1 << iota
	holds
)

// A watch follows one local accumulator through the function that declares it.
type watch struct {
	p   *pkg
	acc *types.Var

	body  *ast.BlockStmt
	loop  ast.Stmt // the outermost loop that counts, within the scope of the accumulator
	lost  bool     // declared anew while it holds something: the loop that counts has just ended
	quiet bool     // somebody else looks after it, be it a deferred flush, a goroutine or a pointer; or it is given up on purpose
}

// judgeLocal looks for ways out of the function on which the accumulator of f is not empty.
func (p *pkg) judgeLocal(f flush) (d drop, ok bool) {
	w := &watch{p: p, acc: f.acc}
	if !w.find() {
		return d, false
	}
	exits, ok := ways.Walker{Info: p.info, Step: w.step, Branch: w.branch}.Walk(w.body, empty)
	if !ok || w.quiet {
		return d, false
	}
	var drops []ast.Node // ways out from within the loop
	ends := w.lost       // whether the loop just ends, and nothing flushes after it
	var last ast.Node
	for _, e := range exits {
		if e.State&holds == 0 {
			continue
		}
		switch n := e.Node.(type) {
		case *ast.ReturnStmt:
			if w.loop != nil && w.loop.Pos() <= n.Pos() && n.End() <= w.loop.End() {
				drops = append(drops, n)
			} else {
				ends, last = true, n
			}
		case *ast.BlockStmt:
			if n == w.body {
				ends, last = true, n
			}
		}
	}
	if ends {
		switch at := w.endOf(exits); {
		case at != nil:
			drops = append([]ast.Node{at}, drops...)
		case w.loop == nil && last != nil && last != ast.Node(w.body):
			drops = append([]ast.Node{last}, drops...)
		}
	}
	if len(drops) == 0 {
		return d, false
	}
	return drop{flush: f, at: drops[0], others: drops[1:]}, true
}

// endOf returns how the loop ends: by itself, which is its own line, or else the break that leaves it with something in hand.
func (w *watch) endOf(exits []ways.Exit) ast.Node {
	switch loop := w.loop.(type) {
	case nil:
		return nil
	case *ast.RangeStmt:
		return loop
	case *ast.ForStmt:
		if loop.Cond != nil {
			return loop
		}
	}
	for _, e := range exits {
		if b, ok := e.Node.(*ast.BranchStmt); ok && b.Tok == token.BREAK && e.Loop == w.loop && e.State&holds != 0 {
			return b
		}
	}
	return nil
}

// find looks for the function that declares the accumulator and for the loop that counts; it reports false where the accumulator is none
// of the function's own.
func (w *watch) find() bool {
	var typ *ast.FuncType
	var loops []ast.Stmt
	for _, file := range w.p.pass.Files {
		if file.FileStart > w.acc.Pos() || w.acc.Pos() >= file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Body != nil && encloses(n, w.acc.Pos()) {
					typ, w.body = n.Type, n.Body
				}
			case *ast.FuncLit:
				if encloses(n, w.acc.Pos()) {
					typ, w.body = n.Type, n.Body
				}
			}
			return true
		})
	}
	if w.body == nil || encloses(typ, w.acc.Pos()) { // parameters and results
		return false
	}
	counted := false
	ast.PreorderStack(w.body, nil, func(n ast.Node, stack []ast.Node) bool {
		if s, ok := n.(ast.Stmt); ok && w.counts(s) {
			counted = true
			for _, outer := range stack {
				switch outer := outer.(type) {
				case *ast.ForStmt, *ast.RangeStmt:
					if !encloses(outer, w.acc.Pos()) {
						loops = append(loops, outer.(ast.Stmt))
					}
				}
			}
		}
		return true
	})
	if len(loops) > 0 {
		w.loop = loops[0]
	}
	return counted
}

func encloses(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

// counts tells whether a simple statement makes the accumulator grow.
func (w *watch) counts(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.IncDecStmt:
		return s.Tok == token.INC && w.p.varOf(s.X) == w.acc
	case *ast.AssignStmt:
		return len(s.Lhs) == 1 && w.p.varOf(s.Lhs[0]) == w.acc &&
			(s.Tok == token.ADD_ASSIGN || s.Tok == token.ASSIGN && w.p.mentions(s.Rhs[0], w.acc))
	}
	return false
}

func (w *watch) step(n ast.Node, s ways.State) ways.State {
	if !w.p.mentions(n, w.acc) && !w.calls(n) {
		return s
	}
	switch n := n.(type) {
	case *ast.DeferStmt, *ast.GoStmt:
		w.quiet = true
		return s
	case *ast.DeclStmt:
		return w.declared(s)
	case *ast.AssignStmt:
		if lit := soleLiteral(n); lit != nil {
			return s // judged where it is called
		}
		if n.Tok == token.DEFINE && len(n.Lhs) == 1 && w.p.varOf(n.Lhs[0]) == w.acc {
			return w.declared(s)
		}
		if w.counts(n) {
			return holds
		}
		if w.p.sinkAt(n, w.acc) != "" {
			return empty
		}
		for _, left := range n.Lhs {
			if w.p.varOf(left) == w.acc {
				w.quiet = w.quiet || s&holds != 0 // given up on purpose, as after a success
				return empty
			}
		}
	case *ast.IncDecStmt:
		if w.counts(n) {
			return holds
		}
		return s
	}
	return w.used(n, s)
}

// declared begins anew: what an earlier round of an outer loop has left is lost.
func (w *watch) declared(s ways.State) ways.State {
	w.lost = w.lost || s&holds != 0
	return empty
}

func soleLiteral(a *ast.AssignStmt) *ast.FuncLit {
	if len(a.Rhs) != 1 || a.Tok != token.DEFINE {
		return nil
	}
	lit, _ := ast.Unparen(a.Rhs[0]).(*ast.FuncLit)
	return lit
}

// calls tells whether n calls a local literal that works on the accumulator.
func (w *watch) calls(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if lit := w.literalOf(call); lit != nil && w.p.mentions(lit, w.acc) {
				found = true
			}
		}
		return !found
	})
	return found
}

func (w *watch) literalOf(call *ast.CallExpr) *ast.FuncLit {
	if v, ok := typeutil.Callee(w.p.info, call).(*types.Var); ok {
		return w.p.literal(v)
	}
	return nil
}
