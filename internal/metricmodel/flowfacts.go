package metricmodel

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// A SinkParam is a parameter of a helper that reaches a label.
type SinkParam struct {
	Index   int    // the receiver counted
	Label   string // "" if it is not known
	Metric  string
	Part    bool // of a metric's name
	Library string
}

// Sinks says which parameters of a function reach labels.
type Sinks struct {
	Params  []SinkParam
	Library string
}

// AFact marks Sinks as a fact.
func (*Sinks) AFact() {}

// String is stable, for tests.
func (s *Sinks) String() string { return fmt.Sprintf("labels from %v", s.Params) }

// Sources says where the string that a function returns comes from: from a request, from some of its parameters, or both.
type Sources struct {
	Origins []Origin
	Params  []int // the receiver counted
}

// AFact marks Sources as a fact.
func (*Sources) AFact() {}

// String is stable, for tests.
func (s *Sources) String() string {
	return fmt.Sprintf("yields %v and parameters %v", s.Origins, s.Params)
}

// Vets says which parameters of a function are one of a finite set where it says yes.
type Vets struct{ Params []int } // the receiver counted

// AFact marks Vets as a fact.
func (*Vets) AFact() {}

// String is stable, for tests.
func (v *Vets) String() string { return fmt.Sprintf("vets parameters %v", v.Params) }

// maxSourceLines bounds a function that may be a helper which passes values on.
const maxSourceLines = 25

// exportFlows hands out the facts about labels of the functions that others can call. SSA is built of the few functions that can
// have such a fact, and of what they call.
func exportFlows(pass *analysis.Pass, m *Model) bool {
	if len(m.files) == 0 {
		return false
	}
	keep := map[*ast.FuncDecl]bool{}
	sinks := false
	for _, call := range m.calls {
		fn := m.callee(call)
		if fd := m.declAround(call); fd != nil && (len(m.sinksOf(call)) > 0 || fn != nil && m.facts.sinks[fn] != nil) {
			keep[fd], sinks = true, true
		}
	}
	var yielding []*ast.FuncDecl
	for _, f := range m.files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && m.yields(fd) {
				yielding = append(yielding, fd)
				keep[fd] = true
			}
		}
	}
	if len(keep) == 0 {
		return false
	}
	m.callersOf(keep, sinks)
	prog, err := ir.Build(pass.Fset, pass.Pkg, bare(pass, keep), bareInfo(pass), m.rows)
	if err != nil {
		return false
	}
	f := newFlow(m, prog)
	if sinks {
		f.run()
	}
	spoke := false
	for _, fn := range prog.Funcs {
		if obj, ok := fn.Object().(*types.Func); ok && fn.Parent() == nil && obj.Exported() && obj.Pkg() == pass.Pkg {
			if fact := f.sinksOf(fn); fact != nil {
				pass.ExportObjectFact(obj, fact)
				spoke = true
			}
		}
	}
	for _, fd := range yielding {
		obj, ok := m.info.Defs[fd.Name].(*types.Func)
		if !ok {
			continue
		}
		fn := prog.Pkg.Prog.FuncValue(obj)
		if isBool(obj) {
			if fact := f.vetsOf(fn); fact != nil {
				pass.ExportObjectFact(obj, fact)
				spoke = true
			}
		} else if fact := f.sourcesOf(fn); fact != nil {
			pass.ExportObjectFact(obj, fact)
			spoke = true
		}
	}
	return spoke
}

// declAround returns the declaration around a call.
func (m *Model) declAround(n ast.Node) *ast.FuncDecl {
	for p := m.parent[n]; p != nil; p = m.parent[p] {
		if fd, ok := p.(*ast.FuncDecl); ok {
			return fd
		}
	}
	return nil
}

// vetsOf is the fact about a function that says yes or no.
func (f *flow) vetsOf(fn *ssa.Function) *Vets {
	if fn == nil || !f.prog.Known(fn) {
		return nil
	}
	fact := &Vets{}
	for i, p := range fn.Params {
		if p.Type().Underlying() == types.Typ[types.String] && f.vets(fn, p, true, 0) {
			fact.Params = append(fact.Params, i)
		}
	}
	if len(fact.Params) == 0 {
		return nil
	}
	return fact
}

// callersOf adds what the functions call, and, where there are sinks, two rings of their callers.
func (m *Model) callersOf(keep map[*ast.FuncDecl]bool, sinks bool) {
	if sinks {
		for range 2 {
			for _, fd := range slices.Collect(maps.Keys(keep)) {
				for _, site := range m.sites[m.info.Defs[fd.Name]] {
					if outer := m.declAround(site); outer != nil {
						keep[outer] = true
					}
				}
			}
		}
	}
	for range 2 {
		for _, fd := range slices.Collect(maps.Keys(keep)) {
			ast.Inspect(fd.Body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if b := m.calledBody(call); b != nil {
						if inner, ok := b.node.(*ast.FuncDecl); ok {
							keep[inner] = true
						}
					}
				}
				return true
			})
		}
	}
}

// bare returns the files with the bodies of the kept functions alone.
func bare(pass *analysis.Pass, keep map[*ast.FuncDecl]bool) []*ast.File {
	var files []*ast.File
	for _, f := range pass.Files {
		g := *f
		g.Decls = slices.Clone(f.Decls)
		for i, d := range g.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && !keep[fd] {
				empty := *fd
				empty.Body = nil
				g.Decls[i] = &empty
			}
		}
		files = append(files, &g)
	}
	return files
}

// bareInfo leaves out the initialisers of package variables.
func bareInfo(pass *analysis.Pass) *types.Info {
	info := *pass.TypesInfo
	info.InitOrder = nil
	return &info
}

// sinksOf is the fact about the parameters of fn.
func (f *flow) sinksOf(fn *ssa.Function) *Sinks {
	fact := &Sinks{}
	for _, p := range fn.Params {
		for _, sp := range f.sinkOf[p] {
			fact.Params = append(fact.Params, sp)
			fact.Library = sp.Library
		}
	}
	if len(fact.Params) == 0 || len(fact.Params) > 8 || f.m.library(fact.Library) == nil {
		return nil
	}
	for i := range fact.Params {
		fact.Params[i].Library = "" // said once
	}
	return fact
}

// sourcesOf is the fact about the result of fn.
func (f *flow) sourcesOf(fn *ssa.Function) *Sources {
	if fn == nil || !f.prog.Known(fn) {
		return nil
	}
	fact := &Sources{}
	t := &tracer{f: f, seen: map[traceKey]bool{}, budget: maxTrace}
	t.emit = func(_ string, o Origin) {
		o.Pos = 0
		if !slices.Contains(fact.Origins, o) {
			fact.Origins = append(fact.Origins, o)
		}
	}
	t.param = func(_ string, p *ssa.Parameter) {
		if i := slices.Index(fn.Params, p); i >= 0 && !slices.Contains(fact.Params, i) {
			fact.Params = append(fact.Params, i)
		}
	}
	for _, ret := range f.prog.Returns(fn) {
		t.value(ret.Results[0], ret.Block(), nil)
	}
	if len(fact.Origins)+len(fact.Params) == 0 || len(fact.Origins) > 4 {
		return nil
	}
	slices.Sort(fact.Params)
	return fact
}
