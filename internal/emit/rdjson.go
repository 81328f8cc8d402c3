package emit

import (
	"io"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// RDJSON writes one DiagnosticResult of the Reviewdog Diagnostic Format. A suggestion there is one range of the file of its
// diagnostic: a safe fix within that file becomes one suggestion from its first edit to its last; other fixes are left out,
// because half a fix would be worse than none.
func RDJSON(w io.Writer, r *Report) error {
	sources := newSources(r.ReadFile)
	res := rdResult{Source: rdSource{"counterlint", "https://github.com/counterlint/counterlint"}, Diagnostics: []rdDiagnostic{}}
	for _, f := range r.problems() {
		d := rdDiagnostic{
			Message:  Clean(f.Message),
			Location: rdPlace(f.File, f.Line, f.Column, f.EndLine, f.EndColumn),
			Severity: strings.ToUpper(string(f.Severity)),
			Code:     rdCode{f.Analyzer, f.URL},
		}
		for _, rel := range f.Related {
			d.Related = append(d.Related, rdRelated{Clean(rel.Message), rdPlace(rel.File, rel.Line, rel.Column, 0, 0)})
		}
		for _, fix := range f.Fixes {
			if s, ok := rdSuggest(sources.file(f.File), f.File, fix); ok {
				d.Suggestions = append(d.Suggestions, s)
			}
		}
		res.Diagnostics = append(res.Diagnostics, d)
	}
	text, err := marshal(res, " ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func rdPlace(file string, line, column, endLine, endColumn int) rdLocation {
	l := rdLocation{Path: slash(file)}
	if line < 1 {
		return l
	}
	l.Range = &rdRange{Start: rdPosition{line, max(column, 0)}}
	if column > 0 && (endLine > line || endLine == line && endColumn > column) {
		l.Range.End = &rdPosition{endLine, endColumn}
	}
	return l
}

// rdSuggest makes one replacement of all edits of a fix, with the text between them.
func rdSuggest(f *source, file string, fix finding.Fix) (rdSuggestion, bool) {
	edits := slices.Clone(fix.Edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int { return a.Start - b.Start })
	if f == nil || fix.Class != finding.Safe || len(edits) == 0 {
		return rdSuggestion{}, false
	}
	var text strings.Builder
	at := edits[0].Start
	for _, e := range edits {
		if e.File != file || e.Start < at || e.End < e.Start || e.End > len(f.text) || at < 0 {
			return rdSuggestion{}, false
		}
		text.Write(f.text[at:e.Start])
		text.WriteString(e.New)
		at = e.End
	}
	start, end := f.bytes(edits[0].Start), f.bytes(at)
	return rdSuggestion{rdRange{start, &end}, text.String()}, true
}

// Suggestion returns the lines around a safe fix of f, whole, as they would be with it, and false where there is no such fix within a few
// lines of the finding.
func Suggestion(r *Report, f *finding.Finding) (string, bool) {
	src := newSources(r.ReadFile).file(f.File)
	for _, fix := range f.Fixes {
		s, ok := rdSuggest(src, f.File, fix)
		const few = 5
		if !ok || s.Range.Start.Line < f.Line-few || s.Range.End.Line > f.Line+few {
			continue
		}
		first, _ := src.line(s.Range.Start.Line)
		last, _ := src.line(s.Range.End.Line)
		return string(first[:s.Range.Start.Column-1]) + s.Text + string(last[s.Range.End.Column-1:]) + "\n", true
	}
	return "", false
}

// bytes is the place of an offset, with a column in bytes.
func (f *source) bytes(offset int) rdPosition {
	line, _ := f.position(offset)
	return rdPosition{line, offset - f.lines[line-1] + 1}
}

type rdResult struct {
	Source      rdSource       `json:"source"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	Related     []rdRelated    `json:"relatedLocations,omitempty"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

type rdRelated struct {
	Message  string     `json:"message"`
	Location rdLocation `json:"location"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition  `json:"start"`
	End   *rdPosition `json:"end,omitempty"`
}

// An rdPosition counts from 1, columns in bytes.
type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column,omitempty"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}
