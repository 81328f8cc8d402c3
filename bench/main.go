// Command bench measures the counters of the runtime module beside the plain thing and beside those of other libraries, and says
// where each wins.
//
//	go run ./bench                              print the tables
//	go run ./bench -o docs/benchmarks.md        write the page
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
	all := chapters()
	var measured []results
	for _, c := range all {
		measured = append(measured, measure(c.all, *rounds, *slice))
	}
	text := page(all, measured, corrected(*rounds), memory())
	if *out == "" {
		fmt.Print(text)
		return
	}
	if err := os.WriteFile(*out, []byte(text), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
