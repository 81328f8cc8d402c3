package inventory

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/internal/emit"
)

// html writes one page that needs nothing beside itself: the items as a table that can be searched, sorted and opened, and the code that
// raises them as a map. Like the page of findings it forbids itself every script but its own, and shows everything without that one.
func (l *List) html(w io.Writer) error {
	p := &page{
		List: l, Version: emit.Clean(l.Version), Dir: emit.Clean(l.Dir), Style: template.CSS(emit.PageStyle() + pageText("page.css")), Script: template.JS(pageScript()),
		ScriptHash: emit.ScriptHash(pageScript()), Adoption: l.adoption(), Owners: l.owners(),
	}
	p.Known, p.Without, p.Open = l.series()
	p.collect()
	var b bytes.Buffer // a template that fails must not leave half a page
	if err := pageTemplate().Execute(&b, p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

//go:embed page
var pageFiles embed.FS

func pageText(name string) string {
	text, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic(err) // it is compiled in
	}
	return string(text)
}

var (
	pageScript   = sync.OnceValue(func() string { return pageText("page.js") + emit.PageTheme() })
	pageTemplate = sync.OnceValue(func() *template.Template {
		return template.Must(template.New("page").Funcs(template.FuncMap{"clean": emit.Clean}).Parse(pageText("page.tmpl")))
	})
)

// A page is what the template sees.
type page struct {
	*List
	Version, Dir         string
	Style                template.CSS
	Script               template.JS
	ScriptHash           string
	Adoption             []Share
	Owners               []Owner
	Known, Without, Open int
	Rows                 []row
	Kinds                []Kind
	Makes                []string
	Groups               []string // packages
	Files                []mapped
}

// A row is an item with what the page computes.
type row struct {
	*Item
	Number int
	Make   string
	Bounds string // "all known", "some not known", "unbounded"
	Uses   []group
}

// A group is the uses of one sort.
type group struct {
	Title string
	Uses  []Use
}

// A mapped file lists its functions, each with the items that it raises.
type mapped struct {
	File  string
	Funcs []raiser
}

type raiser struct {
	Place Place
	Func  string
	Rows  []link
}

// A link leads to a row.
type link struct {
	Number int
	Name   string
	Whats  string
}

const (
	boundsKnown = "all known"
	boundsOpen  = "some not known"
	boundsNone  = "one without bound"
)

// collect makes the rows, and turns them around for the map.
func (p *page) collect() {
	kinds, makes, groups := map[Kind]bool{}, map[string]bool{}, map[string]bool{}
	type at struct{ file, fn string }
	raisers := map[at]*raiser{}
	for i := range p.Items {
		it := &p.Items[i]
		r := row{Item: it, Number: i, Make: it.make(), Bounds: it.bounds(),
			Uses: []group{{"raised", it.Writers}, {"read", it.Readers}, {"exposed", it.Exposed}, {"tests and benchmarks", it.Tests}}}
		r.Uses = slices.DeleteFunc(r.Uses, func(g group) bool { return len(g.Uses) == 0 })
		p.Rows = append(p.Rows, r)
		kinds[it.Kind], makes[r.Make], groups[it.Package] = true, true, true
		for _, u := range it.Writers {
			key := at{u.Place.File, u.Func}
			if raisers[key] == nil {
				raisers[key] = &raiser{Place: u.Place, Func: u.Func}
			}
			raisers[key].add(i, it.Name, u.What)
		}
	}
	p.Kinds, p.Makes, p.Groups = slices.Sorted(maps.Keys(kinds)), slices.Sorted(maps.Keys(makes)), slices.Sorted(maps.Keys(groups))
	for _, r := range slices.SortedFunc(maps.Values(raisers), func(a, b *raiser) int { return cmp.Or(comparePlaces(a.Place, b.Place), cmp.Compare(a.Func, b.Func)) }) {
		if n := len(p.Files); n == 0 || p.Files[n-1].File != r.Place.File {
			p.Files = append(p.Files, mapped{File: r.Place.File})
		}
		f := &p.Files[len(p.Files)-1]
		f.Funcs = append(f.Funcs, *r)
	}
}

func (r *raiser) add(number int, name, what string) {
	if n := len(r.Rows); n > 0 && r.Rows[n-1].Number == number {
		if last := &r.Rows[n-1]; !slices.Contains(strings.Split(last.Whats, ", "), what) {
			last.Whats += ", " + what
		}
		return
	}
	r.Rows = append(r.Rows, link{number, name, what})
}

// bounds says what is known of the number of an item's series.
func (it *Item) bounds() string {
	switch {
	case slices.ContainsFunc(it.Labels, func(l Label) bool { return l.Values == notBounded }):
		return boundsNone
	case it.Series == 0:
		return boundsOpen
	}
	return boundsKnown
}
