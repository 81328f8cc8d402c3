//go:build unix

package oracle

// What the engine costs beside other drivers, each in a process of its own:
//
//	go test ./internal/driver/oracle -run '^$' -bench . -benchtime 1x -tree DIR -patterns './...'
//
// Of each run the CPU time in seconds and the peak of memory in MB are reported, with those of the processes that it started.
// Engine/cold begins with an empty cache; Engine/rules with one that another build of the tool filled; Engine/edit after a change
// of one function body. Checker is multichecker's way; Vet has a warm build cache, but no results: the tool is a new one.

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/rule"
)

var (
	tree     = flag.String("tree", "", "benchmarks: directory of the program; none: its standard library alone")
	patterns = flag.String("patterns", "std", "benchmarks: its packages, separated by blanks")
	tests    = flag.Bool("test-files", false, "benchmarks: test files too, as go vet always does")
	trivial  = flag.Bool("trivial", false, "benchmarks: one analyzer without facts instead of all rules")
	profile  = flag.String("profile", "", "benchmarks: file for the CPU profile of the engine")
)

// A job is what a child process does: the environment of the child holds its fields.
const jobEnv = "COUNTERLINT_BENCH"

func benchRules() []*rule.Rule {
	if os.Getenv(jobEnv+"_TRIVIAL") != "" {
		return []*rule.Rule{{Analyzer: atomic.Analyzer}}
	}
	return analyzers.All()
}

func benchAnalyzers() []*analysis.Analyzer {
	as := []*analysis.Analyzer{inspect.Analyzer}
	for _, r := range benchRules() {
		run := r.Analyzer.Run
		r.Analyzer.Run = func(pass *analysis.Pass) (_ any, err error) {
			defer func() {
				if e := recover(); e != nil { // as the engine does
					err = fmt.Errorf("panic: %v", e)
				}
			}()
			return run(pass)
		}
		as = append(as, r.Analyzer)
	}
	return as
}

// child does the job that the environment names.
func child(job string) error {
	if file := os.Getenv(jobEnv + "_PROFILE"); file != "" {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	patterns := strings.Fields(os.Getenv(jobEnv + "_PATTERNS"))
	tests := os.Getenv(jobEnv+"_TESTS") != ""
	if job == "checker" {
		pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Tests: tests}, patterns...)
		if err != nil {
			return err
		}
		_, err = checker.Analyze(benchAnalyzers(), pkgs, nil)
		return err
	}
	res, err := driver.Run(context.Background(), driver.Config{
		Patterns: patterns, Tests: tests, Rules: benchRules(), Tool: os.Getenv(jobEnv + "_TOOL"), Cache: cache.Open(os.Getenv(jobEnv + "_CACHE")), Matters: matters,
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d findings, %d errors, %d analyzed, %d cached, %d dependencies\n", len(res.Findings), len(res.Errors), res.Stats.Analyzed, res.Stats.Cached, res.Stats.Deps)
	return nil
}

// spawn runs a job in a process and reports what it took.
func spawn(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	cmd.Dir = *tree
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.Args[0] != "go" { // go vet fails when it finds something
		b.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	if line, ok := bytes.CutSuffix(out, []byte("\n")); ok && !bytes.Contains(line, []byte("\n")) {
		b.Logf("%s", line)
	}
	use := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	b.ReportMetric(time.Duration(use.Utime.Nano()+use.Stime.Nano()).Seconds(), "cpu-s")
	b.ReportMetric(float64(use.Maxrss)/1024, "peak-MB")
}

func jobCommand(job, cacheDir, tool string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), jobEnv+"="+job, jobEnv+"_PATTERNS="+*patterns, jobEnv+"_CACHE="+cacheDir, jobEnv+"_TOOL="+tool)
	if *trivial {
		cmd.Env = append(cmd.Env, jobEnv+"_TRIVIAL=1")
	}
	if *tests {
		cmd.Env = append(cmd.Env, jobEnv+"_TESTS=1")
	}
	if *profile != "" {
		cmd.Env = append(cmd.Env, jobEnv+"_PROFILE="+*profile)
	}
	return cmd
}

func BenchmarkEngine(b *testing.B) {
	dir := b.TempDir()
	n := 0
	run := func(name string, prepare func(*testing.B)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if prepare != nil {
					prepare(b)
				}
				spawn(b, jobCommand("engine", dir, strconv.Itoa(n)))
			}
		})
	}
	run("cold", func(b *testing.B) {
		if err := cache.Open(dir).Clean(); err != nil {
			b.Fatal(err)
		}
	})
	run("warm", nil)
	run("rules", func(*testing.B) { n++ })
}

func BenchmarkChecker(b *testing.B) {
	for b.Loop() {
		spawn(b, jobCommand("checker", "", ""))
	}
}

func BenchmarkVet(b *testing.B) {
	warm := exec.Command("go", append([]string{"vet", "-atomic"}, strings.Fields(*patterns)...)...)
	warm.Dir = *tree
	_ = warm.Run() // findings are no matter here; it fills the build cache
	for b.Loop() {
		cmd := exec.Command("go", append([]string{"vet", "-vettool=" + newTool(b)}, strings.Fields(*patterns)...)...)
		cmd.Env = append(os.Environ(), vetEnv+"=1")
		if *trivial {
			cmd.Env = append(cmd.Env, jobEnv+"_TRIVIAL=1")
		}
		spawn(b, cmd)
	}
}

// newTool copies the test binary and makes it another, by bytes at the end that nobody reads.
func newTool(b *testing.B) string {
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(b.TempDir(), "tool")
	var tail [16]byte
	_, _ = rand.Read(tail[:]) // never fails
	if err := os.WriteFile(name, append(data, tail[:]...), 0o777); err != nil {
		b.Fatal(err)
	}
	return name
}
