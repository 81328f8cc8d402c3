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
	newFrom  *string
	packages *packageFlags
}

func addCheck(a *app, fs *flag.FlagSet) *check {
	c := &check{
		app:      a,
		settings: addSettings(a, fs),
		output:   addOutputs(fs),
		fix:      fs.Bool("fix", fs.Name() == "fix", "apply the safe fixes and report what is left"),
		diff:     fs.Bool("diff", false, "print the fixes as a diff instead of applying them"),
		unsafe:   fs.Bool("unsafe-fixes", false, "with -fix or -diff: take the fixes that need review too"),
		newFrom:  fs.String("new-from", "", "report findings in declarations alone that differ from this git `revision`, or whose evidence does"),
		packages: addPackages(fs),
	}
	c.settings.addFailOn(fs)
	return c
}

func (c *check) run(ctx context.Context, patterns []string) error {
	if err := c.prepare(); err != nil {
		return err
	}
	s, err := c.settings.load(c.app)
	if err != nil {
		return err
	}
	e, err := c.app.newEngine(s, patterns, c.packages)
	if err != nil {
		return err
	}
	defer e.close()
	if err := e.newFrom(ctx, *c.newFrom); err != nil {
		return err
	}
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
	return c.conclude(e, s, outputs, found)
}

// prepare checks what flags mean together, and goes to the folder of -C.
func (c *check) prepare() error {
	if *c.diff {
		*c.fix = true
	}
	if *c.unsafe && !*c.fix {
		return usagef("-unsafe-fixes says which fixes to apply; it needs -fix or -diff")
	}
	return c.packages.prepare()
}

// conclude writes the reports and decides the status.
func (c *check) conclude(e *engine, s *settings, outputs []output, found []finding.Finding) error {
	r := e.report(found)
	patterns := e.config.Patterns
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
