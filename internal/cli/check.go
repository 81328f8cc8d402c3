package cli

import (
	"context"
	"errors"
	"flag"
	"os"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

func checkCommand() command {
	return command{
		name:    "check",
		args:    "[packages]",
		summary: "report mistakes with counters (the default command)",
		setup:   func(a *app, fs *flag.FlagSet) action { return addCheck(a, fs).run },
	}
}

// A check is one call of check or fix.
type check struct {
	app      *app
	settings *settingFlags
	output   *outputFlags
	fix      *bool
	diff     *bool
	unsafe   *bool
	tags     *string
	jobs     *int
	dir      *string
}

func addCheck(a *app, fs *flag.FlagSet) *check {
	return &check{
		app:      a,
		settings: addSettings(a, fs),
		output:   addOutputs(fs),
		fix:      fs.Bool("fix", fs.Name() == "fix", "apply the safe fixes and report what is left"),
		diff:     fs.Bool("diff", false, "print the fixes as a diff instead of applying them"),
		unsafe:   fs.Bool("unsafe-fixes", false, "with -fix or -diff: take the fixes that need review too"),
		tags:     fs.String("tags", "", "build `tags` to consider satisfied, comma-separated"),
		jobs:     fs.Int("j", 0, "analyse `n` packages at once; 0: one for each core"),
		dir:      fs.String("C", "", "change to this `folder` first"),
	}
}

func (c *check) run(ctx context.Context, patterns []string) error {
	if err := c.prepare(); err != nil {
		return err
	}
	s, err := c.settings.load(c.app)
	if err != nil {
		return err
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	e, err := c.app.newEngine(s, patterns, *c.tags, *c.jobs)
	if err != nil {
		return err
	}
	defer e.close()
	outputs, err := c.output.open(c.app, *c.diff)
	if err != nil {
		return err
	}
	defer closeAll(outputs)

	bar := startProgress(os.Stderr, *c.output.quiet)
	e.config.Progress = bar.step
	var found []finding.Finding
	if *c.fix {
		found, err = c.repair(ctx, e, bar)
	} else {
		found, err = e.run(ctx, nil)
	}
	bar.stop()
	if err != nil {
		e.complainAbout(nil)
		return err
	}
	return c.conclude(e, s, outputs, found, patterns)
}

// prepare checks what flags mean together, and goes to the folder of -C.
func (c *check) prepare() error {
	if *c.diff {
		*c.fix = true
	}
	if *c.unsafe && !*c.fix {
		return usagef("-unsafe-fixes says which fixes to apply; it needs -fix or -diff")
	}
	if *c.jobs < 0 {
		return usagef("-j %d: want a number of packages", *c.jobs)
	}
	return chdir(*c.dir)
}

// conclude writes the reports and decides the status.
func (c *check) conclude(e *engine, s *settings, outputs []output, found []finding.Finding, patterns []string) error {
	r := e.report(found)
	style := emit.Style{ReviewCommand: "counterlint fix -diff -unsafe-fixes " + shellWords(patterns)}
	if !*c.fix {
		style.FixCommand = "counterlint fix " + shellWords(patterns)
	}
	e.complainAbout(r.Errors)
	var failed []error
	for _, out := range outputs {
		if err := c.output.write(out, r, style); err != nil {
			failed = append(failed, err)
		}
	}
	switch {
	case len(failed) > 0:
		return &exitError{statusUsage, errors.Join(failed...)}
	case len(r.Errors) > 0:
		return &exitError{status: statusLoad}
	case s.fails(found):
		return &exitError{status: statusFindings}
	}
	return nil
}
