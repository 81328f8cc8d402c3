package shardpick

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
)

type kind int

const (
	lockedTop   kind = iota // a top-level function of math/rand that still locks
	lockedOwn               // a shared generator under a lock
	clock                   // the time of day, unscaled
	goroutineID             // parsed out of a stack trace
	processor               // the id of the P, from procPin
)

// A source is where an index comes from, if that is a bad place.
type source struct {
	kind    kind
	at      ast.Expr // the expression that picks: the remainder or mask over the source, or the source itself
	node    ast.Node // the source
	what    string   // the source in words
	why     string   // the lock, for the two kinds that have one
	reduced bool     // a remainder or mask makes an index of it
}

// source finds out where the index of pick comes from. A value that was computed outside the function or the loop of its use
// was picked once for many updates, and nothing is said of it.
func (p *picker) source(pick *ast.IndexExpr) *source {
	w := &walker{picker: p, pick: pick}
	src := w.walk(pick.Index, 0)
	if src != nil && src.kind == processor && !src.reduced {
		src.at = pick
	}
	if src == nil || p.forOthers(pick.Index) || !p.isCounter(pick, src.kind == processor) {
		return nil
	}
	return src
}

// forOthers tells whether the index is a variable that picks something besides the cell: a backend whose calls the cells count.
func (p *picker) forOthers(index ast.Expr) bool {
	v := p.values.VarOf(index)
	return v != nil && p.learned().other[v]
}

type walker struct {
	*picker
	pick *ast.IndexExpr
	via  []ast.Expr // receivers of the methods that the walk is in
}

func (w *walker) walk(e ast.Expr, depth int) *source {
	if depth > 12 || w.info.Types[e].Value != nil {
		return nil
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.walk(e.X, depth)
	case *ast.UnaryExpr:
		return w.walk(e.X, depth)
	case *ast.BinaryExpr:
		return w.binary(e, depth)
	case *ast.Ident:
		if value := w.local(e); value != nil {
			return w.walk(value, depth+1)
		}
	case *ast.CallExpr:
		return w.call(e, depth)
	}
	return nil
}

func (w *walker) binary(e *ast.BinaryExpr, depth int) *source {
	src := w.walk(e.X, depth+1)
	switch e.Op {
	case token.QUO, token.SHR:
		if src != nil && src.kind == clock {
			return nil // a bucket of time
		}
	case token.REM, token.AND:
		if src == nil && e.Op == token.AND {
			src = w.walk(e.Y, depth+1)
		}
		if src != nil && !src.reduced {
			src.at, src.reduced = e, true
		}
	case token.ADD, token.SUB, token.XOR, token.OR, token.MUL:
		if src == nil {
			src = w.walk(e.Y, depth+1)
		}
	}
	return src
}

// local returns the value of a variable that belongs to the same function as its use, and to the same loop.
func (w *walker) local(id *ast.Ident) ast.Expr {
	v, ok := w.info.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Parent() == w.pass.Pkg.Scope() {
		return nil
	}
	value := w.values.Only(v)
	if value == nil || !w.together(v.Pos(), id.Pos()) {
		return nil
	}
	return value
}

// together tells whether no function or loop begins between the declaration at decl and the use at use.
func (w *walker) together(decl, use token.Pos) bool {
	file := astx.FileOf(w.pass.Pass, use)
	same := true
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || !within(use, n) {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			same = same && within(decl, n)
		case *ast.ForStmt:
			same = same && (within(decl, n) || within(use, n.Init))
		case *ast.RangeStmt:
			same = same && (within(decl, n) || within(use, n.X))
		}
		return same
	})
	return same
}

func within(pos token.Pos, n ast.Node) bool { return n != nil && n.Pos() <= pos && pos < n.End() }

func (p *picker) floor(pos token.Pos) string {
	return astx.GoFloor(p.pass.Pkg, astx.FileOf(p.pass.Pass, pos))
}

