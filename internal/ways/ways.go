// Package ways walks all ways through the body of a function, by its syntax, and says in which states they leave it.
//
// A rule gives each way a few states, one bit each, says what a statement does to them, and learns the states in which control
// reaches each return, break, continue and the end. The bits of ways that meet are joined: a bit says that some way comes in that
// state, and a state that is one bit alone says that all ways do.
//
// Conditions are not understood, unless the rule refines them. What is not seen: functions with goto, for which Walk reports false,
// and panics, which end a way without a word. Function literals are bodies of their own.
package ways

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A State is a set of bits that the rule chooses. Zero means that no way comes here.
type State uint32

// A Walker is what a rule knows of its states. Step and Branch are asked several times where there are loops; they must be
// monotone: what they answer for a|b is what they answer for a, joined with what they answer for b.
type Walker struct {
	Info   *types.Info
	Step   func(n ast.Node, in State) State              // what a simple statement, or an expression in the head of a compound one, does
	Branch func(cond ast.Expr, in State) (yes, no State) // optional: what a condition tells, once it is evaluated
}

// An Exit is one place at which control leaves a body, or one round of a loop.
type Exit struct {
	Node  ast.Node // *ast.ReturnStmt, *ast.BranchStmt; the *ast.BlockStmt itself for its end
	Loop  ast.Stmt // the loop that a break or continue is about, or whose body ends; else nil
	State State
}

// Walk follows all ways through body, which begin in state start. The exits are in source order: the end of a block stands where
// its brace does. The ends of the bodies of loops are among them. ok is false if there is a goto.
func (w Walker) Walk(body *ast.BlockStmt, start State) (exits []Exit, ok bool) {
	r := &run{Walker: w, states: map[ast.Node]State{}, loops: map[ast.Node]ast.Stmt{}}
	r.note(body, nil, r.list(body.List, start))
	if r.jumps {
		return nil, false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.BranchStmt, *ast.BlockStmt:
			if _, is := r.states[n]; is {
				exits = append(exits, Exit{n, r.loops[n], r.states[n]})
			}
		}
		return true
	})
	return bySource(exits), true
}

