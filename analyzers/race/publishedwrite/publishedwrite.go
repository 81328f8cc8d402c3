package publishedwrite

import (
	_ "embed"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "publishedwrite", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "race",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Questions:  []string{"Q13"},
	Categories: []rule.Category{{ID: "in-place", Summary: "an object that an atomic Load returned is written in place"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A checker looks at one package.
type checker struct {
	*tracer
	pass     *report.Pass
	fns      []*ssa.Function
	accesses map[*types.Var][]touch // of fields and variables; nil until needed
}

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	t := &tracer{m: m, loads: map[ssa.Instruction]*conc.Op{}, takes: map[ssa.Instruction]bool{}, busy: map[ssa.Value]bool{}}
	var pkg *ssa.Package
	for _, op := range m.Ops {
		switch {
		case op.Kind != conc.Load:
			t.takes[op.Instr] = true
		case leads(op.Elem):
			t.loads[op.Instr] = op
			pkg = op.Fn.Package()
		}
	}
	if pkg == nil {
		return nil
	}
	c := &checker{tracer: t, pass: pass, fns: ssax.Funcs(pass.Pass, pkg, pass.Log.Evidence)}
	t.sites = ssax.Sites(c.fns)
	seen := map[token.Pos]bool{} // statements that are reported already
	ssax.Each(c.fns, func(instr ssa.Instruction) {
		w, ok := write(instr)
		if !ok || !instr.Pos().IsValid() || !pass.Log.Reported(instr.Pos()) {
			return
		}
		if local, ok := w.target.(*ssa.Alloc); ok && local.Parent() == instr.Parent() {
			return // by far the most stores
		}
		for _, s := range t.trace(w.target, instr, 0) {
			if f, ok := c.judge(w, s); ok {
				if !seen[f.Pos] {
					seen[f.Pos] = true
					pass.Report(f)
				}
				break
			}
		}
	})
	return nil
}

// leads tells whether a loaded value leads to an object: a pointer, or what an atomic.Value holds.
func leads(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// judge makes the finding about a write of an object that comes from a Load, unless something keeps the others away.
func (c *checker) judge(w touch, s source) (report.Finding, bool) {
	if c.quiet(w.instr, s) || reserved(s) {
		return report.Finding{}, false
	}
	ev, ok := c.others(w, s)
	if !ok {
		return report.Finding{}, false
	}
	f := report.Finding{Pos: w.instr.Pos(), Evidence: ev.level}
	name := s.name()
	if n := ssax.StmtAt(c.pass.Pass, f.Pos); n != nil {
		f.Pos, f.End = n.Pos(), n.End()
	}
	from := ""
	if s.load != nil {
		from = " (" + c.m.Where(s.load.Pos()) + ")"
		if c.m.Where(s.load.Pos()) == c.m.Where(f.Pos) {
			from = ""
		} else {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: s.load.Pos(), Message: "the object is loaded here"})
		}
	}
	if s.via != nil {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: s.via.Pos(), Message: "the loaded object is handed on here"})
	}
	f.Related = append(f.Related, analysis.RelatedInformation{Pos: ev.pos, Message: ev.text})
	part := ""
	if v := written(s); v != s.atomic {
		part = v.Name() + " of "
	}
	f.Message = fmt.Sprintf("%sthe object that %s.Load%s returned %s in place while others use it (%s): change a clone, and Store or CompareAndSwap that", part, name, from, w.how, ev.text)
	return f, true
}

// quiet tells whether nobody else is at the object when instr runs, or they have agreed on something else than the Load.
func (c *checker) quiet(instr ssa.Instruction, s source) bool {
	if guardsItself(s) || c.isOwner(instr, s) || s.via != nil && dispatches(instr) {
		return true
	}
	if s.load == nil {
		return false
	}
	_, unshared := c.m.Unshared(s.load)
	_, gated := c.m.Gate(s.load)
	return unshared || gated
}

// name is how a message calls the atomic.
func (s source) name() string {
	if s.load != nil {
		return s.load.Name()
	}
	return s.atomic.Name()
}

// isOwner tells whether instr runs only once a CompareAndSwap has taken the loaded object out of its place.
func (c *checker) isOwner(instr ssa.Instruction, s source) bool {
	if s.load == nil {
		return false
	}
	return slices.ContainsFunc(c.m.Ops, func(cas *conc.Op) bool {
		return cas.Kind == conc.CompareAndSwap && cas.Fn == instr.Parent() && cas.Old.Value != nil && c.m.DerivesFrom(cas.Old.Value, s.load) &&
			slices.ContainsFunc(c.m.GuardedBy(instr, cas), func(g conc.Guard) bool { return g.Direct })
	})
}
