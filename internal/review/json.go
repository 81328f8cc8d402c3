package review

import (
	"encoding/json"
	"io"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

// JSON writes one object, with the fields of [Review] and the errors of both trees. Lists are never null.
func JSON(w io.Writer, r *Review, rep *emit.Report) error {
	whole := struct {
		Version int `json:"version"`
		*Review
		Errors []emit.Error `json:"errors"`
	}{1, r, append([]emit.Error{}, rep.Errors...)}
	out := *r
	out.Findings = append([]finding.Finding{}, rep.Findings...)
	out.Changes = append([]Change{}, r.Changes...)
	for i := range out.Changes {
		c := &out.Changes[i]
		c.Differences = append([]Difference{}, c.Differences...)
		c.Uses = append([]Use{}, c.Uses...)
		c.Answers = append([]Answer{}, c.Answers...)
		for j := range c.Answers {
			c.Answers[j].Evidence = append([]Evidence{}, c.Answers[j].Evidence...)
		}
	}
	whole.Review = &out
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(whole)
}

// Problems are the answers that somebody has to do something about, and the findings, as one list for programs that know nothing else. An
// answer is a problem of the analyzer review-CHECK: an error if it holds the change up, a warning if it fails, else an info.
func Problems(r *Review, rep *emit.Report) *emit.Report {
	out := *rep
	out.Findings = nil
	for i := range r.Changes {
		c := &r.Changes[i]
		for j := range c.Answers {
			if a := &c.Answers[j]; a.Reviewed == "" && (a.Status == Fail || a.Status == Human) {
				out.Findings = append(out.Findings, problem(c, a))
			}
		}
	}
	finding.Sort(out.Findings)
	finding.SetFingerprints(out.Findings)
	out.Findings = append(out.Findings, rep.Findings...)
	return &out
}

func problem(c *Change, a *Answer) finding.Finding {
	f := finding.Finding{
		Analyzer: "review-" + a.Check, Category: string(a.Status), Severity: finding.Info, Message: c.Name + " (" + c.What + "): " + a.Text,
		File: c.Item.Place.File, Line: c.Item.Place.Line, Package: c.Item.Package, Snippet: c.Name,
	}
	if c.What == Removed { // its place is in the base
		f.File, f.Line = "", 0
	}
	switch {
	case a.blocks():
		f.Severity = finding.Error
	case a.Status == Fail:
		f.Severity = finding.Warning
	}
	for _, e := range a.Evidence {
		if e.File != f.File || e.Line != f.Line {
			f.Related = append(f.Related, finding.Related{File: e.File, Line: e.Line, Message: e.Text})
		}
	}
	return f
}
