package cli

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"go/doc/comment"
	"strings"

	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/suggest"
)

func explainCommand() command {
	return command{
		name:    "explain",
		args:    "[analyzer]",
		summary: "tell what an analyzer reports, why, and how to repair it; without a name, list them",
		words:   (*app).ruleNames,
		setup: func(a *app, fs *flag.FlagSet) action {
			return func(_ context.Context, args []string) error {
				switch len(args) {
				case 0:
					return a.listRules()
				case 1:
					r := a.rule(args[0])
					if r == nil {
						return usagef("unknown analyzer %s%s", args[0], suggest.Hint(args[0], a.ruleNames()))
					}
					return a.explain(r)
				}
				return usagef("counterlint explain takes one analyzer, but was given %d", len(args))
			}
		},
	}
}

func (a *app) listRules() error {
	w := bufio.NewWriter(a.stdout)
	width := 0
	for _, r := range a.rules {
		width = max(width, len(r.Name()))
	}
	group := ""
	for _, r := range a.rules {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(w, "%s\n", group)
		}
		fmt.Fprintf(w, "  %-*s  %-7s  %s\n", width, r.Name(), r.Severity, parsePage(r).summary)
	}
	return w.Flush()
}

// explain prints the page of a rule: its text, and what the record knows that the text does not say.
func (a *app) explain(r *rule.Rule) error {
	w := bufio.NewWriter(a.stdout)
	fmt.Fprintf(w, "%s: %s\n\n", r.Name(), parsePage(r).summary)
	fmt.Fprintf(w, "  group %s, severity %s, since %s\n", r.Group, r.Severity, r.Since)
	if r.Fix != "" {
		fmt.Fprintf(w, "  offers fixes: %s\n", r.Fix)
	}
	fmt.Fprintf(w, "  %s\n", r.Analyzer.URL)

	var printer comment.Printer
	for _, block := range parsePage(r).body {
		if h, ok := block.(*comment.Heading); ok {
			fmt.Fprintf(w, "\n%s\n", strings.ToUpper(plain(h.Text)))
			continue
		}
		text := printer.Text(&comment.Doc{Content: []comment.Block{block}})
		fmt.Fprintf(w, "\n%s", indent(string(text)))
	}

	fmt.Fprintf(w, "\nCATEGORIES\n\n")
	for _, c := range r.Categories {
		severity := string(c.Severity)
		if severity == "" {
			severity = string(r.Severity)
		}
		if c.Deep {
			severity += ", with -deep alone"
		}
		fmt.Fprintf(w, "  %s (%s): %s\n", c.ID, severity, c.Summary)
	}
	fmt.Fprintf(w, "\nTo silence one finding: //counterlint:ignore %s reason\n", r.Name())
	return w.Flush()
}

// indent moves each line to the right, and shows the tabs of code as four spaces.
func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("  ")
		}
		b.WriteString(strings.ReplaceAll(line, "\t", "    "))
	}
	return b.String()
}

// A page is the text of a rule in its parts.
type page struct {
	summary string
	body    []comment.Block
}

// parsePage reads what stands in the Doc of an analyzer: "NAME: SUMMARY", then the sections.
func parsePage(r *rule.Rule) page {
	doc := new(comment.Parser).Parse(r.Analyzer.Doc)
	p := page{body: doc.Content}
	if len(doc.Content) > 0 {
		if first, ok := doc.Content[0].(*comment.Paragraph); ok {
			p.summary = strings.TrimPrefix(plain(first.Text), r.Name()+": ")
			p.body = doc.Content[1:]
		}
	}
	return p
}

// detail is the first paragraph of the text as one line.
func (p page) detail() string {
	for _, block := range p.body {
		if para, ok := block.(*comment.Paragraph); ok {
			return plain(para.Text)
		}
	}
	return p.summary
}

// plain renders inline text as one line without markup.
func plain(text []comment.Text) string {
	doc := &comment.Doc{Content: []comment.Block{&comment.Paragraph{Text: text}}}
	return strings.Join(strings.Fields(string(new(comment.Printer).Text(doc))), " ")
}
