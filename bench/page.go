package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// page renders the measurements.
func page(r results, memory []footprint) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmarks

Measured by `+"`go run ./bench -o docs/benchmarks.md`"+` on %s/%s, %d processors, %s. All subjects are measured in turns, %d
rounds; times are processor time for one add of one goroutine, and a ratio is taken within a round. Shown are medians and, in
brackets, the middle half of the rounds. With two goroutines a slice counts only if both had a core all the time. Machines differ
much in what an atomic add costs: measure your own.

## One add

The ratio says how many times as fast as `+atomicName+` in the same round; above 1 is faster.

`, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), len(r.samples[atomicName][1]))
	head, rule := "| counter |", "|---|"
	for _, procs := range r.procs {
		head += fmt.Sprintf(" %d P: ns | ratio |", procs)
		rule += "---|---|"
	}
	b.WriteString(head + "\n" + rule + "\n")
	for _, name := range r.names {
		fmt.Fprintf(&b, "| %s |", name)
		for _, procs := range r.procs {
			s := r.samples[name][procs]
			if s == nil {
				b.WriteString(" | |")
				continue
			}
			s = slices.DeleteFunc(slices.Clone(s), func(ns float64) bool { return ns == 0 })
			fmt.Fprintf(&b, " %.1f | %s |", quantile(s, 0.5), spread(r.ratio(atomicName, name, procs)))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Goals\n\n| row | goal | measured | |\n|---|---|---|---|\n")
	for _, g := range goals {
		if !slices.Contains(r.procs, g.procs) {
			continue
		}
		ratio := r.ratio(g.peer, g.ours, g.procs)
		fmt.Fprintf(&b, "| %s, %d P, against %s | %.1f× | %s | %s |\n", g.ours, g.procs, g.peer, g.at, spread(ratio), verdict(ratio, g.at))
	}
	b.WriteString("\n## Memory at 64 Ps\n\n| counter | bytes each |\n|---|---|\n")
	for _, m := range memory {
		fmt.Fprintf(&b, "| %s | %.0f |\n", m.name, m.bytes)
	}
	b.WriteString(reading)
	return b.String()
}

// reading is what the numbers mean.
const reading = `
## How to read this

- The goals come from a machine on which an atomic add takes 6.7 ns. Where it takes 2 ns, as on recent AMD cores, the pin and its
  end (two adds to one word of the thread, each of which waits for the one before) take longer than the atomic add that they save,
  and a per-P cell is worth it only from the second writer on. This is why ` + "`counter.Counter`" + ` begins as one word and makes
  cells when writers collide.
- With two cores an atomic word changes its place about as often as it is added to. On more cores the atomic add, and all that is
  built on one word (a mutex, VictoriaMetrics, expvar, client_golang), gets slower with each; per-P cells stay where they are.
- LongAdder is a port kept in this module.
- An owned handle needs no pin. It is the one way to count that is faster than an atomic add everywhere.
`

func verdict(ratio sample, goal float64) string {
	switch {
	case len(ratio) == 0:
		return "not measured"
	case quantile(ratio, 0.5) >= goal:
		return "reached"
	}
	return "not reached"
}

// A goal is how many times as fast as a peer a counter of ours shall be.
type goal struct {
	ours  string
	procs int
	peer  string
	at    float64
}

var goals = []goal{
	{perPName, 1, atomicName, 1.1},
	{sloppyName, 1, atomicName, 2.8},
	{perPName, 2, atomicName, 1.8},
	{perPName, 2, "xsync v4 `Counter`", 3.5},
	{perPName, 2, "LongAdder, as the JDK has it", 4.5},
	{perPName, 2, "client_golang `Counter`", 1.8},
}

// ratio returns, for each round, how many times as fast as peer ours is.
func (r results) ratio(peer, ours string, procs int) sample {
	a, b := r.samples[peer][procs], r.samples[ours][procs]
	ratios := sample{}
	for i := range min(len(a), len(b)) {
		if a[i] > 0 && b[i] > 0 {
			ratios = append(ratios, a[i]/b[i])
		}
	}
	return ratios
}

func spread(s sample) string {
	if len(s) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f [%.2f–%.2f]", quantile(s, 0.5), quantile(s, 0.25), quantile(s, 0.75))
}

// quantile returns the sample below which a share q of the others lies.
func quantile(s sample, q float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}
