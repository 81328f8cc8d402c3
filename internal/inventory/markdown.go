package inventory

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/counterlint/counterlint/internal/emit"
)

// markdown writes what is made of what, a table for each package, and the labels of which there is more to say. What comes from the source
// cannot form markup.
func (l *List) markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# Counters\n\n%s in %s.\n", plural(len(l.Items), "counter"), plural(len(l.Packages), "package"))
	if len(l.Items) > 0 {
		l.markdownSummary(b)
	}
	pkg := ""
	for i := range l.Items {
		it := &l.Items[i]
		if it.Package != pkg {
			pkg = it.Package
			fmt.Fprintf(b, "\n## %s\n\n| name | kind | made of | labels | series | raised | read | exposed | tests |\n|---|---|---|---|---|---|---|---|---|\n", code(pkg))
		}
		fmt.Fprintf(b, "| %s<br>%s | %s | %s | %s | %s | %s | %s | %s | %s |\n", it.markdownName(), code(it.Place.String()), it.Kind, code(it.Primitive), labelList(it.Labels),
			seriesText(it), useList(it.Writers), useList(it.Readers), useList(it.Exposed), useList(it.Tests))
	}
	l.markdownLabels(b)
	return b.Flush()
}

func (l *List) markdownSummary(w io.Writer) {
	fmt.Fprint(w, "\n| made of | counters |\n|---|---|\n")
	for _, s := range l.adoption() {
		fmt.Fprintf(w, "| %s | %d |\n", code(s.Make), s.Count)
	}
	if owners := l.owners(); len(owners) > 0 {
		fmt.Fprint(w, "\n| owner | counters | series, known | not bounded |\n|---|---|---|---|\n")
		for _, o := range owners {
			fmt.Fprintf(w, "| %s | %d | %d | %d |\n", emit.MarkdownText(o.Name), o.Counters, o.Series, o.Open)
		}
	}
	known, without, open := l.series()
	fmt.Fprintf(w, "\nAt most %s where all labels have known bounds; %s with a label without a bound, %s with one of which the bound is not known.\n",
		plural(known, "series"), plural(without, "counter"), plural(open, "counter"))
}

// markdownLabels tells of each label with other values than a few constants where they come from.
func (l *List) markdownLabels(w io.Writer) {
	first := true
	for _, it := range l.Items {
		for _, lab := range it.Labels {
			if lab.Values == allConstant {
				continue
			}
			if first {
				fmt.Fprint(w, "\n## Labels\n\n| counter | label | values | from |\n|---|---|---|---|\n")
				first = false
			}
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", code(it.Name), code(lab.Name), lab.Text(), lab.markdownSource())
		}
	}
}

func (l *Label) markdownSource() string {
	if source, ok := strings.CutSuffix(l.Source, l.at()); ok {
		return emit.MarkdownText(source) + " " + code(l.Place.String())
	}
	return emit.MarkdownText(l.Source)
}

func (it *Item) markdownName() string {
	if it.Expr != "" {
		return code(it.Name) + "<br>" + code(it.Expr)
	}
	return code(it.Name)
}

// String is "file:line"; "" where no place is known.
func (p Place) String() string {
	if p.File == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Text is the sort of a label's values, with their number where it is known.
func (l *Label) Text() string {
	if l.Bound > 0 {
		return fmt.Sprintf("%s, %d", l.Values, l.Bound)
	}
	return l.Values
}

func labelList(labels []Label) string {
	var all []string
	for _, l := range labels {
		all = append(all, code(l.Name)+" "+l.Text())
	}
	return strings.Join(all, "<br>")
}

func seriesText(it *Item) string {
	if it.Series > 0 {
		return fmt.Sprint(it.Series)
	}
	return "?"
}

// shownUses of a use are named; the others are counted.
const shownUses = 2

func useList(uses []Use) string {
	var all []string
	for i, u := range uses {
		if i == shownUses {
			all = append(all, fmt.Sprintf("%d more", len(uses)-i))
			break
		}
		all = append(all, fmt.Sprintf("%s %s", code(fmt.Sprintf("%s:%d", u.Place.base(), u.Place.Line)), emit.MarkdownText(u.Func)))
	}
	return strings.Join(all, "<br>")
}

func plural(n int, word string) string {
	if n == 1 || word == "series" {
		return fmt.Sprintf("%d %s", n, word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// code is s in the font of code, within a cell of a table.
func code(s string) string {
	if s = emit.Clean(s); s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}
