package review

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/inventory"
)

// compare finds what became of each item between two inventories. Items are the same if they have one key; of several with one key
// the first is the first, and so on. What is left on both sides of one package may be renamed: see renames.
func compare(in *Input) []Change {
	old, now := byKey(in.Base), byKey(in.Head)
	var changes []Change
	var gone, born []*inventory.Item
	for i := range in.Head {
		it := &in.Head[i]
		before := old[it.Key]
		n := slices.Index(now[it.Key], it)
		switch {
		case n < len(before):
			if ds := differences(before[n], it, in.Touched); len(ds) > 0 {
				changes = append(changes, Change{What: Changed, Name: it.Name, Item: *it, Differences: ds, old: before[n]})
			}
		default:
			born = append(born, it)
		}
	}
	for i := range in.Base {
		it := &in.Base[i]
		if slices.Index(old[it.Key], it) >= len(now[it.Key]) {
			gone = append(gone, it)
		}
	}
	for _, it := range born {
		if was := takeRenamed(&gone, born, it); was != nil {
			ds := append([]Difference{{Property: "name", Old: was.Name, New: it.Name, Evidence: []Evidence{at(it.Place, "")}}}, differences(was, it, in.Touched)...)
			changes = append(changes, Change{What: Renamed, Name: it.Name, OldName: was.Name, Item: *it, Differences: ds, old: was})
		} else {
			changes = append(changes, Change{What: Added, Name: it.Name, Item: *it})
		}
	}
	for _, it := range gone {
		changes = append(changes, Change{What: Removed, Name: it.Name, Item: *it, old: it})
	}
	order := []string{Added, Renamed, Changed, Removed}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)), cmp.Compare(a.Item.Place.File, b.Item.Place.File),
			cmp.Compare(a.Item.Place.Line, b.Item.Place.Line), cmp.Compare(a.Name, b.Name))
	})
	return changes
}

func byKey(items []inventory.Item) map[string][]*inventory.Item {
	m := map[string][]*inventory.Item{}
	for i := range items {
		m[items[i].Key] = append(m[items[i].Key], &items[i])
	}
	return m
}

// takeRenamed finds the one item of gone that it continues under another name, and removes it from there. There is one if both lie in
// one package, count in one way, and agree in what tells items apart; a second one of either side that would do as well leaves both
// as they are: removed, and added.
func takeRenamed(gone *[]*inventory.Item, born []*inventory.Item, it *inventory.Item) *inventory.Item {
	match := -1
	for i, was := range *gone {
		if continues(was, it) {
			if match >= 0 {
				return nil
			}
			match = i
		}
	}
	if match < 0 {
		return nil
	}
	was := (*gone)[match]
	for _, other := range born {
		if other != it && continues(was, other) {
			return nil
		}
	}
	*gone = slices.Delete(*gone, match, match+1)
	return was
}

func continues(was, it *inventory.Item) bool {
	if was.Package != it.Package || was.Kind != it.Kind || was.Library != it.Library || was.Primitive != it.Primitive {
		return false
	}
	if was.Help != "" && was.Help == it.Help || libraryOf(it) == handmade && variable(was) == variable(it) {
		return true
	}
	if !slices.Equal(labelNames(was), labelNames(it)) {
		return false
	}
	all := func(string) bool { return true }
	if writers := writersOf(was, all); len(writers) > 0 {
		return slices.Equal(writers, writersOf(it, all))
	}
	return len(was.Exposed) > 0 && len(it.Exposed) > 0 && len(it.Writers) == 0 && was.Exposed[0].Func == it.Exposed[0].Func && alike(was.Name, it.Name)
}

// alike tells whether two names have most of their words in common.
func alike(a, b string) bool {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("_./{}=,…\"", r) })
	}
	x, y := split(a), split(b)
	common := 0
	for _, w := range x {
		if slices.Contains(y, w) {
			common++
		}
	}
	return 2*common > max(len(x), len(y))
}

// differences are the properties of an item that its readers could notice, or its reviewer should. Uses count only in files that were
// touched: of the others one of the two inventories may know less.
func differences(old, now *inventory.Item, touched func(string) bool) []Difference {
	var ds []Difference
	differ := func(property, a, b string, where inventory.Place) {
		if a != b {
			ds = append(ds, Difference{Property: property, Old: a, New: b, Evidence: []Evidence{at(where, "")}})
		}
	}
	differ("kind", string(old.Kind), string(now.Kind), now.Place)
	differ("unit", old.Unit, now.Unit, now.Place)
	differ("labels", strings.Join(labelNames(old), ", "), strings.Join(labelNames(now), ", "), now.Place)
	differ("help", old.Help, now.Help, now.Place)
	differ("primitive", old.Primitive, now.Primitive, now.Place)
	ds = append(ds, newMeaning(old, now, touched)...)
	if libraryOf(now) == victoria && touched(now.Place.File) { // a label more is one more that is made
		differ("series", strconv.Itoa(seriesOf(old)), strconv.Itoa(seriesOf(now)), now.Place)
	}
	differ("exposition", exposures(old, touched), exposures(now, touched), now.Place)
	return append(ds, newValues(old, now, touched)...)
}

