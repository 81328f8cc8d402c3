package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/root"
)

func TestUpToDate(t *testing.T) {
	dir, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	stale, err := generate(dir, analyzers.All(), false)
	if err != nil {
		t.Fatal(err)
	}
	if len(stale) > 0 {
		t.Errorf("stale: %s\nrun go generate ./...", strings.Join(stale, ", "))
	}
}

func example(name string) *rule.Rule {
	return &rule.Rule{
		Analyzer: &analysis.Analyzer{Name: name, Doc: name + ": report a | b\n\n# Bad\n\n\tpackage p\n"},
		Group:    "race", Severity: finding.Error, Since: "0.1.0", Fix: finding.Safe,
		Questions: []string{"Ex2", "Q10", "Q9"}, Overlaps: []string{"vet's copylocks"},
		Categories: []rule.Category{
			{ID: "plain", Summary: "plain"},
			{ID: "hidden", Severity: finding.Info, Deep: true, Upstream: "copylocks", Summary: "hidden | deep"},
		},
	}
}

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	want := []string{"docs/question-map.md", "docs/rules/index.md", "docs/rules/one.md", "docs/rules/two.md"}
	for range 2 { // without write nothing changes
		stale, err := generate(dir, []*rule.Rule{example("one"), example("two")}, false)
		if err != nil || !slices.Equal(stale, want) {
			t.Fatalf("stale %q, %v; want %q", stale, err, want)
		}
	}
	if _, err := generate(dir, []*rule.Rule{example("one"), example("two")}, true); err != nil {
		t.Fatal(err)
	}
	if stale, err := generate(dir, []*rule.Rule{example("one"), example("two")}, false); err != nil || len(stale) > 0 {
		t.Errorf("stale after writing: %q, %v", stale, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "docs/rules/one.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"Report a | b.",
		"| group | race: the number is wrong |",
		"| questions | Q9, Q10, Ex2 |",
		"| overlaps with | vet's copylocks |",
		"| `plain` | error | always | plain |",
		"| `hidden` | info | with `-min-severity info` `-deep`; copylocks reports it too | hidden \\| deep |",
	} {
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("no line %q in\n%s", line, text)
		}
	}
}

// TestLeftovers: the page of a rule that is gone goes with it; a page that a person wrote stays.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	if _, err := generate(dir, []*rule.Rule{example("one"), example("two")}, true); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, rulesDir, "own.md")
	if err := os.WriteFile(own, []byte("# Mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	stale, err := generate(dir, []*rule.Rule{example("one")}, true)
	if err != nil || !slices.Contains(stale, "docs/rules/two.md") || slices.Contains(stale, "docs/rules/own.md") {
		t.Errorf("stale %q, %v", stale, err)
	}
	if _, err := os.Stat(filepath.Join(dir, rulesDir, "two.md")); err == nil {
		t.Error("two.md is still there")
	}
	if _, err := os.Stat(own); err != nil {
		t.Error(err)
	}
}

func TestUnknownGroup(t *testing.T) {
	r := example("one")
	r.Group = "nowhere"
	if _, err := generate(t.TempDir(), []*rule.Rule{r}, true); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("error %v", err)
	}
}
