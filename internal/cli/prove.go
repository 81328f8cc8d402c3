package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/prove"
)

func proveCommand() command {
	return command{
		name:    "prove",
		args:    "[FILE:LINE | packages]",
		summary: "write tests that fail because of findings, and pass when they are repaired",
		setup: func(a *app, fs *flag.FlagSet) action {
			return (&proof{
				app:      a,
				rules:    addNames(fs, "rule", "show what these analyzers find alone (`names`, comma-separated, repeatable)", prove.Rules),
				n:        fs.Int("n", 1000, "send `n` different inputs, and then as many again"),
				diff:     fs.Bool("diff", false, "print the tests as a diff instead of writing them"),
				run:      fs.Bool("run", false, "run each test, and keep it only if it fails"),
				file:     fs.String("o", "", "write the one test to this `file`, in the folder of its package"),
				config:   addConfigFile(fs),
				packages: addPackages(fs),
			}).do
		},
	}
}

// A proof is one call of prove.
type proof struct {
	app       *app
	rules     *nameList
	n         *int
	diff, run *bool
	file      *string
	config    *string
	packages  *packageFlags

	flags []string // of the go command
	left  int      // findings without a test
}

var placeForm = regexp.MustCompile(`^(.+\.go):(\d+)(?::\d+)?$`)

func (c *proof) do(ctx context.Context, args []string) error {
	if *c.n < 1 {
		return usagef("-n %d: want a number of inputs", *c.n)
	}
	if *c.diff && *c.run {
		return usagef("-diff writes no test that -run could run")
	}
	if err := c.packages.prepare(); err != nil {
		return err
	}
	if *c.packages.tags != "" {
		c.flags = []string{"-tags=" + *c.packages.tags}
	}
	at, patterns, err := parsePlaces(args)
	if err != nil {
		return err
	}
	found, e, err := c.find(ctx, patterns)
	if err != nil {
		return err
	}
	defer e.close()
	if len(at) > 0 {
		found = slices.DeleteFunc(found, func(f finding.Finding) bool {
			return !slices.ContainsFunc(at, func(p place) bool { return p.line == f.Line && sameFile(p.file, f.File) })
		})
		if len(found) == 0 {
			return usagef("nothing to prove at %s: no finding of %s", strings.Join(args, ", "), alternatives(c.ruleNames()))
		}
	}
	tests, err := c.tests(ctx, e, found)
	if err != nil {
		return err
	}
	for _, t := range tests {
		if err := c.deliver(ctx, e, t); err != nil {
			return err
		}
	}
	if c.left > 0 {
		return &exitError{status: statusFindings}
	}
	return nil
}

func (c *proof) ruleNames() []string {
	if len(c.rules.names) > 0 {
		return c.rules.names
	}
	return prove.Rules
}

// A place is FILE:LINE as an argument.
type place struct {
	file string // absolute
	line int
}

// parsePlaces tells places from patterns. With places, the patterns are their folders.
func parsePlaces(args []string) (at []place, patterns []string, err error) {
	for _, arg := range args {
		m := placeForm.FindStringSubmatch(arg)
		if m == nil {
			patterns = append(patterns, arg)
			continue
		}
		if _, err := os.Stat(m[1]); err != nil {
			return nil, nil, usagef("%s: %w", m[1], bare(err))
		}
		file, err := filepath.Abs(m[1])
		if err != nil {
			return nil, nil, err
		}
		line, err := strconv.Atoi(m[2])
		if err != nil {
			return nil, nil, usagef("%s: no number of a line", arg)
		}
		at = append(at, place{file, line})
	}
	if len(at) == 0 {
		return nil, patterns, nil
	}
	if len(patterns) > 0 {
		return nil, nil, usagef("counterlint prove takes FILE:LINE or packages, but was given %s and %s", args[0], patterns[0])
	}
	for _, p := range at {
		if dir := filepath.Dir(p.file); !slices.Contains(patterns, dir) {
			patterns = append(patterns, dir)
		}
	}
	return at, patterns, nil
}

