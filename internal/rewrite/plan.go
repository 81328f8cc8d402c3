package rewrite

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/hidden"
)

// Options say what the caller knows beyond the package.
type Options struct {
	// Closed: no other package uses the variable or field, exported as it may be. Of package main that is known anyway.
	Closed bool
	// OneWriter: only one goroutine writes, so that it may read, change and write in separate steps.
	OneWriter bool
	// LeaveUpstream: refuse what modernize's atomictypes offers in the same words.
	LeaveUpstream bool
}

// Analyzer makes the [Package] that the rules of one pass share; see [For]. It does nothing before the first plan.
var Analyzer = &analysis.Analyzer{
	Name:             "rewrite",
	Doc:              "hold what plans to retype variables of the package share",
	Requires:         []*analysis.Analyzer{inspect.Analyzer}, // others make one too
	Run:              func(pass *analysis.Pass) (any, error) { return New(astx.Complete(pass)), nil },
	ResultType:       reflect.TypeFor[*Package](),
	RunDespiteErrors: true,
}

// For returns the package of a pass whose analyzer requires [Analyzer].
func For(pass *analysis.Pass) *Package { return pass.ResultOf[Analyzer].(*Package) }

// A Package is what plans for variables of one package share: an index of its syntax, and the files that are not compiled here,
// read when they are first needed. Several goroutines may use it.
type Package struct {
	mu       sync.Mutex
	pass     *analysis.Pass
	index    *index
	variants []*variant // nil before they are needed
	files    *hidden.Files
}

// New returns the package of a pass.
func New(pass *analysis.Pass) *Package { return &Package{pass: pass} }

// Plan is [Package.Plan] for a single plan.
func Plan(pass *analysis.Pass, v *types.Var, to Target, opt Options) ([]analysis.TextEdit, error) {
	return New(pass).Plan(v, to, opt)
}

// Plan returns the edits that make v, a variable or field that the package declares, a variable of type to. They are sorted by
// position, and may lie in files of the package that are not among those of the pass, which are added to its Fset. The error is a
// *[Refusal].
func (k *Package) Plan(v *types.Var, to Target, opt Options) ([]analysis.TextEdit, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := &planner{Package: k, to: to, opt: opt, old: v.Type(), elem: types.Typ[to.Elem]}
	p.convert = !types.Identical(p.old, p.elem)
	return p.plan(v.Origin())
}

// plan draws the edits for v. The package must be locked.
func (p *planner) plan(v *types.Var) ([]analysis.TextEdit, error) {
	if p.index == nil {
		in, ok := p.pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		if !ok {
			in = inspector.New(p.pass.Files)
		}
		p.index = newIndex(in, p.pass.TypesInfo)
	}
	w := newView(p, p.pass, v, p.pass.Files, p.index)
	if p.admits(w) {
		for _, e := range p.done {
			p.replace(e.Pos, e.End, string(e.NewText))
		}
		w.draw()
		p.hidden(w)
	}
	if err := p.refusal(); err != nil {
		return nil, err
	}
	if p.opt.LeaveUpstream && !p.beyond && upstream(w) {
		p.refuse(w.v.Pos(), Upstream, "atomictypes offers the same")
	}
	edits := p.finish()
	if err := p.refusal(); err != nil {
		return nil, err
	}
	return edits, nil
}

// A planner holds one plan in the making.
type planner struct {
	*Package
	to      Target
	opt     Options
	old     types.Type
	elem    *types.Basic
	convert bool // old is not what the target's methods take

	exchange *Exchange // not nil: old is a type that is used through methods, as the target is
	done     []analysis.TextEdit

	beyond   bool // edits lie outside the files of the pass
	edits    []edit
	refusals []*Refusal
}

// admits refuses what can be told from the variable alone.
func (p *planner) admits(w *view) bool {
	v := w.v
	def := w.definition()
	switch {
	case len(p.pass.TypeErrors) > 0:
		p.refuse(v.Pos(), Inconsistent, "the package has type errors")
	case !def.Valid():
		p.refuse(v.Pos(), Uneditable, "%s is not declared in a file of the package", v.Name())
	case p.exchange == nil && !p.to.takes(p.old):
		p.refuse(v.Pos(), Kind, "%s is of type %s", v.Name(), p.old)
	case v.Embedded():
		p.refuse(v.Pos(), Kind, "%s is embedded", v.Name())
	case v.Kind() == types.ParamVar || v.Kind() == types.ResultVar || v.Kind() == types.RecvVar:
		p.refuse(v.Pos(), Signature, "%s is part of a signature", v.Name())
	case v.Exported() && !isLocal(v) && !p.opt.Closed && p.pass.Pkg.Name() != "main":
		p.refuse(v.Pos(), Exported, "other packages may use %s", v.Name())
	case astx.Before(astx.GoFloor(p.pass.Pkg, astx.FileOf(p.pass, v.Pos())), p.to.Go):
		p.refuse(v.Pos(), Release, "%s.%s needs %s", p.to.Package, p.to.Name, p.to.Go)
	}
	return len(p.refusals) == 0
}

// isLocal tells whether v is a variable of a function, which no other file can see.
func isLocal(v *types.Var) bool { return !v.IsField() && v.Parent() != v.Pkg().Scope() }

// An edit is one replacement, or an insertion where pos and end are the same. Of insertions at one place those of lower rank come first.
type edit struct {
	pos, end token.Pos
	text     string
	rank     int
}

func (p *planner) replace(pos, end token.Pos, text string) {
	p.edits = append(p.edits, edit{pos, end, text, 0})
}

// before inserts text in front of n, around what else is inserted there for parts of n; after inserts it behind n. At one place,
// what ends there comes before what begins there, and parts are nearer to their text than the whole.
func (p *planner) before(n ast.Node, text string) {
	p.edits = append(p.edits, edit{n.Pos(), n.Pos(), text, 1<<30 - 2*int(n.End()-n.Pos())})
}

func (p *planner) after(n ast.Node, text string) {
	p.edits = append(p.edits, edit{n.End(), n.End(), text, 2*int(n.End()-n.Pos()) - 1<<30})
}

// wrap puts e, with all that is inserted at it, into fun(…).
func (p *planner) wrap(e ast.Expr, fun string) {
	p.before(e, fun+"(")
	p.edits[len(p.edits)-1].rank--
	p.after(e, ")")
	p.edits[len(p.edits)-1].rank++
}

// finish sorts the edits and joins those that touch.
func (p *planner) finish() []analysis.TextEdit {
	name := func(e edit) string { return p.pass.Fset.File(e.pos).Name() }
	slices.SortStableFunc(p.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(name(a), name(b)), cmp.Compare(a.pos, b.pos), cmp.Compare(min(a.end-a.pos, 1), min(b.end-b.pos, 1)), cmp.Compare(a.rank, b.rank))
	})
	var edits []analysis.TextEdit
	for _, e := range p.edits {
		last := len(edits) - 1
		if last < 0 || p.pass.Fset.File(e.pos) != p.pass.Fset.File(edits[last].Pos) || e.pos > edits[last].End {
			edits = append(edits, analysis.TextEdit{Pos: e.pos, End: e.end, NewText: []byte(e.text)})
			continue
		}
		if e.pos < edits[last].End {
			p.refuse(e.pos, Inconsistent, "two edits overlap")
			return nil
		}
		edits[last].End = e.end
		edits[last].NewText = append(edits[last].NewText, e.text...)
	}
	return edits
}
