package cli

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer"
)

func fixCommand() command {
	return command{
		name:    "fix",
		args:    "[packages]",
		summary: "apply the safe fixes and report what is left (check -fix)",
		setup:   func(a *app, fs *flag.FlagSet) action { return addCheck(a, fs).run },
	}
}

// repair applies the fixes and returns the findings that are left; with -diff it prints what it would change, and returns what
// is found in the files as they are.
func (c *check) repair(ctx context.Context, e *engine, bar *progress) ([]finding.Finding, error) {
	var first []finding.Finding
	runs := 0
	opts := fixer.Options{
		Dir:    e.dir,
		Review: *c.unsafe,
		Analyze: func(ctx context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
			found, err := e.run(ctx, overlay)
			if runs++; runs == 1 {
				first = found
			}
			return found, err
		},
	}
	if *c.packages.tags != "" {
		opts.Tags = strings.Split(*c.packages.tags, ",")
	}
	if *c.diff {
		opts.Diff = c.app.stdout
	}
	res, err := fixer.Run(ctx, opts)
	if err != nil {
		return nil, err
	}
	bar.stop()
	verb := "fixed"
	if *c.diff {
		verb = "would fix"
	}
	if n := len(res.Applied); n > 0 && !*c.output.quiet {
		fmt.Fprintf(c.app.stderr, "counterlint: %s %s in %s\n", verb, plural(n, "finding", "findings"), plural(len(res.Files), "file", "files"))
	}
	left := make([]finding.Finding, 0, len(res.Left))
	for _, l := range res.Left {
		left = append(left, l.Finding)
		c.explainLeft(e, l)
	}
	if *c.diff {
		return first, nil
	}
	return left, nil
}

// explainLeft says why a fix that was asked for did not go in.
func (c *check) explainLeft(e *engine, l fixer.Left) {
	f := l.Finding
	if len(f.Fixes) == 0 || f.Fixes[0].Class == finding.NeedsReview && !*c.unsafe {
		return
	}
	c.app.complain(fmt.Errorf("%s:%d:%d: not fixed: %s", e.shorter(f.File), f.Line, f.Column, l.Reason))
}
