package main

// corpus bench: what a run costs, beside what others cost on the same packages.
//
// How it is measured. All ways run in turn, round by round, so that a slow minute of the machine hits all of them; the median of
// the rounds counts. CPU is user and system time of the process and of all that it started and waited for (the go command
// included). Memory is the largest single process among them, which flatters go vet: it runs several at once. Before the first
// round go vet runs once unmeasured, so that everything is downloaded and compiled. From then on
//
//   - counterlint, cold: an empty cache of its own;
//   - counterlint, warm: the same run again;
//   - counterlint -tests, cold: the same scope as go vet, which cannot leave out the tests;
//   - go vet, cold results: compiled packages are at hand, its own results are not. The name of a function that does not exist,
//     another one in each round, is given to the printf analyzer: it is part of the key of each result and changes none;
//   - multichecker: the same analyzers in the driver of x/tools, which keeps nothing between runs.

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
)

func (t *tool) bench(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "the `folder` that holds the clones, each under its name")
	only := flags.String("repo", "", "measure these `names` only, with commas: repositories of repos.tsv, std, deps")
	rounds := flags.Int("rounds", 3, "how often each way is measured")
	record := flags.Bool("record", false, "record the medians in the data folder")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	if *rounds < 1 {
		return failed, errors.New("-rounds wants a number from 1")
	}
	targets, err := t.targets(*dir, clones.SplitList(*only))
	if err != nil {
		return failed, err
	}
	scratch, err := os.MkdirTemp("", "corpus-bench-")
	if err != nil {
		return failed, err
	}
	defer os.RemoveAll(scratch)
	b := bench{tool: t, scratch: scratch, nonce: strconv.FormatInt(time.Now().UnixNano(), 36)}
	if err := b.build(); err != nil {
		return failed, err
	}
	var all []Measure
	for _, target := range targets {
		measured, err := b.target(target, *rounds)
		if err != nil {
			return failed, fmt.Errorf("%s: %w", target.name, err)
		}
		all = append(all, measured...)
	}
	writeBench(t.stdout, all)
	if *record {
		return okay, t.data.addMeasures(all)
	}
	return okay, nil
}

type bench struct {
	*tool
	scratch string
	nonce   string // differs from one bench to the next
}

func (b bench) build() error {
	for _, pkg := range []string{"./cmd/counterlint", "./internal/tools/corpus/internal/multichecker"} {
		if _, err := clones.Output(b.ctx, b.module, nil, "go", "build", "-o", filepath.Join(b.scratch, filepath.Base(pkg)), pkg); err != nil {
			return err
		}
	}
	return nil
}

// A way is one command to measure.
type way struct {
	name  string
	cold  bool // empty the cache of counterlint first
	args  func(round int) []string
	count func(stdout []byte) (int, error) // of findings; nil: not counted
}

func (b bench) ways(t target) []way {
	counterlint := filepath.Join(b.scratch, "counterlint")
	with := func(args ...string) func(int) []string {
		return func(int) []string { return slices.Concat(args, t.patterns) }
	}
	return []way{
		{"counterlint, cold", true, with(counterlint, "check", "-format=json"), countJSON},
		{"counterlint, warm", false, with(counterlint, "check", "-format=json"), countJSON},
		{"counterlint -tests, cold", true, with(counterlint, "check", "-tests", "-format=json"), nil},
		{"go vet, cold results", false, func(round int) []string {
			return append([]string{"go", "vet", fmt.Sprintf("-printf.funcs=none%s%d", b.nonce, round)}, t.patterns...)
		}, nil},
		{"multichecker", false, with(filepath.Join(b.scratch, "multichecker"), "-test=false"), nil},
	}
}

// target measures all ways on t.
func (b bench) target(t target, rounds int) ([]Measure, error) {
	ways := b.ways(t)
	vet := ways[slices.IndexFunc(ways, func(w way) bool { return strings.HasPrefix(w.name, "go vet") })]
	if _, err := b.once(t, vet, rounds); err != nil {
		return nil, err
	}
	scanned, err := t.scan(b.ctx, nil)
	if err != nil {
		return nil, err
	}
	samples := make([][]Measure, len(ways))
	for round := range rounds {
		for i, w := range ways {
			m, err := b.once(t, w, round)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", w.name, err)
			}
			samples[i] = append(samples[i], m)
		}
	}
	var medians []Measure
	for i, w := range ways {
		m := Measure{Repo: t.name, Commit: "-", Way: w.name, Rounds: rounds, Machine: machine(), Findings: samples[i][0].Findings}
		if len(t.roots) == 1 {
			m.Commit = t.roots[0].commit
		}
		for _, s := range scanned {
			m.Packages, m.Lines = m.Packages+s.Packages, m.Lines+s.Lines
		}
		for _, s := range samples[i] {
			if s.Findings != m.Findings {
				return nil, fmt.Errorf("%s: %d findings in one round and %d in another", w.name, m.Findings, s.Findings)
			}
		}
		m.CPU = median(samples[i], func(m Measure) float64 { return m.CPU })
		m.Wall = median(samples[i], func(m Measure) float64 { return m.Wall })
		m.Memory = int(median(samples[i], func(m Measure) float64 { return float64(m.Memory) }))
		medians = append(medians, m)
	}
	if cold, warm := medians[0].Findings, medians[1].Findings; cold != warm {
		return nil, fmt.Errorf("%d findings cold and %d warm", cold, warm)
	}
	return medians, nil
}

// once runs one way. That it finds something is no failure, and that some package is broken is none either.
func (b bench) once(t target, w way, round int) (Measure, error) {
	cache := filepath.Join(b.scratch, "cache")
	if w.cold {
		if err := os.RemoveAll(cache); err != nil {
			return Measure{}, err
		}
	}
	args := w.args(round)
	cmd := exec.CommandContext(b.ctx, args[0], args[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = t.dir, append(slices.Clone(t.env), "COUNTERLINT_CACHE="+cache), &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0 || w.count != nil && exit.ExitCode() == failed) {
		return Measure{}, fmt.Errorf("%w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	m := Measure{CPU: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), Wall: wall.Seconds(), Memory: peakMemory(cmd.ProcessState), Findings: -1}
	if w.count != nil {
		if m.Findings, err = w.count(stdout.Bytes()); err != nil {
			return Measure{}, err
		}
	}
	fmt.Fprintf(b.stderr, "%s, %s: %.1f s CPU, %.1f s, %d MiB\n", t.name, w.name, m.CPU, m.Wall, m.Memory)
	return m, nil
}

func countJSON(stdout []byte) (int, error) {
	var report struct {
		Findings []json.RawMessage `json:"findings"`
	}
	err := json.Unmarshal(stdout, &report)
	return len(report.Findings), err
}

func median(samples []Measure, of func(Measure) float64) float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	slices.Sort(values)
	return (values[len(values)/2] + values[(len(values)-1)/2]) / 2
}
