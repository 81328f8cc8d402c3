package driver

// Facts: what an analyzer says about an object or a package, for those that import it. Each unit stores its own facts alone;
// those of other packages are decoded from their units when somebody asks.

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

type factKey struct {
	obj types.Object // nil: a fact about the package
	typ reflect.Type
}

// A factTable holds the facts about one package and its objects.
type factTable struct{ facts map[factKey]analysis.Fact }

// A storedFact is a fact on its way to disk.
type storedFact struct {
	Object objectpath.Path // "": the package
	Fact   analysis.Fact
}

var registerMu sync.Mutex

// registerFacts tells gob of the fact types, in the order of their names: gob numbers types as it meets them, and the numbers
// are part of the encoding, which must not depend on the schedule.
func registerFacts(analyzers []*analysis.Analyzer) {
	registerMu.Lock()
	defer registerMu.Unlock()
	var all []analysis.Fact
	for _, a := range analyzers {
		all = append(all, a.FactTypes...)
	}
	slices.SortFunc(all, func(a, b analysis.Fact) int {
		return cmp.Compare(reflect.TypeOf(a).String(), reflect.TypeOf(b).String())
	})
	for _, f := range all {
		gob.Register(f)
		zero := reflect.New(reflect.TypeOf(f).Elem()).Interface().(analysis.Fact)
		_ = gob.NewEncoder(new(bytes.Buffer)).Encode([]storedFact{{Fact: zero}}) // for the numbering alone
	}
}

// encode writes the facts in a fixed order. Facts about objects that no importer can see are left out: they would make a
// change of a body look like a change of what the package exports.
func (t *factTable) encode() ([]byte, error) {
	var list []storedFact
	var enc objectpath.Encoder
	for k, fact := range t.facts {
		var path objectpath.Path
		if k.obj != nil {
			if hidden(k.obj) {
				continue
			}
			var err error
			if path, err = enc.For(k.obj); err != nil {
				continue // a local object
			}
		}
		list = append(list, storedFact{path, fact})
	}
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b storedFact) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(reflect.TypeOf(a.Fact).String(), reflect.TypeOf(b.Fact).String()))
	})
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(list); err != nil {
		return nil, fmt.Errorf("facts cannot be encoded: %w", err)
	}
	return buf.Bytes(), nil
}

// hidden tells whether obj is certainly not in export data: an unexported function, variable or constant of the package.
// An unexported type may be reached through an exported declaration.
func hidden(obj types.Object) bool {
	if obj.Exported() || obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
		return false
	}
	_, isType := obj.(*types.TypeName)
	return !isType
}

// decodeFacts reads what encode wrote. Facts about objects that export data left out are dropped.
func decodeFacts(blob []byte, pkg *types.Package) (*factTable, error) {
	t := &factTable{facts: map[factKey]analysis.Fact{}}
	if len(blob) == 0 {
		return t, nil
	}
	var list []storedFact
	if err := gob.NewDecoder(bytes.NewReader(blob)).Decode(&list); err != nil {
		return nil, fmt.Errorf("facts of %s: %w", pkg.Path(), err)
	}
	for _, f := range list {
		key := factKey{typ: reflect.TypeOf(f.Fact)}
		if f.Object != "" {
			obj, err := objectpath.Object(pkg, f.Object)
			if err != nil {
				continue
			}
			key.obj = obj
		}
		t.facts[key] = f.Fact
	}
	return t, nil
}

// A factSet is what the analyzers of one unit see: its own facts, and those of the packages that it can reach.
type factSet struct {
	mu   sync.Mutex // an analyzer may have goroutines of its own
	unit *unit
	pkg  *types.Package
	own  *factTable
	view *universe
}

