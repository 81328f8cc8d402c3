package main

// mutate detect: does the race detector see a mutant when the package's own tests run? The tests run in a scratch copy of the clone,
// once on the code as it is, which must pass in time, and once on each mutant.
//
// Tests of other people run here, with all that they do; nothing else in the project runs code of the corpus.

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
)

func (t *tool) detect(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "the `folder` that holds the clones, each under its name")
	only := flags.String("repo", "", "ask about these `names` only, with commas")
	packages := flags.Int("packages", 10, "how many packages of each repository to try")
	most := flags.Int("k", 3, "how many mutants of each package")
	limit := flags.Duration("limit", time.Minute, "how long the tests of a package may run")
	scratch := flags.String("scratch", "", "the `folder` for the copies; without it a temporary one")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	targets, err := t.targets(*dir, clones.SplitList(*only))
	if err != nil {
		return failed, err
	}
	if *scratch == "" {
		if *scratch, err = os.MkdirTemp("", "mutate"); err != nil {
			return failed, err
		}
		defer os.RemoveAll(*scratch)
	}
	for _, to := range targets {
		if to.name == clones.Std {
			continue // its tests belong to another build
		}
		d := &detector{tool: t, to: to, dir: filepath.Join(*scratch, to.name), limit: *limit, packages: *packages, most: *most}
		if err := d.target(); err != nil {
			return failed, fmt.Errorf("%s: %w", to.name, err)
		}
	}
	return okay, nil
}

// A detector asks about the mutants of one clone.
type detector struct {
	*tool
	to             target
	dir            string // of the copy
	limit          time.Duration
	packages, most int
}

func (d *detector) target() error {
	recorded, err := d.record()
	if err != nil {
		return err
	}
	mine := slices.DeleteFunc(recorded, func(m Mutant) bool { return m.Repo != d.to.name || m.Commit != d.to.commit })
	byPackage := map[string][]*planted{}
	all, _, err := d.mutants(d.to, nil, 1<<30)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.class().Detected && slices.ContainsFunc(mine, func(m Mutant) bool { return m.Site == p.Site && m.Detector == "" }) {
			byPackage[p.Package] = append(byPackage[p.Package], p)
		}
	}
	var names []string // of packages with tests
	for _, name := range packagesOf(slices.Concat(sortedValues(byPackage)...)) {
		if tests, _ := filepath.Glob(filepath.Join(filepath.Dir(byPackage[name][0].file), "*_test.go")); len(tests) > 0 { // the pattern is sound
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := d.copy(); err != nil {
		return err
	}
	for tried := 0; tried < d.packages && len(names) > 0; tried++ {
		name := names[len(names)*tried/d.packages%len(names)] // spread over the tree
		names = slices.DeleteFunc(names, func(n string) bool { return n == name })
		ps := byPackage[name]
		if err := d.ask(name, ps[:min(len(ps), d.most)], mine); err != nil {
			return err
		}
		if err := d.setRecord(d.to.name, mine); err != nil {
			return err
		}
	}
	return nil
}

func sortedValues(m map[string][]*planted) [][]*planted {
	var all [][]*planted
	for _, v := range m {
		all = append(all, v)
	}
	return all
}

// copy makes the scratch copy, unless an earlier run has left one.
func (d *detector) copy() error {
	if _, err := os.Stat(d.dir); err == nil {
		return nil
	}
	return os.CopyFS(d.dir, os.DirFS(d.to.dir))
}

// ask runs the tests of a package as it is and on each mutant, and notes the answers in the record.
func (d *detector) ask(name string, ps []*planted, mine []Mutant) error {
	before, err := d.test(ps[0])
	if err != nil {
		fmt.Fprintf(d.stderr, "mutate: %s is left out: %v\n", name, err)
		return d.ctx.Err()
	}
	for _, p := range ps {
		mutated, err := round{p}.overlay()
		if err != nil {
			return err
		}
		file := filepath.Join(d.dir, filepath.FromSlash(p.Path))
		old, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, mutated[p.file], 0o644); err != nil {
			return err
		}
		after, err := d.test(p)
		if err := os.WriteFile(file, old, 0o644); err != nil {
			return err
		}
		if err != nil && !errors.Is(err, errFails) { // a race fails the tests, as may the mistake itself
			fmt.Fprintf(d.stderr, "mutate: %v is left out: %v\n", p.Site, err)
			continue
		}
		answer := silent
		if p.named(after) && !p.named(before) {
			answer = sees
		}
		fmt.Fprintf(d.stderr, "mutate: %v: the race detector %s\n", p.Site, answer)
		i := slices.IndexFunc(mine, func(m Mutant) bool { return m.Site == p.Site })
		mine[i].Detector = answer
	}
	return nil
}

var errFails = errors.New("the tests fail")

// test builds and runs the tests of the package of p with the race detector, and returns what they print.
func (d *detector) test(p *planted) (string, error) {
	dir := filepath.Dir(filepath.Join(d.dir, filepath.FromSlash(p.Path)))
	binary := filepath.Join(d.dir, "mutate.test")
	env := append(d.to.env, "CGO_ENABLED=1", "GORACE=halt_on_error=0")
	if _, err := clones.Output(d.ctx, dir, env, "go", "test", "-race", "-c", "-o", binary, "."); err != nil {
		return "", err
	}
	defer os.Remove(binary)
	ctx, cancel := context.WithTimeout(d.ctx, d.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "-test.count=1")
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, env, time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	switch {
	case ctx.Err() != nil && d.ctx.Err() == nil:
		return out.String(), fmt.Errorf("the tests run for more than %v", d.limit)
	case err != nil:
		return out.String(), errFails
	}
	return out.String(), nil
}

// named tells whether a report of the race detector in the output of tests names a place of the mutant.
func (p *planted) named(out string) bool {
	for _, report := range strings.Split(out, "WARNING: DATA RACE")[1:] {
		report, _, _ = strings.Cut(report, "==================")
		for _, at := range p.places {
			if strings.Contains(report, fmt.Sprintf("/%s:%d ", p.Path, at.line)) {
				return true
			}
		}
	}
	return false
}