// sameFile tells whether two names mean one file, through links too.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// find analyses the packages, and returns what can be shown of the findings.
func (c *proof) find(ctx context.Context, patterns []string) ([]finding.Finding, *engine, error) {
	s, err := c.app.loadConfig(*c.config)
	if err != nil {
		return nil, nil, err
	}
	s.Tests = false
	s.complete(c.app)
	e, err := c.app.newEngine(s, patterns, c.packages)
	if err != nil {
		return nil, nil, err
	}
	bar := startProgress(os.Stderr, false)
	e.config.Progress = bar.step
	found, err := e.run(ctx, nil)
	bar.stop()
	if err != nil {
		e.close()
		return nil, nil, err
	}
	e.complainAbout(e.report(nil).Errors)
	finding.Sort(found)
	return slices.DeleteFunc(found, func(f finding.Finding) bool { return !slices.Contains(c.ruleNames(), f.Analyzer) }), e, nil
}

// tests writes the tests for the findings in memory, one for those that one test shows, and says of each other why there is none.
func (c *proof) tests(ctx context.Context, e *engine, found []finding.Finding) ([]*prove.Test, error) {
	packages := map[string]*prove.Package{}
	byFile := map[string]bool{}
	var tests []*prove.Test
	for _, f := range found {
		dir := filepath.Dir(f.File)
		if packages[dir] == nil {
			p, err := prove.Load(ctx, dir, c.flags, *c.n)
			if err != nil {
				c.refuse(e, f, err)
				continue
			}
			packages[dir] = p
		}
		t, err := packages[dir].Test(ctx, f, *c.file)
		if err != nil {
			c.refuse(e, f, err)
		} else if !byFile[t.File+t.Name] {
			byFile[t.File+t.Name] = true
			tests = append(tests, t)
		}
	}
	if *c.file != "" && len(tests) > 1 {
		return nil, usagef("-o %s takes one test, but there are %d; name a FILE:LINE", *c.file, len(tests))
	}
	return tests, nil
}

func (c *proof) refuse(e *engine, f finding.Finding, err error) {
	c.left++
	c.app.complain(fmt.Errorf("%s:%d:%d: no test: %w [%s]", e.shorter(f.File), f.Line, f.Column, err, f.Analyzer))
}

// deliver prints or writes a test, and says how to run it.
func (c *proof) deliver(ctx context.Context, e *engine, t *prove.Test) error {
	name := e.shorter(t.File)
	if *c.diff {
		_, err := fmt.Fprint(c.app.stdout, t.Diff(filepath.ToSlash(name)))
		return err
	}
	if err := os.WriteFile(t.File, t.Text, 0o666); err != nil {
		return usagef("%s: %w", name, bare(err))
	}
	args := append(append([]string{"test"}, c.flags...), "-run=^"+t.Name+"$", "."+string(filepath.Separator)+filepath.Dir(name))
	if filepath.IsAbs(name) {
		args[len(args)-1] = filepath.Dir(name)
	}
	if *c.run {
		out, err := c.try(ctx, args)
		if err != nil {
			return err
		}
		if prove.Shows(out) {
			_, err := fmt.Fprintf(c.app.stdout, "%s: %s fails, as it should:\n%s", name, t.Name, out)
			return err
		}
		c.left++
		if t.Old {
			c.app.complain(fmt.Errorf("%s: %s does not show the mistake", name, t.Name))
			return nil
		}
		c.app.complain(fmt.Errorf("%s: not kept, for %s does not show the mistake: %s", name, t.Name, firstLine(out)))
		return os.Remove(t.File)
	}
	_, err := fmt.Fprintf(c.app.stdout, "%s: see it fail with: go %s\n", name, shellWords(args))
	return err
}

// try runs a test until it shows the mistake, some times at most: what goroutines do to each other is a matter of luck. It returns what
// the test says.
func (c *proof) try(ctx context.Context, args []string) (out []byte, err error) {
	for range 3 {
		out, err = exec.CommandContext(ctx, "go", append(slices.Clone(args), "-count=1")...).CombinedOutput()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			return nil, err
		}
		if err != nil { // it does not pass: whether for the right reason, luck does not change
			break
		}
	}
	return out, nil
}

// firstLine is what a test says first that it fails of, or that it passes.
func firstLine(out []byte) string {
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--- FAIL") {
			return line
		}
	}
	return "no output"
}
