package emit

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// A Style says how [Text] writes.
type Style struct {
	Color         bool   // with escape sequences of a terminal
	Brief         bool   // one line per finding and nothing else
	FixCommand    string // applies the safe fixes; "": not to be mentioned
	ReviewCommand string // shows the others
}

// Text writes findings for a person: one line each as compilers do, the source line with carets, the other places that the
// message leans on, and at the end a table and what to do next. It writes nothing where there is nothing to say.
func Text(w io.Writer, r *Report, s Style) error {
	t := &textWriter{Writer: bufio.NewWriter(w), Style: s, sources: newSources(r.ReadFile)}
	for i := range r.Findings {
		f := &r.Findings[i]
		t.headline(f)
		if !s.Brief {
			t.excerpt(f)
			t.related(f)
			t.fixes(f)
		}
	}
	if !s.Brief {
		t.summary(r)
	}
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	Style
	sources *sources
}

// SGR parameters of the colours in use.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	green  = "32"
	yellow = "1;33"
	cyan   = "1;36"
)

var severityColor = map[finding.Severity]string{finding.Error: red, finding.Warning: yellow, finding.Info: cyan}

func (t *textWriter) paint(color, s string) string {
	if !t.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (t *textWriter) headline(f *finding.Finding) {
	names := strings.Join(append([]string{f.Analyzer}, f.Also...), ", ")
	fmt.Fprintf(t, "%s: %s: %s %s\n",
		t.paint(bold, place(f.File, f.Line, f.Column)),
		t.paint(severityColor[f.Severity], string(f.Severity)),
		Clean(f.Message),
		t.paint(dim, "["+Clean(names)+"]"))
}

// place is FILE:LINE:COLUMN as far as it is known.
func place(file string, line, column int) string {
	s := Clean(file)
	if line > 0 {
		s += fmt.Sprintf(":%d", line)
		if column > 0 {
			s += fmt.Sprintf(":%d", column)
		}
	}
	return s
}

func (t *textWriter) excerpt(f *finding.Finding) {
	line, ok := t.sources.file(f.File).line(f.Line)
	if !ok || f.Column < 1 || f.Column > len(line)+1 {
		return
	}
	end := f.EndColumn
	if f.EndLine > f.Line {
		end = len(line) + 1
	}
	shown, carets := excerpt(string(line), f.Column-1, end-1)
	fmt.Fprintf(t, "        %s\n        %s\n", shown, t.paint(green, carets))
}

func (t *textWriter) related(f *finding.Finding) {
	for _, rel := range f.Related {
		fmt.Fprintf(t, "    %s: %s\n", place(rel.File, rel.Line, rel.Column), Clean(rel.Message))
	}
}

func (t *textWriter) fixes(f *finding.Finding) {
	for _, fix := range f.Fixes {
		label := "fix:"
		if fix.Class == finding.NeedsReview {
			label = "fix (needs review):"
		}
		fmt.Fprintf(t, "    %s %s\n", t.paint(green, label), Clean(fix.Message))
	}
}

// summary counts what was said, and names the next step.
func (t *textWriter) summary(r *Report) {
	if len(r.Findings) > 0 {
		t.table(r.Findings)
		t.conclusion(r.Findings)
	}
	broken := map[string]bool{}
	for _, e := range r.Errors {
		broken[e.Package] = true
	}
	if n := len(broken); n > 0 {
		fmt.Fprintf(t, "%s could not be analysed as a whole\n", count(n, "package"))
	}
}

func (t *textWriter) table(fs []finding.Finding) {
	severities := []finding.Severity{finding.Error, finding.Warning, finding.Info}
	counts := map[string]map[finding.Severity]int{}
	width := len("analyzer")
	for _, f := range fs {
		if counts[f.Analyzer] == nil {
			counts[f.Analyzer] = map[finding.Severity]int{}
			width = max(width, len(f.Analyzer))
		}
		counts[f.Analyzer][f.Severity]++
	}
	fmt.Fprintf(t, "\n%-*s", width, "analyzer")
	for _, s := range severities {
		fmt.Fprintf(t, "  %7s", s)
	}
	t.WriteByte('\n')
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(t, "%-*s", width, name)
		for _, s := range severities {
			fmt.Fprintf(t, "  %7d", counts[name][s])
		}
		t.WriteByte('\n')
	}
}

func (t *textWriter) conclusion(fs []finding.Finding) {
	files := map[string]bool{}
	var safe, review int
	for _, f := range fs {
		files[f.File] = true
		if len(f.Fixes) == 0 {
			continue
		}
		if f.Fixes[0].Class == finding.Safe {
			safe++
		} else {
			review++
		}
	}
	fmt.Fprintf(t, "%s in %s", count(len(fs), "finding"), count(len(files), "file"))
	if t.FixCommand != "" && safe > 0 {
		fmt.Fprintf(t, "; to repair %d: %s", safe, Clean(t.FixCommand))
	}
	if t.ReviewCommand != "" && review > 0 {
		fmt.Fprintf(t, "; to review %s: %s", count(review, "fix"), Clean(t.ReviewCommand))
	}
	t.WriteByte('\n')
}

func count(n int, thing string) string {
	switch {
	case n == 1:
		return "1 " + thing
	case strings.HasSuffix(thing, "x"):
		thing += "e"
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