// table returns the facts about pkg and its objects. A nil result means that there are none.
func (s *factSet) table(pkg *types.Package) *factTable {
	if pkg == nil { // an object of the universe scope
		return nil
	}
	if pkg == s.pkg {
		return s.own
	}
	u := s.view.w.run.graph.below(s.unit, pkg.Path())
	if u == nil || u.out == nil || !u.out.sections[factsOf] { // unsafe is never analysed
		return nil
	}
	d := s.view.decode(u)
	if d.pkg != pkg {
		return nil
	}
	if d.facts == nil {
		blob, _ := s.view.w.blob(u, factsOf)
		t, err := decodeFacts(blob, pkg)
		if err != nil {
			panic(err) // reported as an error of the package in work
		}
		d.facts = t
	}
	return d.facts
}

func (s *factSet) load(pkg *types.Package, obj types.Object, ptr analysis.Fact) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.table(pkg)
	if t == nil {
		return false
	}
	fact, ok := t.facts[factKey{obj, reflect.TypeOf(ptr)}]
	if ok {
		reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	}
	return ok
}

// reachable lists the packages that s knows facts of: the unit's own, what it imports, and what those mention, by path.
func (s *factSet) reachable() []*types.Package {
	seen := map[*types.Package]bool{}
	var list []*types.Package
	var visit func(p *types.Package)
	visit = func(p *types.Package) {
		if !seen[p] {
			seen[p] = true
			list = append(list, p)
			for _, imp := range p.Imports() {
				visit(imp)
			}
		}
	}
	visit(s.pkg)
	slices.SortFunc(list, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return list
}

// all yields every fact of the given types that s knows.
func (s *factSet) all(a *analysis.Analyzer, yield func(*types.Package, factKey, analysis.Fact)) {
	wanted := map[reflect.Type]bool{}
	for _, f := range a.FactTypes {
		wanted[reflect.TypeOf(f)] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, pkg := range s.reachable() {
		t := s.table(pkg)
		if t == nil {
			continue
		}
		for k, f := range t.facts {
			if wanted[k.typ] {
				yield(pkg, k, f)
			}
		}
	}
}

func (s *factSet) export(key factKey, fact analysis.Fact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.own.facts[key] = fact
}

// bind gives a pass its access to facts.
func (s *factSet) bind(pass *analysis.Pass) {
	a := pass.Analyzer
	check := func(f analysis.Fact) {
		if !slices.ContainsFunc(a.FactTypes, func(t analysis.Fact) bool { return reflect.TypeOf(t) == reflect.TypeOf(f) }) {
			panic(fmt.Sprintf("analyzer %s exports a fact of the undeclared type %T", a, f))
		}
	}
	pass.ImportObjectFact = func(obj types.Object, ptr analysis.Fact) bool {
		if obj == nil {
			panic("nil object")
		}
		return s.load(obj.Pkg(), obj, ptr)
	}
	pass.ImportPackageFact = func(pkg *types.Package, ptr analysis.Fact) bool {
		if pkg == nil {
			panic("nil package")
		}
		return s.load(pkg, nil, ptr)
	}
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		check(fact)
		if obj.Pkg() != s.pkg {
			panic(fmt.Sprintf("analyzer %s exports a fact about %v, which belongs to another package", a, obj))
		}
		s.export(factKey{obj, reflect.TypeOf(fact)}, fact)
	}
	pass.ExportPackageFact = func(fact analysis.Fact) {
		check(fact)
		s.export(factKey{nil, reflect.TypeOf(fact)}, fact)
	}
	pass.AllObjectFacts = func() []analysis.ObjectFact {
		var list []analysis.ObjectFact
		s.all(a, func(_ *types.Package, k factKey, f analysis.Fact) {
			if k.obj != nil {
				list = append(list, analysis.ObjectFact{Object: k.obj, Fact: f})
			}
		})
		return list
	}
	pass.AllPackageFacts = func() []analysis.PackageFact {
		var list []analysis.PackageFact
		s.all(a, func(pkg *types.Package, k factKey, f analysis.Fact) {
			if k.obj == nil {
				list = append(list, analysis.PackageFact{Package: pkg, Fact: f})
			}
		})
		return list
	}
}
