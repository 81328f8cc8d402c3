package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/inventory"
)

// A check answers one question about an item. Its text is one clause; what it leans on is evidence.
type check struct {
	name string
	ask  func(*checker, *inventory.Item) Answer
}

// The twelve checks, in the order in which they are shown.
var checks = []check{
	{"primitive", (*checker).primitive},     // the right atomic primitive
	{"monotonic", (*checker).monotonic},     // a counter that only grows
	{"cardinality", (*checker).cardinality}, // a bound on the number of series
	{"privacy", (*checker).privacy},         // labels free of personal data
	{"naming", (*checker).naming},
	{"help", (*checker).help},
	{"exposition", (*checker).exposition},
	{"tests", (*checker).tested}, // written, and run with -race
	{"benchmark", (*checker).benchmark},
	{"dashboard", (*checker).dashboard},
	{"alert", (*checker).alert},
	{"runbook", (*checker).runbook},
}

// What can be marked as blocking besides.
const (
	changeName   = "change"   // that readers of a changed or removed item were thought of
	findingsName = "findings" // new findings in what was touched
)

// CheckNames lists what can be marked as blocking.
func CheckNames() []string {
	names := []string{changeName, findingsName}
	for _, c := range checks {
		names = append(names, c.name)
	}
	return names
}

// A checker holds what the checks of all items share.
type checker struct {
	in     *Input
	parsed map[string]parsedQueries
	calls  map[string]*source
	runs   *testRuns
	tests  []string // test files, found once
	err    error    // the first file that could not be read
}

func newChecker(in *Input) *checker {
	return &checker{in: in, parsed: map[string]parsedQueries{}, calls: map[string]*source{}}
}

func (c *checker) ask(it *inventory.Item) []Answer {
	answers := make([]Answer, len(checks))
	for i, k := range checks {
		answers[i] = k.ask(c, it)
		answers[i].Check = k.name
	}
	return answers
}

func (c *checker) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func answer(s Status, text string, evidence ...Evidence) Answer {
	return Answer{Status: s, Text: text, Evidence: evidence}
}

// found returns the findings of the named rules that speak of the item: at one of its places, or leaning on one.
func (c *checker) found(it *inventory.Item, rules ...string) []Evidence {
	var out []Evidence
	for i := range c.in.All {
		f := &c.in.All[i]
		if slices.ContainsFunc(append([]string{f.Analyzer}, f.Also...), func(a string) bool { return slices.Contains(rules, a) }) && c.speaksOf(f, it) {
			out = append(out, Evidence{f.File, f.Line, f.Message + " [" + f.Analyzer + "]"})
		}
	}
	return out
}

// speaksOf tells whether a finding is about the item: it stands at one of its places, or leans on one, and names it. A metric of a library need not be
// named where its place is nobody else's.
func (c *checker) speaksOf(f *finding.Finding, it *inventory.Item) bool {
	places := []inventory.Place{it.Place}
	for _, uses := range [][]inventory.Use{it.Writers, it.Readers, it.Exposed} {
		for _, u := range uses {
			places = append(places, u.Place)
		}
	}
	for _, l := range it.Labels {
		places = append(places, l.Place)
	}
	names := func() bool {
		return holdsWord(f.Message, variable(it)) || libraryOf(it) != handmade && holdsWord(f.Message, it.Name)
	}
	for _, p := range places {
		if p.Line > 0 && p.File == f.File && p.Line <= f.Line && f.Line <= c.source(p.File).end(p.Line) && (names() || libraryOf(it) != handmade && !c.shared(p, it)) {
			return true
		}
		if p.Line > 0 && names() && slices.ContainsFunc(f.Related, func(r finding.Related) bool { return r.File == p.File && r.Line == p.Line }) {
			return true
		}
	}
	return false
}

// shared tells whether another item is made or used at a place too.
func (c *checker) shared(p inventory.Place, it *inventory.Item) bool {
	return slices.ContainsFunc(c.in.Head, func(o inventory.Item) bool {
		if o.Key == it.Key {
			return false
		}
		same := func(u inventory.Use) bool { return u.Place == p }
		return o.Place == p || slices.ContainsFunc(o.Writers, same) || slices.ContainsFunc(o.Readers, same)
	})
}

// variable is the last word of the name of a hand-made counter.
func variable(it *inventory.Item) string {
	return it.Name[strings.LastIndexByte(it.Name, '.')+1:]
}

// A library is one whose metrics the checks know.
type library int

const (
	other library = iota
	handmade
	prometheus
	otel
	victoria
	expvar
	own // the counters of this project
)

func libraryOf(it *inventory.Item) library {
	switch l := it.Library; {
	case l == "":
		return handmade
	case strings.HasPrefix(l, "github.com/prometheus/client_golang"), l == "k8s.io/component-base/metrics":
		return prometheus
	case strings.HasPrefix(l, "go.opentelemetry.io/otel"):
		return otel
	case strings.HasPrefix(l, "github.com/VictoriaMetrics/metrics"):
		return victoria
	case l == "expvar":
		return expvar
	case strings.HasPrefix(l, "github.com/counterlint/counterlint/runtime"):
		return own
	}
	return other
}

func (l library) String() string {
	return [...]string{"", "", "Prometheus", "OpenTelemetry", "VictoriaMetrics/metrics", "expvar", "counterlint/runtime"}[l]
}

// uses are the evidence of some uses, at most three.
func usesEvidence(uses []inventory.Use) []Evidence {
	var out []Evidence
	for _, u := range uses[:min(len(uses), 3)] {
		text := u.What
		if u.Func != "" {
			text += " in " + u.Func
		}
		if u.Context != "" {
			text += " (" + u.Context + ")"
		}
		out = append(out, at(u.Place, text))
	}
	return out
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }
