package plant

// Class: a loop around CompareAndSwap flattened into Load and Store.

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

var cas = &Class{
	ID: "cas", Summary: "a loop around CompareAndSwap flattened into Load and Store",
	Fitting: []string{"loadstore", "checkthenact"}, find: (*finder).cas,
}

func (f *finder) cas() {
	for _, o := range f.cells.ops {
		fn, decl := function(o.at)
		if o.verb != "CompareAndSwap" || fn == nil || initial(decl) || f.owned(fn, o.cell) {
			continue
		}
		if _, constant := f.constant(o.args[1]); constant {
			continue // a claim, no update
		}
		if f.TypesInfo.Types[ast.Unparen(o.args[0])].IsNil() {
			continue // the first one installs what all use then: an object may be made for nothing, no number is lost
		}
		negated, c := unnegated(o.at)
		kind, parent := c.ParentEdgeKind(), c.Parent()
		switch {
		case kind == edge.IfStmt_Cond && negated:
			f.retried(o, parent)
		case kind == edge.IfStmt_Cond:
			f.succeeded(o, parent)
		case kind == edge.ForStmt_Cond && negated:
			f.condition(o, parent.Node().(*ast.ForStmt))
		}
	}
}

// unnegated goes up from a call through parentheses and negations.
func unnegated(c inspector.Cursor) (bool, inspector.Cursor) {
	negated := false
	for {
		switch p := c.Parent().Node().(type) {
		case *ast.ParenExpr:
		case *ast.UnaryExpr:
			if p.Op != token.NOT {
				return negated, c
			}
			negated = !negated
		default:
			return negated, c
		}
		c = c.Parent()
	}
}

// loopOf returns the endless loop whose body holds the statement at c, if it loads the cell of o and nothing but a failed
// CompareAndSwap goes round: the last statements behind it aside, which may be dropped.
func (f *finder) loopOf(o *op, c inspector.Cursor) (*ast.ForStmt, []ast.Stmt) {
	if c.ParentEdgeKind() != edge.BlockStmt_List || c.Parent().ParentEdgeKind() != edge.ForStmt_Body {
		return nil, nil
	}
	loop := c.Parent().Parent()
	s := loop.Node().(*ast.ForStmt)
	if _, labeled := loop.Parent().Node().(*ast.LabeledStmt); labeled || s.Init != nil || s.Cond != nil || s.Post != nil || !f.loads(o, s.Body) {
		return nil, nil
	}
	for i, stmt := range s.Body.List {
		if stmt == c.Node() {
			return s, s.Body.List[i+1:]
		}
	}
	return nil, nil
}

// loads tells whether n holds a Load of the cell of o.
func (f *finder) loads(o *op, n ast.Node) bool {
	return f.others(o, func(p *op) bool {
		return p.verb == "Load" && n.Pos() <= p.call.Pos() && p.call.End() <= n.End() && f.text(p.cell) == f.text(o.cell)
	}) > 0
}

// succeeded flattens for { …; if CompareAndSwap { …; leave }; … }.
func (f *finder) succeeded(o *op, c inspector.Cursor) {
	s := c.Node().(*ast.IfStmt)
	loop, behind := f.loopOf(o, c)
	if loop == nil || s.Init != nil || s.Else != nil || !leaves(s.Body.List) {
		return
	}
	edits := f.entry(loop)
	if edits == nil {
		return
	}
	edits = append(edits, analysis.TextEdit{Pos: s.Pos(), End: s.Body.Pos(), NewText: []byte(f.rewritten(o, "Store", f.text(o.args[1])) + "; ")})
	if len(behind) > 0 {
		edits = append(edits, f.blank(behind[0].Pos(), behind[len(behind)-1].End())...)
	}
	f.plant(s, edits, []ast.Expr{o.cell})
}

// retried flattens for { …; if !CompareAndSwap { continue }; …; leave }.
func (f *finder) retried(o *op, c inspector.Cursor) {
	s := c.Node().(*ast.IfStmt)
	loop, behind := f.loopOf(o, c)
	if loop == nil || s.Init != nil || s.Else != nil || !leaves(behind) || len(s.Body.List) == 0 {
		return
	}
	if b, ok := s.Body.List[len(s.Body.List)-1].(*ast.BranchStmt); !ok || b.Tok != token.CONTINUE {
		return
	}
	edits := f.entry(loop, s)
	if edits == nil {
		return
	}
	edits = append(edits, analysis.TextEdit{Pos: s.Pos(), End: s.Body.Lbrace + 1, NewText: []byte(f.rewritten(o, "Store", f.text(o.args[1])))})
	edits = append(edits, f.blank(s.Body.Lbrace+1, s.End())...)
	f.plant(s, edits, []ast.Expr{o.cell})
}

// condition flattens for !CompareAndSwap { … } behind a Load.
func (f *finder) condition(o *op, s *ast.ForStmt) {
	fn, _ := function(o.at)
	if s.Init != nil || s.Post != nil || !f.loads(o, bodyOf(fn)) {
		return
	}
	edits := []analysis.TextEdit{{Pos: s.Pos(), End: s.Body.Lbrace + 1, NewText: []byte(f.rewritten(o, "Store", f.text(o.args[1])))}}
	f.plant(s, append(edits, f.blank(s.Body.Lbrace+1, s.End())...), []ast.Expr{o.cell})
}

// leaves tells whether a list of statements ends by leaving the loop around it.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK && s.Label == nil
	}
	return false
}

// entry turns the head of an endless loop into that of a block, of a switch if something breaks out of it. It returns nil if
// something but the statement skip continues the loop.
func (f *finder) entry(loop *ast.ForStmt, skip ...ast.Stmt) []analysis.TextEdit {
	breaks, continues := false, false
	var walk func(n ast.Node, inLoop, inSwitch bool)
	walk = func(n ast.Node, inLoop, inSwitch bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.IfStmt:
				if len(skip) > 0 && m == skip[0] {
					return false
				}
			case *ast.ForStmt, *ast.RangeStmt:
				walk(m, true, true)
				return false
			case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				walk(m, inLoop, true)
				return false
			case *ast.BranchStmt:
				breaks = breaks || m.Tok == token.BREAK && m.Label == nil && !inSwitch
				continues = continues || m.Tok == token.CONTINUE && m.Label == nil && !inLoop
			}
			return true
		})
	}
	walk(loop.Body, false, false)
	if continues {
		return nil
	}
	head := "{"
	if breaks {
		head = "switch { default:"
	}
	return []analysis.TextEdit{{Pos: loop.Pos(), End: loop.Body.Lbrace + 1, NewText: []byte(head)}}
}
