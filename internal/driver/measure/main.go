// Command measure runs the engine, or a driver to compare it with, over a program and prints what it took.
//
//	go run ./internal/driver/measure -driver engine|checker -dir DIR PATTERNS
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"syscall"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/buildssa"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/rule"
)

func main() {
	which := flag.String("driver", "engine", "engine or checker")
	dir := flag.String("dir", ".", "where the patterns hold")
	cacheDir := flag.String("cache", "", "directory of the cache; none: nothing is kept")
	tests := flag.Bool("tests", false, "test files too")
	jobs := flag.Int("jobs", 0, "packages at once")
	set := flag.String("set", "copylock", "analyzers: copylock, printf (facts), ssa")
	cpu := flag.String("cpuprofile", "", "file for a CPU profile")
	flag.Parse()
	as := map[string][]*analysis.Analyzer{"copylock": {copylock.Analyzer}, "printf": {printf.Analyzer}, "ssa": {buildssa.Analyzer}}[*set]
	if *cpu != "" {
		f, _ := os.Create(*cpu)
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	start := time.Now()
	switch *which {
	case "engine":
		cfg := driver.Config{Dir: *dir, Patterns: flag.Args(), Tests: *tests, Jobs: *jobs, Tool: "measure"}
		for _, a := range as {
			cfg.Rules = append(cfg.Rules, &rule.Rule{Analyzer: a})
		}
		if *cacheDir != "" {
			cfg.Cache = cache.Open(*cacheDir)
		}
		res, err := driver.Run(context.Background(), cfg)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Printf("%+v findings %d errors %d %v\n", res.Stats, len(res.Findings), len(res.Errors), res.Warnings)
		for i, e := range res.Errors {
			if i < 5 {
				fmt.Println(e)
			}
		}
	case "checker":
		mode := packages.LoadSyntax
		for _, a := range as {
			if len(a.FactTypes) > 0 {
				mode = packages.LoadAllSyntax
			}
		}
		pkgs, err := packages.Load(&packages.Config{Mode: mode | packages.NeedModule, Dir: *dir, Tests: *tests}, flag.Args()...)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		g, err := checker.Analyze(as, pkgs, nil)
		fmt.Println(len(pkgs), len(g.Roots), err)
	}
	var self, kids syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &self)
	syscall.Getrusage(syscall.RUSAGE_CHILDREN, &kids)
	secs := func(r syscall.Rusage) float64 { return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds() }
	fmt.Printf("%s %s: wall %.2fs cpu %.2fs (children %.2fs) peak %d MB\n", *which, *set, time.Since(start).Seconds(), secs(self)+secs(kids), secs(kids), self.Maxrss>>10)
}
