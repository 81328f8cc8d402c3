// Package rule defines the record that stands beside each analyzer: what a host, a page of documentation or a list needs to
// know of it and analysis.Analyzer has no place for. Prose is never here; it lives in the rule's doc.go.
package rule

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
)

// An Evidence says how a rule knows that its finding can happen.
type Evidence string

const (
	// Structural findings hold whatever runs beside them: an alignment, a directive, a dropped result.
	Structural Evidence = "structural"
	// Proven: a goroutine start, a known runner or a registration is in the code seen.
	Proven Evidence = "proven"
	// Declared: an interface or a doc comment promises concurrent use.
	Declared Evidence = "declared"
	// Betrayed: other accesses of the same location are atomic or under a lock.
	Betrayed Evidence = "betrayed"
)

// Groups are the themes of the rules, in the order in which they are shown.
var Groups = []string{"race", "cost", "meaning", "labels", "exposure", "latency", "rules"}

// A Category is one sub-case of a rule. Its ID is stable: it is part of the fingerprint.
type Category struct {
	ID       string
	Severity finding.Severity // zero: the rule's
	Deep     bool             // below the precision bar on real code: reported with -deep alone
	Upstream string           // analyzer elsewhere that reports the same sub-case, such as "copylocks"
	Summary  string           // one line for the rule's page
}

// A Rule is one analyzer and what is known of it.
type Rule struct {
	Analyzer   *analysis.Analyzer
	Group      string           // one of Groups
	Severity   finding.Severity // of its findings, unless the category or the finding says otherwise
	Categories []Category       // at least one; the first is the default
	Since      string           // version of counterlint that brought it
	Fix        finding.FixClass // the best class of fix that it offers
	Questions  []string         // of the question bank that it answers: "Q3", "Ex1"
	Overlaps   []string         // analyzers elsewhere that overlap
}

// Name is what a user types, and sees in brackets after a finding.
func (r *Rule) Name() string { return r.Analyzer.Name }

// Category returns the sub-case with the given ID; "" means the first. It reports false for an unknown ID.
func (r *Rule) Category(id string) (Category, bool) {
	if id == "" {
		return r.Categories[0], true
	}
	i := slices.IndexFunc(r.Categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return Category{}, false
	}
	return r.Categories[i], true
}

// URL is the page of the rule with the given name.
func URL(name string) string {
	return "https://github.com/counterlint/counterlint/blob/main/docs/rules/" + name + ".md"
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Validate reports what a rule's record lacks, so that one test over the list keeps all of them whole.
func (r *Rule) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if r.Analyzer == nil {
		return errors.New("rule without analyzer")
	}
	if !slices.Contains(Groups, r.Group) {
		bad("unknown group %q", r.Group)
	}
	if r.Severity.Rank() == 0 {
		bad("no severity")
	}
	if r.Since == "" {
		bad("no version in Since")
	}
	if len(r.Questions) == 0 {
		bad("answers no question")
	}
	if r.Analyzer.URL != URL(r.Name()) {
		bad("URL is %q, want %q", r.Analyzer.URL, URL(r.Name()))
	}
	if len(r.Analyzer.FactTypes) > 0 {
		bad("declares facts; only the engines may")
	}
	if len(r.Categories) == 0 {
		bad("no category")
	}
	for _, c := range r.Categories {
		if !idForm.MatchString(c.ID) || c.Summary == "" {
			bad("category %q: wants an ID of lower-case words and a summary", c.ID)
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("rule %s: %w", r.Name(), errors.Join(errs...))
}
