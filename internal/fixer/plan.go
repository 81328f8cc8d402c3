package fixer

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// A candidate is a finding with the fix that shall go in.
type candidate struct {
	finding.Finding
	edits []finding.Edit // sorted; File is the real name
}

func compareEdits(a, b finding.Edit) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

func (r *run) abs(name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.opts.Dir, name)
	}
	return filepath.Clean(name)
}

// wanted returns the first fix of a class that was asked for.
func (r *run) wanted(x finding.Finding) (finding.Fix, bool) {
	i := slices.IndexFunc(x.Fixes, func(f finding.Fix) bool {
		return len(f.Edits) > 0 && (f.Class == finding.Safe || f.Class == finding.NeedsReview && r.opts.Review)
	})
	if i < 0 {
		return finding.Fix{}, false
	}
	return x.Fixes[i], true
}

// holdAll reads the files that wanted fixes edit and that are not held yet. It tells whether there was any that could be edited.
func (r *run) holdAll(found []finding.Finding) bool {
	fresh := false
	for _, x := range found {
		fix, _ := r.wanted(x)
		for _, e := range fix.Edits {
			name := r.abs(e.File)
			real := r.program.Real(name)
			if r.files[real] == nil {
				r.files[real] = r.hold(name)
				fresh = fresh || r.files[real].frozen == ""
			}
		}
	}
	return fresh
}

// candidates picks the findings whose fix could go in, and says why each other one stays.
func (r *run) candidates(found []finding.Finding) (cands []*candidate, left []Left) {
	for _, x := range found {
		fix, ok := r.wanted(x)
		if !ok {
			why := "no fix is offered"
			if slices.ContainsFunc(x.Fixes, func(f finding.Fix) bool { return f.Class == finding.NeedsReview }) {
				why = "the fix needs review"
			}
			left = append(left, Left{x, why})
			continue
		}
		c, err := r.candidate(x, fix)
		if err != nil {
			left = append(left, Left{x, err.Error()})
			continue
		}
		cands = append(cands, c)
	}
	return cands, left
}

func (r *run) candidate(x finding.Finding, fix finding.Fix) (*candidate, error) {
	c := &candidate{Finding: x}
	for _, e := range fix.Edits {
		e.File = r.program.Real(r.abs(e.File))
		f := r.files[e.File]
		if f.frozen != "" {
			return nil, fmt.Errorf("the fix edits %s: %s", r.rel(f.name), f.frozen)
		}
		if e.Start < 0 || e.End < e.Start || e.End > len(f.text) {
			return nil, fmt.Errorf("the fix edits %s outside its text", r.rel(f.name))
		}
		if e.Start == 0 && strings.HasPrefix(string(f.text), string(bom)) {
			e.Start, e.End = len(bom), max(e.End, len(bom))
		}
		c.edits = append(c.edits, e)
	}
	slices.SortStableFunc(c.edits, compareEdits)
	for i := 1; i < len(c.edits); i++ {
		if a, b := c.edits[i-1], c.edits[i]; a.File == b.File && b.Start < a.End {
			return nil, fmt.Errorf("the edits of the fix overlap in %s", r.rel(b.File))
		}
	}
	return c, nil
}

// A plan collects candidates that do not get in each other's way.
type plan struct {
	run    *run
	edits  map[string][]owned // by real name, sorted
	owners map[declKey]finding.Finding
}

type owned struct {
	finding.Edit
	by finding.Finding
}

type declKey struct {
	file string
	decl int
}

func newPlan(r *run) *plan {
	return &plan{run: r, edits: map[string][]owned{}, owners: map[declKey]finding.Finding{}}
}

// add takes a candidate in, or returns the reason why it waits for the next round: another fix edits the same text, or another
// analyzer's fix edits the same declaration, so that what this one was drawn from may no longer hold.
func (p *plan) add(c *candidate) (wait string) {
	var keys []declKey
	for _, e := range c.edits {
		for _, other := range p.edits[e.File] {
			if p.clash(e, other.Edit) {
				return "the fix overlaps that of " + p.place(other.by)
			}
		}
		key := declKey{e.File, p.run.files[e.File].outline.decl(e)}
		if by, ok := p.owners[key]; ok && key.decl >= 0 && by.Analyzer != c.Analyzer {
			return "the fix edits the same declaration as that of " + p.place(by)
		}
		keys = append(keys, key)
	}
	for i, e := range c.edits {
		p.edits[e.File] = append(p.edits[e.File], owned{e, c.Finding})
		if _, ok := p.owners[keys[i]]; !ok {
			p.owners[keys[i]] = c.Finding
		}
	}
	return ""
}

func (p *plan) place(x finding.Finding) string {
	return fmt.Sprintf("%s at %s:%d", x.Analyzer, p.run.rel(p.run.abs(x.File)), x.Line)
}

// clash tells whether edits of two fixes cannot both be made: they overlap or touch. Equal ones count once, but for insertions
// among the declarations: there one cannot know whether both are meant. Imports are lines of their own, and may touch.
func (p *plan) clash(a, b finding.Edit) bool {
	imports := max(a.End, b.End) <= p.run.files[a.File].outline.imports
	insertion := a.Start == a.End || b.Start == b.End
	switch {
	case a == b:
		return insertion && !imports
	case imports && insertion:
		return a.Start == b.Start && a.End == b.End
	case imports:
		return a.Start < b.End && b.Start < a.End
	}
	return a.Start <= b.End && b.Start <= a.End
}
