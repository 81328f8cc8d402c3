package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// A chapter is subjects that are compared with each other.
type chapter struct {
	title string
	base  string // the subject that ratios are taken to
	all   []subject
	goals []goal
}

// A goal is how many times as fast as a peer a counter of ours shall be.
type goal struct {
	ours  string
	procs int
	peer  string
	at    float64
}

func chapters() []chapter {
	return []chapter{
		{"One add", atomicName, subjects(), []goal{
			{perPName, 1, atomicName, 1.1},
			{sloppyName, 1, atomicName, 2.8},
			{perPName, 2, atomicName, 1.8},
			{perPName, 2, "xsync v4 `Counter`", 3.5},
			{perPName, 2, "LongAdder, as the JDK has it", 4.5},
			{perPName, 2, "client_golang `Counter`", 1.8},
			{perPName, 2, otelName, 15},
		}},
		{"One value of a histogram", hdrName, histograms(), []goal{
			{hdrName, 1, classicName, 4}, {hdrName, 2, classicName, 6},
			{hdrName, 1, nativeName, 8}, {hdrName, 2, nativeName, 8},
			{hdrName, 1, vmHistName, 4}, {hdrName, 2, vmHistName, 4},
			{hdrName, 1, otelHistName, 13}, {hdrName, 2, otelHistName, 13},
			{hdrName, 1, mutexedName, 2}, {hdrName, 2, mutexedName, 3.5},
		}},
		{"One add with two labels", labelName, labelled(), []goal{
			{labelName, 1, vecName, 2.5}, {labelName, 1, otelLabelName, 20}, {labelName, 1, syncMapName, 1.2},
			{labelName, 2, vecName, 2.5}, {labelName, 2, otelLabelName, 20}, {labelName, 2, syncMapName, 1.2},
		}},
	}
}

// page renders the measurements of the chapters.
func page(all []chapter, measured []results, exposition string, corrected sample, memory []footprint, plot string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmarks

Measured by `+"`go run ./bench -o docs/benchmarks.md`"+` on %s/%s, %d processors, %s. All subjects of a table are measured in turns, %d
rounds; times are processor time for one call of one goroutine, and a ratio is taken within a round. Shown are medians and, in
brackets, the middle half of the rounds. With two goroutines a slice counts only if both had a core all the time. Machines differ
much in what an atomic add costs: measure your own.
`, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), measured[0].rounds)
	for i, c := range all {
		c.table(&b, measured[i])
	}
	fmt.Fprintf(&b, "\n## One add over the number of processors\n\n![The processor time of an add with 1, 2, 4 and 8 goroutines](%s)\n\n"+
		"There are %d processors here: beyond them, goroutines take turns, and the lines say no more than that nothing breaks down then.\n", plot, runtime.NumCPU())
	b.WriteString(exposition)
	fmt.Fprintf(&b, "\n## Corrected values\n\nOne value that stands for a million which were not measured, `HDR.RecordCorrected` against hdrhistogram-go: "+
		"goal 50×, measured %s, %s.\n", spread(corrected), verdict(corrected, 50))
	b.WriteString("\n## Memory at 64 Ps\n\n| counter | bytes each |\n|---|---|\n")
	for _, m := range memory {
		fmt.Fprintf(&b, "| %s | %.0f |\n", m.name, m.bytes)
	}
	b.WriteString(reading)
	return b.String()
}

// table renders one chapter.
func (c chapter) table(b *strings.Builder, r results) {
	fmt.Fprintf(b, "\n## %s\n\nThe ratio says how many times as fast as %s in the same round; above 1 is faster.\n\n", c.title, c.base)
	head, rule := "| what |", "|---|"
	for _, procs := range r.procs {
		head += fmt.Sprintf(" %d P: ns | ratio |", procs)
		rule += "---|---|"
	}
	b.WriteString(head + "\n" + rule + "\n")
	for _, s := range c.all {
		fmt.Fprintf(b, "| %s |", s.name)
		for _, procs := range r.procs {
			ns := slices.DeleteFunc(slices.Clone(r.samples[s.name][procs]), func(ns float64) bool { return ns == 0 })
			if len(ns) == 0 {
				b.WriteString(" | |")
				continue
			}
			fmt.Fprintf(b, " %.1f | %s |", quantile(ns, 0.5), spread(r.ratio(c.base, s.name, procs)))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| goal | times as fast | measured | |\n|---|---|---|---|\n")
	for _, g := range c.goals {
		if !slices.Contains(r.procs, g.procs) {
			continue
		}
		ratio := r.ratio(g.peer, g.ours, g.procs)
		fmt.Fprintf(b, "| %s against %s, %d P | %.1f | %s | %s |\n", g.ours, g.peer, g.procs, g.at, spread(ratio), verdict(ratio, g.at))
	}
}

// reading is what the numbers mean.
const reading = `
## How to read this

- Most goals were set on a machine on which an atomic add takes 6.7 ns and a plain one 2. Where an atomic add takes 2 ns, as on
  recent AMD cores, a pin costs more than the lock that it saves: its two ends add to one word of the thread, and the second waits
  for the first. A per-P cell then pays from the second writer on. So ` + "`counter.Counter`" + ` is one word until it finds several writers.
- With one goroutine, others win: ` + "`atomic.Int64`" + ` and what is one atomic word (VictoriaMetrics, expvar, client_golang) over all but the
  owned handle; hdrhistogram-go behind a mutex equals ` + "`histogram.HDR`" + `.
- On two cores an atomic word changes its place about as often as it is added to, and on more cores it gets slower with each.
  Per-P cells stay where they are. ` + "`counter.Sharded`" + ` is faster still as long as no two writers fall on one word, and as slow as an
  atomic when they do; which of the two, the stacks decide.
- ` + "`counter.Local`" + ` needs neither lock nor pin and is written in place. It is the one way to count that is faster than an atomic add on
  any machine; it wants a handle for each worker.
- A page is a copy of names that are rendered already, as long as the series stay. When one came or went since the last page, all of
  its metric are sorted and rendered anew, and that takes about as long as client_golang always does. Through ` + "`prom.Collector`" + ` our
  counters cost what client_golang costs. Of histograms, client_golang writes the faster page: it keeps the dozen buckets that it
  shows, and ours sums up 7,400 of them each time, which can show others too.
- LongAdder is a port kept in this module.
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
