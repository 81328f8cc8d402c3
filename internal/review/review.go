// Package review asks of a change what a careful reviewer of counters asks: what became of each counter, and twelve questions about
// each one that is new or different.
//
// It promises an answer with its evidence, file and line, or the honest word that a person has to look: "pass" and "fail" are said
// only where the code, the findings of the rules or the files of the repository prove them. The same input gives the same bytes.
//
// It works on plain values: inventories, findings and the text of files. It neither analyses code nor runs git, and it does not see
// what leaves the repository: dashboards, alerts and readers that live elsewhere.
package review

import (
	"cmp"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/inventory"
)

// A Status is the answer to a check.
type Status string

const (
	Fail  Status = "fail"
	Human Status = "human" // a person has to say
	Pass  Status = "pass"
	None  Status = "n/a" // the question does not arise
)

// Evidence is a place that an answer leans on.
type Evidence struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// An Answer is that to one check.
type Answer struct {
	Check    string     `json:"check"`
	Status   Status     `json:"status"`
	Text     string     `json:"text"`
	Evidence []Evidence `json:"evidence"`
	Reviewed string     `json:"reviewed"` // the commit whose trailer answers for a person; "": none does
	Blocking bool       `json:"blocking"` // the team lets nothing through that fails it, or that nobody has looked at
}

// blocks tells whether the answer holds the change up.
func (a *Answer) blocks() bool {
	return a.Blocking && a.Reviewed == "" && (a.Status == Fail || a.Status == Human)
}

// A Change is what became of one item.
type Change struct {
	What        string         `json:"what"` // added, removed, renamed or changed
	Name        string         `json:"name"`
	OldName     string         `json:"oldName"` // of what was renamed
	Item        inventory.Item `json:"item"`    // as it is now; as it was, if it is removed
	Differences []Difference   `json:"differences"`
	Uses        []Use          `json:"uses"` // of names and labels that are no longer what they were
	Answers     []Answer       `json:"answers"`

	old           *inventory.Item
	madeElsewhere bool // another line of code may make a metric of the old name
}

// A Difference is one property that is not what it was.
type Difference struct {
	Property string     `json:"property"` // name, kind, unit, labels, help, primitive, meaning, series, exposition, values of LABEL, exposition
	Old      string     `json:"old"`
	New      string     `json:"new"`
	Evidence []Evidence `json:"evidence"`
}

// breaks tells whether what reads the item may go wrong by the difference.
func (d *Difference) breaks() bool {
	return !slices.Contains([]string{"help", "primitive", "exposition", "series"}, d.Property)
}

// breaks tells whether what reads the item may go wrong by the change.
func (c *Change) breaks() bool {
	return c.What == Removed || c.What == Renamed || slices.ContainsFunc(c.Differences, func(d Difference) bool { return d.breaks() })
}

// The words for what became of an item.
const (
	Added   = "added"
	Removed = "removed"
	Renamed = "renamed"
	Changed = "changed"
)

// A Review is all that is said about a change.
type Review struct {
	Base     string            `json:"base"` // commit
	Head     string            `json:"head"`
	Summary  string            `json:"summary"`
	Changes  []Change          `json:"changes"`
	Findings []finding.Finding `json:"findings"` // in what was touched

	blockFindings bool
}

// Options are what a team says of its reviews.
type Options struct {
	Blocking   []string // names of checks, "change" or "findings"
	Dashboards []string // patterns of files, as of the configuration file
	Alerts     []string
	Runbooks   []string
	CI         []string // none: where the common systems keep theirs
}

// Input is what a review is made from. File names in it are relative to the working directory or absolute.
type Input struct {
	BaseCommit, HeadCommit string
	Base, Head             []inventory.Item
	Touched                func(file string) bool // tells whether a file differs
	New                    []finding.Finding      // in what was touched
	All                    []finding.Finding
	Files                  *Files
	Grep                   func(words []string) ([]Evidence, error) // lines of the work tree that hold one of the words
	Trailers               [][2]string                              // values of Counter-Reviewed, each with its commit
	Options                Options
}

// Make reviews a change. An error is one of reading files.
func Make(in *Input) (*Review, error) {
	r := &Review{Base: in.BaseCommit, Head: in.HeadCommit, Findings: in.New, Changes: compare(in)}
	c := newChecker(in)
	for i := range r.Changes {
		ch := &r.Changes[i]
		if ch.What == Removed {
			ch.Answers = nil
		} else {
			ch.Answers = c.ask(&ch.Item)
		}
		if ch.breaks() {
			uses, err := c.usesOf(ch)
			if err != nil {
				return nil, err
			}
			ch.Uses = uses
			ch.Answers = append([]Answer{compatible(ch)}, ch.Answers...)
		}
		for j := range ch.Answers {
			a := &ch.Answers[j]
			a.Blocking = slices.Contains(in.Options.Blocking, a.Check)
			a.Reviewed = reviewedBy(in.Trailers, ch, a.Check)
		}
	}
	r.blockFindings = slices.Contains(in.Options.Blocking, findingsName)
	r.Summary = summarise(r.Changes)
	return r, c.err
}

// Blocked tells whether a check that the team marks as blocking holds the change up.
func (r *Review) Blocked() bool {
	return r.blockFindings && len(r.Findings) > 0 || slices.ContainsFunc(r.Changes, func(c Change) bool {
		return slices.ContainsFunc(c.Answers, func(a Answer) bool { return a.blocks() })
	})
}

// compareEvidence orders evidence by place.
func compareEvidence(a, b Evidence) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
}

// at is the evidence of a place.
func at(p inventory.Place, text string) Evidence { return Evidence{p.File, p.Line, text} }
