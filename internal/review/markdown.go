package review

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

// Marker is what the comment begins with, so that it is found again and written anew. It is not shown.
const Marker = "<!-- counterlint review -->"

// mostUses bounds how many uses of a changed item are shown.
const mostUses = 10

// Hosts take comments of 65,536 characters. What goes beyond most is told in a line each, as far as there is room.
const (
	most     = 50_000
	mostLine = 60_000
)

// Markdown writes a comment: the summary, then what became of each item, with what fails first, then boxes for what a person has to say,
// and what passes folded away.
func Markdown(w io.Writer, r *Review, rep *emit.Report) error {
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "%s\n**counterlint review**: %s\n", Marker, emit.MarkdownText(r.Summary))
	if held := r.held(); len(held) > 0 {
		fmt.Fprintf(b, "\nHeld up by %s.\n", strings.Join(held, ", "))
	}
	var short []string
	for i := range r.Changes {
		c := &r.Changes[i]
		whole := b.Len()
		if markdownChange(b, c); b.Len() > most || len(short) > 0 {
			b.Truncate(whole)
			short = append(short, shortChange(c))
		}
	}
	for i := range rep.Findings {
		whole := b.Len()
		if i == 0 {
			fmt.Fprint(b, "\n### New findings\n\n")
		}
		if markdownFinding(b, rep, &rep.Findings[i]); b.Len() > most || len(short) > 0 {
			b.Truncate(whole)
			short = append(short, shortFinding(&rep.Findings[i]))
		}
	}
	markdownShort(b, short)
	if len(rep.Errors) > 0 {
		fmt.Fprint(b, "\n### Not analysed as a whole\n\n")
		for i, e := range rep.Errors {
			if i == mostUses {
				fmt.Fprintf(b, "- and %s\n", plural(len(rep.Errors)-i, "more error"))
				break
			}
			fmt.Fprintf(b, "- %s %s\n", place(e.File, e.Line), emit.MarkdownText(oneLine(e.Message)))
		}
	}
	fmt.Fprintf(b, "\n<sub>%.12s compared with %.12s. A box is ticked for good by a line in a commit message: <code>Counter-Reviewed: NAME/CHECK</code>.</sub>\n", r.Head, r.Base)
	_, err := w.Write(b.Bytes())
	return err
}

// markdownShort tells in a line each what there was no room for.
func markdownShort(b *bytes.Buffer, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprint(b, "\n### In short, for want of room\n\n")
	for i, l := range lines {
		if b.Len() > mostLine {
			fmt.Fprintf(b, "- and %d more: see counterlint review -format json\n", len(lines)-i)
			return
		}
		fmt.Fprintf(b, "- %s\n", l)
	}
}

func shortChange(c *Change) string {
	text := emit.MarkdownCode(oneLine(c.Name)) + " " + c.What
	for _, s := range []struct {
		status Status
		word   string
	}{{Fail, "fails"}, {Human, "for a person"}} {
		var names []string
		for i := range c.Answers {
			if c.Answers[i].Status == s.status {
				names = append(names, c.Answers[i].Check)
			}
		}
		if len(names) > 0 {
			text += "; " + s.word + ": " + strings.Join(names, ", ")
		}
	}
	return text
}

func shortFinding(f *finding.Finding) string {
	return fmt.Sprintf("%s %s %s", f.Severity, place(f.File, f.Line), f.Analyzer)
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
	if len(names) > mostUses {
		names = append(names[:mostUses], fmt.Sprintf("%d more", len(names)-mostUses))
	}
	if r.blockFindings && len(r.Findings) > 0 {
		names = append(names, plural(len(r.Findings), "new finding"))
	}
	return names
}

func markdownChange(b *bytes.Buffer, c *Change) {
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

func markdownUses(b *bytes.Buffer, uses []Use) {
	for i, u := range uses {
		if i == mostUses {
			fmt.Fprintf(b, "- and %s more\n", plural(len(uses)-mostUses, "use"))
			break
		}
		fmt.Fprintf(b, "- used in %s %s %s\n", u.Kind, place(u.File, u.Line), emit.MarkdownCode(u.Text))
	}
}

// markdownPassed folds away what passes, and names what does not apply.
func markdownPassed(b *bytes.Buffer, c *Change) {
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

func markdownFinding(b *bytes.Buffer, rep *emit.Report, f *finding.Finding) {
	fmt.Fprintf(b, "- %s **%s** %s [%s](<%s>)\n", f.Severity, place(f.File, f.Line), emit.MarkdownText(f.Message), f.Analyzer, f.URL)
	if text, ok := emit.Suggestion(rep, f); ok {
		fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
		fmt.Fprintf(b, "  %ssuggestion\n%s  %s\n", fence, indent(text), fence)
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