// newMeaning tells that an item is raised elsewhere, or in another way.
func newMeaning(old, now *inventory.Item, touched func(string) bool) []Difference {
	before, after := writersOf(old, touched), writersOf(now, touched)
	if slices.Equal(before, after) {
		return nil
	}
	d := Difference{Property: "meaning"}
	for _, w := range before {
		if !slices.Contains(after, w) {
			d.Old += ", " + w
		}
	}
	for _, w := range after {
		if !slices.Contains(before, w) {
			d.New += ", " + w
		}
	}
	d.Old, d.New = strings.TrimPrefix(d.Old, ", "), strings.TrimPrefix(d.New, ", ")
	for _, u := range now.Writers {
		if touched(u.Place.File) && !slices.Contains(before, writer(u)) {
			d.Evidence = append(d.Evidence, at(u.Place, u.What))
		}
	}
	if len(d.Evidence) == 0 {
		for _, u := range old.Writers {
			if touched(u.Place.File) && !slices.Contains(after, writer(u)) {
				d.Evidence = append(d.Evidence, at(u.Place, u.What+" in the base"))
			}
		}
	}
	return []Difference{d}
}

// writer names a writer such that it stays the same when lines move.
func writer(u inventory.Use) string {
	if u.Func == "" {
		return u.What
	}
	return u.What + " in " + u.Func
}

func writersOf(it *inventory.Item, touched func(string) bool) []string {
	var names []string
	for _, u := range it.Writers {
		if touched(u.Place.File) {
			names = append(names, writer(u))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// newValues tells that a label gets other values than before, as far as that shows in the code that was touched.
func newValues(old, now *inventory.Item, touched func(string) bool) []Difference {
	var ds []Difference
	for _, l := range now.Labels {
		i := slices.IndexFunc(old.Labels, func(o inventory.Label) bool { return o.Name == l.Name })
		if i < 0 || !touched(l.Place.File) || !touched(old.Labels[i].Place.File) {
			continue
		}
		if a, b := valuesOf(old.Labels[i]), valuesOf(l); a != b {
			ds = append(ds, Difference{Property: "values of " + l.Name, Old: a, New: b, Evidence: []Evidence{at(l.Place, l.Source)}})
		}
	}
	return ds
}

// exposures says how an item gets out, as far as that stands in touched files.
func exposures(it *inventory.Item, touched func(string) bool) string {
	var how []string
	for _, u := range it.Exposed {
		if touched(u.Place.File) {
			how = append(how, u.What)
		}
	}
	slices.Sort(how)
	return strings.Join(slices.Compact(how), ", ")
}

func valuesOf(l inventory.Label) string {
	switch {
	case len(l.Known) > 0 && l.Bound == len(l.Known):
		return strings.Join(l.Known, ", ")
	case l.Bound > 0:
		return fmt.Sprintf("%s, at most %d", l.Values, l.Bound)
	}
	return l.Values
}

func labelNames(it *inventory.Item) []string {
	names := make([]string, 0, len(it.Labels))
	for _, l := range it.Labels {
		names = append(names, l.Name)
	}
	return names
}

// summarise says in one line what the change costs.
func summarise(changes []Change) string {
	count := map[string]map[inventory.Kind]int{}
	series, buckets, open := 0, 0, 0
	for _, c := range changes {
		if count[c.What] == nil {
			count[c.What] = map[inventory.Kind]int{}
		}
		count[c.What][c.Item.Kind]++
		switch {
		case c.What != Added || libraryOf(&c.Item) == handmade:
		case seriesOf(&c.Item) == 0:
			open++
		case hasBuckets(&c.Item):
			buckets += seriesOf(&c.Item)
		default:
			series += seriesOf(&c.Item)
		}
	}
	var parts []string
	for _, w := range []struct{ what, sign string }{{Added, "+"}, {Renamed, "renamed "}, {Changed, "changed "}, {Removed, "−"}} {
		for _, k := range []inventory.Kind{inventory.Counter, inventory.UpDown, inventory.Gauge, inventory.Histogram, inventory.Summary, inventory.Sequence, inventory.Unknown} {
			if n := count[w.what][k]; n > 0 {
				parts = append(parts, w.sign+plural(n, kindWord(k)))
			}
		}
	}
	switch {
	case len(parts) == 0:
		return "no counter was added, changed or removed"
	case series+buckets+open == 0:
		return strings.Join(parts, ", ")
	}
	var cost []string
	if series > 0 {
		cost = append(cost, "at most "+plural(series, "series")+" per instance")
	}
	if buckets > 0 {
		cost = append(cost, fmt.Sprintf("%d times the buckets of a histogram", buckets))
	}
	if open > 0 {
		cost = append(cost, plural(open, "metric")+" with a number of series that is not known")
	}
	parts = append(parts, strings.Join(cost, " and "))
	return strings.Join(parts, ", ")
}

func kindWord(k inventory.Kind) string {
	switch k {
	case inventory.UpDown:
		return "up-down counter"
	case inventory.Unknown:
		return "metric"
	}
	return string(k)
}

func plural(n int, word string) string {
	switch {
	case n == 1 || word == "series":
		return fmt.Sprintf("%d %s", n, word)
	case strings.HasSuffix(word, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(word, "y"))
	}
	return fmt.Sprintf("%d %ss", n, word)
}
