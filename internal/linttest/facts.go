package linttest

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factKey names a fact within the run that exports it. A nil object stands for the package.
type factKey struct {
	object types.Object
	typ    reflect.Type
}

// A factSet holds what one engine exports about one package, in the form in which it reaches importers: encoded and sorted.
type factSet struct {
	facts []encodedFact
	index map[types.Object][]encodedFact // by the object that importers see; the package's under nil
}

type encodedFact struct {
	path objectpath.Path // "" for the package
	typ  reflect.Type
	data []byte
}

// encode writes down the facts of the action. Facts about objects that no importer can reach are left out, as by every host.
func (act *action) encode() ([]encodedFact, error) {
	if act.err != nil {
		return nil, act.err
	}
	var facts []encodedFact
	var paths objectpath.Encoder
	for key, fact := range act.facts {
		f := encodedFact{typ: key.typ}
		if key.object != nil {
			var err error
			if f.path, err = paths.For(key.object); err != nil {
				continue
			}
		}
		var err error
		if f.data, err = encode(fact); err != nil {
			return nil, fmt.Errorf("%s: fact %v of %v: %w", act.analyzer.Name, fact, key.object, err)
		}
		facts = append(facts, f)
	}
	slices.SortFunc(facts, func(a, b encodedFact) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.typ.String(), b.typ.String()))
	})
	return facts, nil
}

func encode(fact analysis.Fact) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(fact)
	return b.Bytes(), err
}

// newFactSet makes facts available to the importers of pkg. A fact about an object that is not in the export data is dropped.
func newFactSet(pkg *types.Package, facts []encodedFact) factSet {
	set := factSet{facts: facts, index: map[types.Object][]encodedFact{}}
	for _, f := range facts {
		var obj types.Object
		if f.path != "" {
			var err error
			if obj, err = objectpath.Object(pkg, f.path); err != nil {
				continue
			}
		}
		set.index[obj] = append(set.index[obj], f)
	}
	return set
}

// decode fills in the fact of that type about obj, or about the package if obj is nil, and tells whether there is one.
func (s factSet) decode(obj types.Object, into analysis.Fact) bool {
	for _, f := range s.index[obj] {
		if f.typ == reflect.TypeOf(into) {
			f.decode(into)
			return true
		}
	}
	return false
}

func (f encodedFact) decode(into analysis.Fact) {
	if err := gob.NewDecoder(bytes.NewReader(f.data)).Decode(into); err != nil {
		panic(fmt.Sprintf("a fact %v does not decode: %v", f.typ, err))
	}
}

func (f encodedFact) value() analysis.Fact {
	fact := reflect.New(f.typ.Elem()).Interface().(analysis.Fact)
	f.decode(fact)
	return fact
}

func (f encodedFact) String() string { return fmt.Sprintf("%s %v %x", f.path, f.typ, f.data) }

func allObjectFacts(u *unit, act *action) (all []analysis.ObjectFact) {
	for key, fact := range act.facts {
		if key.object != nil {
			all = append(all, analysis.ObjectFact{Object: key.object, Fact: fact})
		}
	}
	for _, dep := range u.dependencies() {
		for obj, facts := range dep.facts[act.analyzer].index {
			for _, f := range facts {
				if obj != nil {
					all = append(all, analysis.ObjectFact{Object: obj, Fact: f.value()})
				}
			}
		}
	}
	return all
}

func allPackageFacts(u *unit, act *action) (all []analysis.PackageFact) {
	for key, fact := range act.facts {
		if key.object == nil {
			all = append(all, analysis.PackageFact{Package: u.types, Fact: fact})
		}
	}
	for _, dep := range u.dependencies() {
		for _, f := range dep.facts[act.analyzer].index[nil] {
			all = append(all, analysis.PackageFact{Package: dep.exported, Fact: f.value()})
		}
	}
	return all
}

// copyFact fills in to with what from holds, and tells whether there is anything.
func copyFact(from, to analysis.Fact) bool {
	if from == nil {
		return false
	}
	reflect.ValueOf(to).Elem().Set(reflect.ValueOf(from).Elem())
	return true
}
