package cli

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/counterlint/counterlint/internal/doctext"
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
					if r := a.rule(args[0]); r != nil {
						return a.explain(r)
					}
					if names := a.group(args[0]); names != nil {
						return usagef("%s is a group; explain one of %s", args[0], strings.Join(names, ", "))
					}
					return usagef("unknown analyzer %s%s", args[0], suggest.Hint(args[0], a.ruleNames()))
				}
				return usagef("counterlint explain takes one analyzer, but was given %d", len(args))
			}
		},
	}
}

// group lists the names of the analyzers of a group.
func (a *app) group(name string) []string {
	var names []string
	for _, r := range a.rules {
		if r.Group == name {
			names = append(names, r.Name())
		}
	}
	return names
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
		fmt.Fprintf(w, "  %-*s  %-7s  %s\n", width, r.Name(), r.Severity, doctext.MustParse(r.Analyzer.Doc).Summary)
	}
	return w.Flush()
}

// explain prints the page of a rule: its text, and what the record knows that the text does not say.
func (a *app) explain(r *rule.Rule) error {
	w := bufio.NewWriter(a.stdout)
	doc := doctext.MustParse(r.Analyzer.Doc)
	fmt.Fprintf(w, "%s: %s\n\n", doc.Name, doc.Summary)
	fmt.Fprintf(w, "  group %s, severity %s, since %s\n", r.Group, r.Severity, r.Since)
	if r.Fix != "" {
		fmt.Fprintf(w, "  offers fixes: %s\n", r.Fix)
	}
	fmt.Fprintf(w, "  %s\n%s", r.Analyzer.URL, doc.Terminal())
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
