package review

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/counterlint/counterlint/internal/emit"
)

// Marker is what the comment begins with, so that it is found again and written anew. It is not shown.
const Marker = "<!-- counterlint review -->"

// mostUses bounds how many uses of a changed item are shown.
const mostUses = 10

// Markdown writes a comment: the summary, then what became of each item, with what fails first, then boxes for what a person has to say,
// and what passes folded away.
func Markdown(w io.Writer, r *Review, rep *emit.Report) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\n**counterlint review**: %s\n", Marker, emit.MarkdownText(r.Summary))
	if held := r.held(); len(held) > 0 {
		fmt.Fprintf(b, "\nHeld up by %s.\n", strings.Join(held, ", "))
	}
	for i := range r.Changes {
		markdownChange(b, &r.Changes[i])
	}
	markdownFindings(b, rep)
	if len(rep.Errors) > 0 {
		fmt.Fprint(b, "\n### Not analysed as a whole\n\n")
		for _, e := range rep.Errors {
			fmt.Fprintf(b, "- %s %s\n", place(e.File, e.Line), emit.MarkdownText(e.Message))
		}
	}
	fmt.Fprintf(b, "\n<sub>%.12s compared with %.12s. A box is ticked for good by a line in a commit message: <code>Counter-Reviewed: NAME/CHECK</code>.</sub>\n", r.Head, r.Base)
	return b.Flush()
}

// held names what holds the change up.
func (r *Review) held() []string {
	var names []string
	for i := range r.Changes {
		for j := range r.Changes[i].Answers {
			if a := &r.Changes[i].Answers[j]; a.blocks() {
				names = append(names, emit.MarkdownCode(r.Changes[i].Name+"/"+a.Check))
			}
		}
	}
	if r.blockFindings && len(r.Findings) > 0 {
		names = append(names, plural(len(r.Findings), "new finding"))
	}
	return names
}

func markdownChange(b *bufio.Writer, c *Change) {
	name := emit.MarkdownCode(c.Name)
	if c.OldName != "" {
		name = emit.MarkdownCode(c.OldName) + " → " + name
	}
	fmt.Fprintf(b, "\n### %s %s\n\n%s", name, c.What, kindWord(c.Item.Kind))
	if c.Item.Primitive != "" {
		fmt.Fprintf(b, ", %s", emit.MarkdownCode(c.Item.Primitive))
	}
	if c.Item.Place.Line > 0 {
		at := place(c.Item.Place.File, c.Item.Place.Line)
		if c.What == Removed {
			at += " of the base"
		}
		fmt.Fprintf(b, ", %s", at)
	}
	fmt.Fprint(b, "\n\n")
	for _, d := range c.Differences {
		if d.Property != "name" {
			fmt.Fprintf(b, "- **%s**: %s → %s%s\n", emit.MarkdownText(d.Property), orNone(d.Old), orNone(d.New), markdownEvidence(d.Evidence))
		}
	}
	markdownUses(b, c.Uses)
	for i := range c.Answers {
		if a := &c.Answers[i]; a.Status == Fail {
			fmt.Fprintf(b, "- %s **%s** fails: %s%s\n", box(a, "❌"), a.Check, emit.MarkdownText(a.Text), markdownEvidence(a.Evidence))
		}
	}
	for i := range c.Answers {
		if a := &c.Answers[i]; a.Status == Human {
			fmt.Fprintf(b, "- %s **%s**: %s%s\n", box(a, "[ ]"), a.Check, emit.MarkdownText(a.Text), markdownEvidence(a.Evidence))
		}
	}
	markdownPassed(b, c)
}

// box is the mark of an answer, or the ticked box of one that a commit speaks for.
func box(a *Answer, open string) string {
	if a.Reviewed != "" {
		return "[x] (" + emit.MarkdownText(a.Reviewed) + ")"
	}
	return open
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return emit.MarkdownText(oneLine(s))
}

func markdownUses(b *bufio.Writer, uses []Use) {
	for i, u := range uses {
		if i == mostUses {
			fmt.Fprintf(b, "- and %s more\n", plural(len(uses)-mostUses, "use"))
			break
		}
		fmt.Fprintf(b, "- used in %s %s %s\n", u.Kind, place(u.File, u.Line), emit.MarkdownCode(u.Text))
	}
}

// markdownPassed folds away what passes, and names what does not apply.
func markdownPassed(b *bufio.Writer, c *Change) {
	var passed, none []*Answer
	for i := range c.Answers {
		switch a := &c.Answers[i]; a.Status {
		case Pass:
			passed = append(passed, a)
		case None:
			none = append(none, a)
		}
	}
	if len(passed)+len(none) == 0 {
		return
	}
	fmt.Fprintf(b, "\n<details><summary>%d passed, %d do not apply</summary>\n\n", len(passed), len(none))
	for _, a := range passed {
		fmt.Fprintf(b, "- ✅ **%s**: %s%s\n", a.Check, emit.MarkdownText(a.Text), markdownEvidence(a.Evidence))
	}
	for _, a := range none {
		fmt.Fprintf(b, "- ➖ **%s**: %s\n", a.Check, emit.MarkdownText(a.Text))
	}
	fmt.Fprint(b, "\n</details>\n")
}

func markdownEvidence(evidence []Evidence) string {
	var s strings.Builder
	for _, e := range evidence {
		s.WriteString("<br>" + place(e.File, e.Line))
		if e.Text != "" {
			s.WriteString(" " + emit.MarkdownText(oneLine(e.Text)))
		}
	}
	return s.String()
}

func place(file string, line int) string {
	if line > 0 {
		file = fmt.Sprintf("%s:%d", file, line)
	}
	return emit.MarkdownCode(file)
}

func markdownFindings(b *bufio.Writer, rep *emit.Report) {
	if len(rep.Findings) == 0 {
		return
	}
	fmt.Fprint(b, "\n### New findings\n\n")
	for i := range rep.Findings {
		f := &rep.Findings[i]
		fmt.Fprintf(b, "- %s **%s** %s [%s](<%s>)\n", f.Severity, place(f.File, f.Line), emit.MarkdownText(f.Message), f.Analyzer, f.URL)
		if text, ok := emit.Suggestion(rep, f); ok {
			fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
			fmt.Fprintf(b, "  %ssuggestion\n%s  %s\n", fence, indent(text), fence)
		}
	}
}

// indent puts text into a list item.
func indent(text string) string {
	var s strings.Builder
	for line := range strings.Lines(text) {
		s.WriteString("  " + strings.TrimSuffix(line, "\n") + "\n")
	}
	return s.String()
}

func longestRun(s string, c rune) int {
	longest, n := 0, 0
	for _, r := range s {
		if n++; r != c {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}