// bySource moves the ends of blocks behind what stands in them.
func bySource(exits []Exit) []Exit {
	sorted := make([]Exit, 0, len(exits))
	var open []Exit
	flush := func(pos token.Pos) {
		for len(open) > 0 && open[len(open)-1].Node.End() <= pos {
			sorted = append(sorted, open[len(open)-1])
			open = open[:len(open)-1]
		}
	}
	for _, e := range exits {
		flush(e.Node.Pos())
		if _, block := e.Node.(*ast.BlockStmt); block {
			open = append(open, e)
		} else {
			sorted = append(sorted, e)
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		sorted = append(sorted, open[i])
	}
	return sorted
}

// A frame is a statement that break or continue can be about.
type frame struct {
	stmt      ast.Stmt
	label     string
	loop      bool
	brk, cont State
}

type run struct {
	Walker
	states map[ast.Node]State
	loops  map[ast.Node]ast.Stmt
	frames []*frame
	label  string // of the statement that comes
	fell   State  // what falls through to the next clause
	jumps  bool
}

func (r *run) note(n ast.Node, loop ast.Stmt, s State) {
	r.states[n] |= s
	r.loops[n] = loop
}

func (r *run) step(n ast.Node, s State) State {
	if s == 0 {
		return 0
	}
	return r.Step(n, s)
}

func (r *run) list(stmts []ast.Stmt, s State) State {
	for _, stmt := range stmts {
		s = r.stmt(stmt, s)
	}
	return s
}

func (r *run) stmt(stmt ast.Stmt, s State) State {
	label := r.label
	r.label = ""
	switch stmt := stmt.(type) {
	case *ast.LabeledStmt:
		r.label = stmt.Label.Name
		return r.stmt(stmt.Stmt, s)
	case *ast.BlockStmt:
		return r.list(stmt.List, s)
	case *ast.ExprStmt:
		s = r.step(stmt, s)
		if call, ok := ast.Unparen(stmt.X).(*ast.CallExpr); ok && NeverReturns(r.Info, call) {
			return 0
		}
		return s
	case *ast.ReturnStmt:
		r.note(stmt, nil, r.step(stmt, s))
		return 0
	case *ast.BranchStmt:
		return r.branch(stmt, s)
	case *ast.IfStmt:
		s = r.optional(stmt.Init, s)
		yes, no := r.cond(stmt.Cond, s)
		yes = r.list(stmt.Body.List, yes)
		if stmt.Else != nil {
			no = r.stmt(stmt.Else, no)
		}
		return yes | no
	case *ast.ForStmt, *ast.RangeStmt:
		return r.loop(stmt, label, s)
	case *ast.SwitchStmt:
		s = r.optional(stmt.Init, s)
		if stmt.Tag != nil {
			s = r.step(stmt.Tag, s)
		}
		return r.clauses(stmt, label, stmt.Body, s, false)
	case *ast.TypeSwitchStmt:
		s = r.step(stmt.Assign, r.optional(stmt.Init, s))
		return r.clauses(stmt, label, stmt.Body, s, false)
	case *ast.SelectStmt:
		return r.clauses(stmt, label, stmt.Body, s, true)
	case *ast.EmptyStmt, *ast.BadStmt:
		return s
	}
	return r.step(stmt, s)
}

func (r *run) optional(stmt ast.Stmt, s State) State {
	if stmt == nil {
		return s
	}
	return r.stmt(stmt, s)
}

func (r *run) cond(cond ast.Expr, s State) (yes, no State) {
	s = r.step(cond, s)
	if s == 0 || r.Branch == nil {
		return s, s
	}
	return r.Branch(cond, s)
}

func (r *run) branch(stmt *ast.BranchStmt, s State) State {
	switch stmt.Tok {
	case token.GOTO:
		r.jumps = true
	case token.FALLTHROUGH:
		r.fell |= s
	default:
		for i := len(r.frames) - 1; i >= 0; i-- {
			f := r.frames[i]
			if stmt.Label != nil && f.label != stmt.Label.Name || stmt.Label == nil && stmt.Tok == token.CONTINUE && !f.loop {
				continue
			}
			var loop ast.Stmt
			if f.loop {
				loop = f.stmt
			}
			s = r.step(stmt, s)
			r.note(stmt, loop, s)
			if stmt.Tok == token.BREAK {
				f.brk |= s
			} else {
				f.cont |= s
			}
			break
		}
	}
	return 0
}

// loop goes round until nothing new comes back to the head.
func (r *run) loop(stmt ast.Stmt, label string, s State) State {
	f := &frame{stmt: stmt, label: label, loop: true}
	r.frames = append(r.frames, f)
	defer func() { r.frames = r.frames[:len(r.frames)-1] }()
	var body *ast.BlockStmt
	var post ast.Stmt
	var head func(State) (in, out State)
	switch stmt := stmt.(type) {
	case *ast.ForStmt:
		s = r.optional(stmt.Init, s)
		body, post = stmt.Body, stmt.Post
		head = func(s State) (State, State) {
			if stmt.Cond == nil {
				return s, 0
			}
			return r.cond(stmt.Cond, s)
		}
	case *ast.RangeStmt:
		s = r.step(stmt.X, s)
		body = stmt.Body
		head = func(s State) (State, State) { return s, s }
	}
	for {
		in, out := head(s)
		end := r.list(body.List, in)
		r.note(body, stmt, end)
		back := end | f.cont
		if post != nil {
			back = r.stmt(post, back)
		}
		if s|back == s {
			return out | f.brk
		}
		s |= back
	}
}

// clauses walks a switch or select: each clause begins in s, and without a default no clause may be taken.
func (r *run) clauses(stmt ast.Stmt, label string, body *ast.BlockStmt, s State, isSelect bool) State {
	f := &frame{stmt: stmt, label: label}
	r.frames = append(r.frames, f)
	defer func() { r.frames = r.frames[:len(r.frames)-1] }()
	var out State
	exhaustive := isSelect
	for _, c := range body.List {
		in := s
		var stmts []ast.Stmt
		switch c := c.(type) {
		case *ast.CaseClause:
			exhaustive = exhaustive || c.List == nil
			for _, e := range c.List {
				in = r.step(e, in)
			}
			stmts = c.Body
		case *ast.CommClause:
			in = r.optional(c.Comm, in)
			stmts = c.Body
		}
		in |= r.fell
		r.fell = 0
		out |= r.list(stmts, in)
	}
	if !exhaustive {
		out |= s
	}
	return out | f.brk
}
