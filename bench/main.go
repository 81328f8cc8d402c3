// Command bench measures the counters of the runtime module beside the plain thing and beside those of other libraries, and says
// where each wins.
//
//	go run ./bench                              print the tables
//	go run ./bench -o docs/benchmarks.md        write the page, and a plot beside it: docs/benchmarks.svg
//
// Machines are noisy, so all is measured in turns: each round runs every subject for some milliseconds, in a new order, and a
// ratio is taken within its round. The table shows the median of the rounds and the middle half of them. Time is that of the
// processor, so that what else runs on the machine falls out; a slice in which the goroutines did not get their cores is taken
// again, and left out if that does not help.
//
// It does not see what memory and caches of a larger program do to a counter, nor machines with more cores than this one.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 15, "how many times each subject is measured, at least 6")
	slice := flag.Duration("slice", 2*time.Millisecond, "how long each time")
	out := flag.String("o", "", "write the page to this file instead of printing it")
	flag.Parse()
	if flag.NArg() > 0 || *rounds < 6 || *slice <= 0 {
		fmt.Fprintln(os.Stderr, "bench: want -rounds of at least 6, a -slice above 0, and no arguments")
		os.Exit(2)
	}
	if err := run(*out, *rounds, *slice); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything, and writes the page.
func run(out string, rounds int, slice time.Duration) error {
	all := chapters()
	var measured []results
	for _, c := range all {
		measured = append(measured, measure(c.all, oneAndTwo(), rounds, slice))
	}
	pages, err := exposition(rounds, 10*slice)
	if err != nil {
		return err
	}
	svg := strings.TrimSuffix(out, ".md") + ".svg"
	text := page(all, measured, pages, corrected(rounds), memory(), filepath.Base(svg))
	if out == "" {
		fmt.Print(text)
		return nil
	}
	var few []subject
	for _, s := range subjects() {
		if slices.Contains(plotted, s.name) {
			few = append(few, s)
		}
	}
	if err := os.WriteFile(svg, []byte(plot(measure(few, plotProcs, 6, slice))), 0o666); err != nil {
		return err
	}
	return os.WriteFile(out, []byte(text), 0o666)
}