func (w *walker) call(e *ast.CallExpr, depth int) *source {
	if w.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		return w.walk(e.Args[0], depth+1)
	}
	fn := typeutil.StaticCallee(w.info, e)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	what := types.ExprString(e.Fun)
	switch fn.Pkg().Path() {
	case "math/rand", "math/rand/v2":
		return w.random(e, fn, what)
	case "time":
		if ticks(w, e, fn) {
			return &source{kind: clock, at: e, node: e, what: types.ExprString(e)}
		}
		return nil
	}
	if fn.Pkg() != w.pass.Pkg {
		return nil
	}
	if w.pulled[fn] == "procPin" {
		return &source{kind: processor, at: e, node: e, what: what}
	}
	if decl := w.decls[fn.Origin()]; decl != nil && w.parsesStack(decl, fn) {
		return &source{kind: goroutineID, at: e, node: decl, what: fn.Name()}
	}
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		w.via = append(w.via, sel.X)
		defer func() { w.via = w.via[:len(w.via)-1] }()
	}
	for _, result := range w.results(e) {
		if src := w.walk(result, depth+3); src != nil {
			return src
		}
	}
	// What goes through a function of the package costs as much; only of a clock it may make a bucket of time.
	for _, arg := range e.Args {
		if src := w.walk(arg, depth+3); src != nil && src.kind != clock {
			return src
		}
	}
	return nil
}

// ticks tells whether e reads the clock in units so small that nobody keeps a bucket for each.
func ticks(w *walker, e *ast.CallExpr, fn *types.Func) bool {
	if isFunc(fn, "time", "Since") {
		return true
	}
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from := ""
	switch fn.Name() {
	case "UnixNano", "UnixMicro", "Nanosecond":
		from = "Now"
	case "Nanoseconds", "Microseconds":
		from = "Since"
	default:
		return false
	}
	x := ast.Unparen(sel.X)
	if id, ok := x.(*ast.Ident); ok {
		if x = w.local(id); x == nil {
			return false
		}
	}
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok && isFunc(typeutil.StaticCallee(w.info, call), "time", from)
}

// parsesStack tells whether decl makes a number out of runtime.Stack of its own goroutine.
func (w *walker) parsesStack(decl *ast.FuncDecl, fn *types.Func) bool {
	results := fn.Signature().Results()
	if results.Len() == 0 {
		return false
	}
	if b, ok := under[*types.Basic](results.At(0).Type()); !ok || b.Info()&types.IsInteger == 0 {
		return false
	}
	found := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && isFunc(typeutil.StaticCallee(w.info, call), "runtime", "Stack") {
			all := w.info.Types[call.Args[1]].Value
			found = found || all != nil && all.String() == "false"
		}
		return !found
	})
	return found
}

// random judges a call of math/rand or math/rand/v2.
func (w *walker) random(e *ast.CallExpr, fn *types.Func, what string) *source {
	if fn.Signature().Recv() == nil {
		if why := w.topLock(e, fn); why != "" {
			return &source{kind: lockedTop, at: e, node: e, what: what, why: why}
		}
		return nil
	}
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if w.seededHere(sel.X) {
		return &source{kind: clock, at: e, node: e, what: "a generator that the clock seeds for each pick"}
	}
	if why := w.ownLock(e, sel.X); why != "" {
		return &source{kind: lockedOwn, at: e, node: e, what: what, why: why}
	}
	return nil
}

var draws = regexp.MustCompile(`^(Int|Uint|Float)`)

// topLock says why the top-level function of math/rand takes the global lock, or "".
func (w *walker) topLock(e *ast.CallExpr, fn *types.Func) string {
	if fn.Pkg().Path() != "math/rand" || !draws.MatchString(fn.Name()) {
		return ""
	}
	floor := w.floor(e.Pos())
	if astx.Before(floor, "go1.20") {
		return fmt.Sprintf("go.mod allows Go %s, where it locks", strings.TrimPrefix(floor, "go"))
	}
	if astx.Before(floor, "go1.24") && len(w.learned().seeds) > 0 {
		return fmt.Sprintf("rand.Seed at %s brings it back", w.where(w.learned().seeds[0]))
	}
	return ""
}

// seededHere tells whether x is a new generator, seeded by the clock, for this one pick.
func (w *walker) seededHere(x ast.Expr) bool {
	x = ast.Unparen(x)
	if id, ok := x.(*ast.Ident); ok {
		x = w.local(id)
	}
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	if fn := typeutil.StaticCallee(w.info, call); fn == nil || fn.Name() != "New" || !strings.HasPrefix(fn.Pkg().Path(), "math/rand") {
		return false
	}
	now := false
	ast.Inspect(call, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			now = now || isFunc(typeutil.StaticCallee(w.info, call), "time", "Now")
		}
		return !now
	})
	return now
}
