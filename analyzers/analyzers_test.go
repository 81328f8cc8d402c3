package analyzers_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/doctext"
	"github.com/counterlint/counterlint/internal/linttest"
	"github.com/counterlint/counterlint/internal/rule"
)

var question = regexp.MustCompile(`^(Q|Ex)[1-9][0-9]?$`)

func TestRecords(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range analyzers.All() {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
		if seen[r.Name()] {
			t.Errorf("two rules are called %s", r.Name())
		}
		seen[r.Name()] = true
		doc, err := doctext.Parse(r.Analyzer.Doc)
		if err != nil {
			t.Error(err)
		} else if err := doc.CheckHeadings(); err != nil {
			t.Error(err)
		}
		for _, q := range r.Questions {
			if !question.MatchString(q) {
				t.Errorf("rule %s answers %q, want the form Q3 or Ex1", r.Name(), q)
			}
		}
		ids := map[string]bool{}
		for _, c := range r.Categories {
			if ids[c.ID] {
				t.Errorf("rule %s has two categories %s", r.Name(), c.ID)
			}
			ids[c.ID] = true
		}
	}
	if err := analysis.Validate(analyzers.Analyzers()); err != nil {
		t.Error(err)
	}
}

// TestFacts: facts cost every host a run over all dependencies, so only engines may have them. See docs/architecture.md.
func TestFacts(t *testing.T) {
	engines := []string{"counterlintconc", "counterlintmetrics"}
	var visit func(a *analysis.Analyzer)
	seen := map[*analysis.Analyzer]bool{}
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		if len(a.FactTypes) > 0 && !slices.Contains(engines, a.Name) {
			t.Errorf("%s exports facts and is not among the engines %q", a.Name, engines)
		}
		for _, req := range a.Requires {
			visit(req)
		}
	}
	for _, a := range analyzers.Analyzers() {
		visit(a)
	}
}

func TestOrder(t *testing.T) {
	all := analyzers.All()
	key := func(r *rule.Rule) int { return slices.Index(rule.Groups, r.Group) }
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if key(a) > key(b) || key(a) == key(b) && a.Name() >= b.Name() {
			t.Errorf("%s/%s stands before %s/%s", a.Group, a.Name(), b.Group, b.Name())
		}
	}
	var groups []string
	for _, g := range rule.Groups {
		if slices.ContainsFunc(all, func(r *rule.Rule) bool { return r.Group == g }) {
			groups = append(groups, g)
		}
	}
	if got := analyzers.Groups(); !slices.Equal(got, groups) {
		t.Errorf("groups %q, want %q", got, groups)
	}
}

func TestByName(t *testing.T) {
	for _, name := range analyzers.Names() {
		if r := analyzers.ByName(name); r == nil || r.Name() != name {
			t.Errorf("ByName(%s) = %v", name, r)
		}
	}
	if len(analyzers.Names()) != len(analyzers.All()) {
		t.Errorf("%d names, %d rules", len(analyzers.Names()), len(analyzers.All()))
	}
	if analyzers.ByName("nothing") != nil {
		t.Error("a rule called nothing")
	}
}

func TestTogether(t *testing.T) { linttest.Together(t, analyzers.All()) }

// TestChangelog: a user learns of each rule before an update brings its findings.
func TestChangelog(t *testing.T) {
	text, err := os.ReadFile("../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range analyzers.Names() {
		if !strings.Contains(string(text), "\n- **rule** `"+name+"`: ") {
			t.Errorf("CHANGELOG.md has no line for the rule %s", name)
		}
	}
}

// TestWithIgnore: the rule on ignore comments must run after those that it judges, and after no other.
func TestWithIgnore(t *testing.T) {
	all := analyzers.All()
	part := analyzers.WithIgnore([]*rule.Rule{all[0], all[len(all)-1]})
	if len(part) != 2 || part[0] != all[0] || part[1].Name() != "ignore" {
		t.Fatalf("got %v", part)
	}
	requires := part[1].Analyzer.Requires
	if !slices.Contains(requires, all[0].Analyzer) {
		t.Errorf("ignore does not wait for %s", all[0].Name())
	}
	for _, r := range all[1:] {
		if slices.Contains(requires, r.Analyzer) {
			t.Errorf("ignore runs %s, which was not asked for", r.Name())
		}
	}
}
