package cli

import (
	"context"
	"flag"
	"os"
	"slices"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/inventory"
	"github.com/counterlint/counterlint/internal/promptly"
)

func inventoryCommand() command {
	return command{
		name:    "inventory",
		args:    "[packages]",
		summary: "list every counter: its labels, who raises and who reads it, where it is exposed",
		setup: func(a *app, fs *flag.FlagSet) action {
			formats := inventory.Formats()
			return (&listing{
				app:      a,
				format:   addChoice(fs, "format", "md", "`format` of the list: html, json or md", formats),
				file:     fs.String("o", "", "write the list to this `file`"),
				tests:    fs.Bool("tests", false, "list the tests and benchmarks that touch a counter too"),
				config:   addConfigFile(fs),
				packages: addPackages(fs),
			}).do
		},
	}
}

// A listing is one call of inventory.
type listing struct {
	app      *app
	format   *choice
	file     *string
	tests    *bool
	config   *string
	packages *packageFlags
}

func (c *listing) do(ctx context.Context, patterns []string) error {
	if err := c.packages.prepare(); err != nil {
		return err
	}
	s, err := c.app.loadConfig(*c.config)
	if err != nil {
		return err
	}
	s.Tests = *c.tests
	s.complete(c.app)
	e, err := c.app.newEngine(s, patterns, c.packages)
	if err != nil {
		return err
	}
	defer e.close()
	file := *c.file
	if file == "" {
		file = "-"
	}
	out, err := openSink(c.app, file)
	if err != nil {
		return usagef("-o %s: %w", file, err)
	}
	defer out.discard()
	bar := startProgress(os.Stderr, false)
	e.config.Progress = bar.step
	list, err := c.collect(ctx, e)
	bar.stop()
	if err != nil {
		e.complainAbout(nil)
		return err
	}
	list.Version, list.Dir = version(), e.dir
	r := e.report(nil)
	e.complainAbout(r.Errors)
	if err := list.Write(out, c.format.value); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return usagef("-o %s: %w", file, bare(err))
	}
	if len(r.Errors) > 0 {
		return &exitError{status: statusLoad}
	}
	return nil
}

// collect lists what the packages hold, and keeps what went wrong.
func (c *listing) collect(ctx context.Context, e *engine) (*inventory.List, error) {
	type answer struct {
		items []inventory.Item
		res   *driver.Result
	}
	got, err := promptly.Do(ctx, func() (answer, error) {
		items, res, err := inventory.Collect(ctx, e.config, e.dir)
		return answer{items, res}, err
	})
	if err != nil {
		return nil, &exitError{statusLoad, err}
	}
	e.errors, e.packages = got.res.Errors, got.res.Packages
	for _, w := range got.res.Warnings {
		if !slices.Contains(e.warnings, w) {
			e.warnings = append(e.warnings, w)
		}
	}
	return inventory.NewList(got.items, got.res.Packages), nil
}
