// Package plant finds the places of right code where one small change makes a mistake that counterlint should report, and says how
// to make it: the mutants.
//
// They are the findings of a rule of their own. A mutant is the fix of such a finding, so the driver looks for them in parallel and
// keeps them, and report discards those that do not compile. A mutant keeps the number of lines of its file: what is reported of the
// mutated code can be held against the lines of the code that was there.
//
// It does not promise that each mutant is a mistake. Whether two goroutines ever meet at a place is what the linter is asked; an
// object that its own function has just made, a lock inside another one, and functions that only run at initialisation are left out.
package plant

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// A Class is one kind of mistake.
type Class struct {
	ID       string
	Summary  string
	Fitting  []string // the analyzers that may report it, any of them
	Detected bool     // the race detector could see it: two plain accesses, or a plain and an atomic one, meet

	find func(*finder)
}

// Classes lists all kinds, in the order in which they are shown.
var Classes = []*Class{plain, swap, cas, unlocked, unlockedMap, readLocked, lateDefer, reload}

// Rule reports the mutants: the category is the class, the related positions are the places where a report of the mutant may stand,
// and the fix makes it. The message of the fix lists what is touched, with commas: the types and package variables whose numbers and
// locks the mutant is about. Mutants that touch nothing in common do not disturb each other.
var Rule = newRule()

func newRule() *rule.Rule {
	r := &rule.Rule{Group: "race", Severity: finding.Info, Since: "0.1.0", Fix: finding.NeedsReview}
	for _, c := range Classes {
		r.Categories = append(r.Categories, rule.Category{ID: c.ID, Summary: c.Summary})
	}
	r.Analyzer = &analysis.Analyzer{
		Name: "mutants", Doc: "finds where right code can be made wrong", URL: rule.URL("mutants"), Requires: []*analysis.Analyzer{report.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			run(&report.Pass{Pass: pass, Log: report.For(pass), Rule: r})
			return nil, nil
		},
	}
	return r
}

// A finder looks for mutants in one package.
type finder struct {
	*report.Pass
	root     inspector.Cursor
	sections []*section
	cells    cells

	class   *Class
	mutants []report.Finding
}

func run(pass *report.Pass) {
	var files []*ast.File // nobody wrote the others, or nobody asks about them
	for _, f := range pass.Files {
		if pass.Log.Reported(f.Package) {
			files = append(files, f)
		}
	}
	f := &finder{Pass: pass, root: inspector.New(files).Root()}
	f.sections = f.findSections()
	f.cells = f.findCells()
	for _, f.class = range Classes {
		f.class.find(f)
	}
	slices.SortStableFunc(f.mutants, func(a, b report.Finding) int { return cmp.Compare(a.Pos, b.Pos) })
	for _, m := range f.mutants {
		pass.Report(m)
	}
}

// plant hands in a mutant at a node, about the numbers and locks touched. Places are where else a finding may stand.
func (f *finder) plant(at ast.Node, edits []analysis.TextEdit, touched []ast.Expr, places ...token.Pos) {
	var holders []string
	for _, e := range touched {
		holders = append(holders, f.holder(e))
	}
	slices.Sort(holders)
	m := report.Finding{
		Pos: at.Pos(), End: at.End(), Category: f.class.ID, Message: f.class.Summary,
		Fix: &report.Fix{Message: strings.Join(slices.Compact(holders), ","), Class: finding.NeedsReview, Edits: edits},
	}
	for _, pos := range append(places, at.Pos()) {
		m.Related = append(m.Related, analysis.RelatedInformation{Pos: pos})
	}
	f.mutants = append(f.mutants, m)
}

// holder names what e is part of: the type whose field it is, or the variable itself.
func (f *finder) holder(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if f.TypesInfo.Selections[e] != nil {
			if named, ok := types.Unalias(deref(f.TypesInfo.TypeOf(e.X))).(*types.Named); ok {
				return named.Origin().String()
			}
			return f.holder(e.X)
		}
	case *ast.IndexExpr:
		return f.holder(e.X)
	case *ast.StarExpr:
		return f.holder(e.X)
	}
	return f.text(e)
}

func (f *finder) text(n ast.Node) string { return astx.Text(f.Pass.Pass, n) }

// replace puts text in the place of a node.
func replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

// insert puts text before a position.
func insert(pos token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: pos, End: pos, NewText: []byte(text)}
}

// blank removes the code between two positions and leaves the line ends, and with them the comments that end lines.
func (f *finder) blank(from, to token.Pos) []analysis.TextEdit {
	tf := f.Fset.File(from)
	first, last := tf.Line(from), tf.Line(to)
	var edits []analysis.TextEdit
	for line := first; line <= last; line++ {
		start, end := from, to
		if line > first {
			start = tf.LineStart(line)
		}
		if line < last {
			end = tf.LineStart(line+1) - 1
		}
		if start < end {
			edits = append(edits, analysis.TextEdit{Pos: start, End: end})
		}
	}
	return edits
}

// drop removes a statement.
func (f *finder) drop(s ast.Stmt) []analysis.TextEdit { return f.blank(s.Pos(), s.End()) }

// function returns the innermost function around c, and the declaration around that.
func function(c inspector.Cursor) (fn ast.Node, decl *ast.FuncDecl) {
	for e := range c.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if fn == nil {
			fn = e.Node()
		}
		if d, ok := e.Node().(*ast.FuncDecl); ok {
			return fn, d
		}
	}
	return fn, nil
}

func bodyOf(fn ast.Node) *ast.BlockStmt {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Body
	case *ast.FuncLit:
		return fn.Body
	}
	return nil
}

// initial tells whether a function runs before there are other goroutines.
func initial(d *ast.FuncDecl) bool {
	return d == nil || d.Recv == nil && (d.Name.Name == "init" || d.Name.Name == "main")
}
