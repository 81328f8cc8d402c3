package inventory

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A merger puts the parts of all packages together.
type merger struct {
	items  map[string]*entry // by ID
	order  []*entry
	edges  map[string][]string
	looked map[string][]*entry // what a name may hold
	args   map[string][]value  // what calls hand to parameters that reach labels
}

// An entry is an item while its uses come in.
type entry struct {
	Item
	id      string
	effects map[effect]int
	values  []value
	perCall bool // the library takes labels with each call, and declares none
}

func newMerger(parts []*part) *merger {
	m := &merger{items: map[string]*entry{}, edges: map[string][]string{}, looked: map[string][]*entry{}, args: map[string][]value{}}
	for _, p := range parts {
		for _, it := range p.Items {
			m.add(it)
		}
		for _, e := range p.Edges {
			if !slices.Contains(m.edges[e.From], e.To) {
				m.edges[e.From] = append(m.edges[e.From], e.To)
			}
		}
	}
	for _, p := range parts {
		for _, a := range p.Args {
			m.args[a.Param] = append(m.args[a.Param], a.Value)
		}
		for _, t := range p.Uses {
			for _, e := range m.held(t.Of) {
				e.touch(t)
			}
		}
	}
	return m
}

// add takes an item in. A hand-made counter is described by each package that uses it, its own one knows its place.
func (m *merger) add(it made) {
	old := m.items[it.ID]
	if old == nil {
		e := &entry{Item: it.Item, id: it.ID, effects: map[effect]int{}, perCall: it.PerCall}
		m.items[it.ID] = e
		m.order = append(m.order, e)
		return
	}
	if old.Place == (Place{}) {
		old.Place, old.Help = it.Place, it.Help
	}
}

// held lists what a name may hold.
func (m *merger) held(name string) []*entry {
	if found, ok := m.looked[name]; ok {
		return found
	}
	var found []*entry
	seen := map[string]bool{name: true}
	for todo := []string{name}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		if e := m.items[at]; e != nil {
			found = append(found, e)
		}
		for _, to := range m.edges[at] {
			if !seen[to] {
				seen[to] = true
				todo = append(todo, to)
			}
		}
	}
	m.looked[name] = found
	return found
}

func (e *entry) touch(t touch) {
	e.values = append(e.values, t.Values...)
	switch t.Role {
	case writes:
		e.Writers = append(e.Writers, t.Use)
		e.effects[t.Effect]++
	case reads:
		e.Readers = append(e.Readers, t.Use)
	case exposes:
		e.Exposed = append(e.Exposed, t.Use)
	case tests:
		e.Tests = append(e.Tests, t.Use)
	}
	if t.Kind != "" {
		e.Kind = t.Kind
	}
	if d := t.Description; d.Name != "" {
		e.Name, e.Help, e.Unit, e.Owner, e.Runbook = d.Name, cmp.Or(d.Help, e.Help), cmp.Or(d.Unit, e.Unit), d.Owner, d.Runbook
	}
}

// done returns the items, sorted by package, name and place, under keys that differ.
func (m *merger) done() []Item {
	var all []Item
	for _, e := range m.order {
		if e.Library == "" || e.Library == "expvar" {
			if k := e.kind(); k != Unknown {
				e.Kind = k
			} else if e.isVariable() {
				continue
			}
		}
		if e.isVariable() && e.Library == "expvar" && len(m.held(e.id[1:])) > 1 {
			continue // its maker is an item
		}
		m.tellLabels(e)
		all = append(all, e.finish())
	}
	slices.SortFunc(all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Name, b.Name), compareLibraries(a, b), comparePlaces(a.Place, b.Place), cmp.Compare(a.Expr, b.Expr))
	})
	all = join(all)
	distinguish(all)
	return all
}

// isVariable tells whether the entry stands for a variable or field, not for what a library made.
func (e *entry) isVariable() bool { return strings.HasPrefix(e.id, "#") }

func compareLibraries(a, b Item) int {
	return cmp.Or(cmp.Compare(a.Library, b.Library), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Primitive, b.Primitive))
}

// kind is what the operations on a hand-made counter make of it; Unknown if it counts nothing.
func (e *entry) kind() Kind {
	up, down := e.effects[raises]+e.effects[hands], e.effects[lowers]+e.effects[returns]
	switch {
	case up+down == 0:
		return Unknown // a flag, a time, a setting
	case down > 0:
		return UpDown
	case e.effects[sets] > 0:
		return Gauge
	case e.effects[raises] == 0 && len(e.Readers)+len(e.Exposed) == 0:
		return Sequence
	}
	return Counter
}

// finish sorts the uses, and computes what follows from the rest.
func (e *entry) finish() Item {
	it := e.Item
	for _, uses := range []*[]Use{&it.Writers, &it.Readers, &it.Exposed, &it.Tests} {
		slices.SortFunc(*uses, compareUses)
		*uses = append([]Use{}, slices.CompactFunc(*uses, func(a, b Use) bool { return compareUses(a, b) == 0 })...)
		for i := range *uses {
			(*uses)[i].Locks = append([]string{}, (*uses)[i].Locks...)
		}
	}
	it.Labels = append([]Label{}, it.Labels...) // no list is null in JSON
	for i := range it.Labels {
		it.Labels[i].Known = append([]string{}, it.Labels[i].Known...)
	}
	it.Series = 1
	for _, l := range it.Labels {
		it.Series *= l.Bound
	}
	if e.perCall && len(it.Labels)+len(it.Writers) == 0 {
		it.Series = 0 // its labels would be told by whoever sets it, who is not seen
	}
	switch {
	case e.isVariable():
		it.Key = it.Package + "." + it.Name
	case it.Expr != "":
		it.Key = it.Library + " " + it.Name + " " + it.Package + " " + it.Expr
	default:
		it.Key = it.Library + " " + it.Name
	}
	return it
}

// join puts metrics together that a package makes at several places under one name: in each of several constructors, say.
func join(all []Item) []Item {
	var out []Item
	for _, it := range all {
		if n := len(out); n > 0 && it.Library != "" && out[n-1].Key == it.Key && out[n-1].Package == it.Package && compareLibraries(out[n-1], it) == 0 && sameLabels(out[n-1], it) {
			last := &out[n-1]
			for _, uses := range []struct{ to, from *[]Use }{{&last.Writers, &it.Writers}, {&last.Readers, &it.Readers}, {&last.Exposed, &it.Exposed}, {&last.Tests, &it.Tests}} {
				*uses.to = append(*uses.to, *uses.from...)
				slices.SortFunc(*uses.to, compareUses)
				*uses.to = slices.CompactFunc(*uses.to, func(a, b Use) bool { return compareUses(a, b) == 0 })
			}
			continue
		}
		out = append(out, it)
	}
	return out
}

func sameLabels(a, b Item) bool {
	return slices.EqualFunc(a.Labels, b.Labels, func(x, y Label) bool { return x.Name == y.Name })
}

// distinguish adds the package, and the place among its likes, to keys that are taken.
func distinguish(all []Item) {
	taken := map[string]int{}
	for i := range all {
		key := all[i].Key
		taken[key]++
		if taken[key] > 1 {
			key += " in " + all[i].Package
			taken[key]++
			if n := taken[key]; n > 1 {
				key += "#" + strconv.Itoa(n)
			}
			all[i].Key = key
		}
	}
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

func compareUses(a, b Use) int {
	return cmp.Or(comparePlaces(a.Place, b.Place), cmp.Compare(a.What, b.What), cmp.Compare(a.Func, b.Func), cmp.Compare(a.Context, b.Context), slices.Compare(a.Locks, b.Locks))
}
