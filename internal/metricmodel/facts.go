package metricmodel

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// What crosses packages is small by construction: one fact for an exported variable or field that holds a metric, one for a
// function that registers metrics under constant names, and one for a package that does so when it is initialised.

// A Metric says that the variable or field always holds that metric. It holds names only: no objects, no positions.
type Metric struct {
	Library   string // one of its import paths
	Kind      catalog.Kind
	Vec       bool
	Name      string // "" if it is not known
	Labels    []string
	HasLabels bool
	Bounded   []string // labels whose constraint lets a finite set through
	Unit      string
}

// AFact marks Metric as a fact.
func (*Metric) AFact() {}

// String is stable, for tests.
func (f *Metric) String() string {
	return fmt.Sprintf("%s %s{%s}", f.Kind, f.Name, strings.Join(f.Labels, ","))
}

// Registers lists the names that a function puts into the global registries whenever it is called, as "expvar NAME" or
// "Prometheus NAME". About a package it lists what its initialisation does.
type Registers struct{ Names []string }

// AFact marks Registers as a fact.
func (*Registers) AFact() {}

// String is stable, for tests.
func (f *Registers) String() string { return "registers " + strings.Join(f.Names, ", ") }

// Speaks marks a package whose objects have facts, so that its importers know with one look whether to ask.
type Speaks struct{}

// AFact marks Speaks as a fact.
func (*Speaks) AFact() {}

// String is stable, for tests.
func (*Speaks) String() string { return "has metrics" }

// maxNames bounds what one Registers holds: a longer list is cut, and its end is not known to importers.
const maxNames = 64

// foreign holds the facts of other packages about what this one mentions.
type foreign struct {
	metrics   map[*types.Var]*Decl
	registers map[*types.Func][]string
	sinks     map[*types.Func]*Sinks
	sources   map[*types.Func]*Sources
	vets      map[*types.Func]*Vets
	packages  []published // those of all dependencies, sorted
}

// published is what the initialisation of one package registers.
type published struct {
	path  string
	names []string
}

func (im *foreign) empty() bool {
	return len(im.metrics) == 0 && len(im.registers) == 0 && len(im.packages) == 0 && len(im.sinks) == 0
}

// initialised gathers what dependencies register when they are initialised, where that can meet something else: in a program, and
// in a package that registers too.
func (im *foreign) initialised(pass *analysis.Pass, m *Model) {
	if pass.Pkg.Name() != "main" && (m.defs == nil || len(m.initNames()) == 0) {
		return
	}
	for _, f := range pass.AllPackageFacts() {
		if r, ok := f.Fact.(*Registers); ok && f.Package != pass.Pkg {
			im.packages = append(im.packages, published{f.Package.Path(), r.Names})
		}
	}
	slices.SortFunc(im.packages, func(a, b published) int { return strings.Compare(a.path, b.path) })
}

func (im *foreign) metric(v *types.Var) *Decl { return im.metrics[v.Origin()] }

// lookup asks for the facts of everything foreign that the package mentions, if one of its imports has any.
func lookup(pass *analysis.Pass) *foreign {
	im := &foreign{metrics: map[*types.Var]*Decl{}, registers: map[*types.Func][]string{}, sinks: map[*types.Func]*Sinks{}, sources: map[*types.Func]*Sources{}, vets: map[*types.Func]*Vets{}}
	speaks := map[*types.Package]bool{}
	for _, imp := range pass.Pkg.Imports() {
		if pass.ImportPackageFact(imp, new(Speaks)) {
			speaks[imp] = true
		}
	}
	if len(speaks) == 0 {
		return im
	}
	for _, obj := range pass.TypesInfo.Uses { // the map has no order, and needs none here
		if !speaks[obj.Pkg()] {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			if f := new(Registers); im.registers[obj.Origin()] == nil && pass.ImportObjectFact(obj.Origin(), f) {
				im.registers[obj.Origin()] = f.Names
			}
			if f := new(Sinks); im.sinks[obj.Origin()] == nil && pass.ImportObjectFact(obj.Origin(), f) {
				im.sinks[obj.Origin()] = f
			}
			if f := new(Sources); im.sources[obj.Origin()] == nil && pass.ImportObjectFact(obj.Origin(), f) {
				im.sources[obj.Origin()] = f
			}
			if f := new(Vets); im.vets[obj.Origin()] == nil && pass.ImportObjectFact(obj.Origin(), f) {
				im.vets[obj.Origin()] = f
			}
		case *types.Var:
			if f := new(Metric); im.metrics[obj.Origin()] == nil && pass.ImportObjectFact(obj.Origin(), f) {
				im.metrics[obj.Origin()] = f.decl(obj.Pkg().Path())
			}
		}
	}
	return im
}

func (f *Metric) decl(pkg string) *Decl {
	d := &Decl{Foreign: pkg, Labels: f.Labels, HasLabels: f.HasLabels, Unit: f.Unit, bounded: f.Bounded}
	d.Ctor = catalog.Ctor{Lib: catalog.Of(f.Library), Kind: f.Kind, Vec: f.Vec}
	if f.Name != "" {
		d.Name = known(f.Name, nil)
	}
	return d
}

// exportFacts hands out the facts of the package.
func exportFacts(pass *analysis.Pass, m *Model) {
	speaks := exportFlows(pass, m)
	for v := range m.defs.sources {
		if v.Pkg() != pass.Pkg || !v.Exported() || !v.IsField() && v.Parent() != pass.Pkg.Scope() || !mayHoldMetric(v.Type()) {
			continue
		}
		found, ok := m.metrics1(v)
		if !ok || len(found) != 1 || found[0].Curried || found[0].Foreign != "" {
			continue
		}
		d := found[0].Decl
		f := &Metric{Library: d.Ctor.Lib.Paths[0], Kind: d.Ctor.Kind, Vec: d.Ctor.Vec, Labels: d.Labels, HasLabels: d.HasLabels, Unit: d.Unit}
		if d.Name.Known {
			f.Name = d.Name.Value
		}
		if !f.HasLabels {
			f.Labels = nil
		}
		f.Bounded = m.boundedLabels(d)
		pass.ExportObjectFact(v, f)
		speaks = true
	}
	for _, r := range m.exportedRegistrations() {
		pass.ExportObjectFact(r.fn, &Registers{r.names})
		speaks = true
	}
	if names := m.initNames(); len(names) > 0 {
		pass.ExportPackageFact(&Registers{names})
	}
	if speaks {
		pass.ExportPackageFact(new(Speaks))
	}
}

// mayHoldMetric tells whether t is a type of a metrics library.
func mayHoldMetric(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && catalog.Of(n.Obj().Pkg().Path()) != nil
}

// metrics1 is what the variable v may hold.
func (m *Model) metrics1(v *types.Var) ([]Found, bool) {
	r := &resolver{m: m, seen: map[*types.Var]bool{}}
	ok := r.held(v, nil, 0)
	return r.found, ok && len(r.found) > 0
}
