package conc

import (
	"bytes"
	"encoding/gob"
	"flag"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// stdPackages use atomics and locks in every way there is.
var stdPackages = flag.String("packages", "net/http sync sync/atomic runtime/pprof runtime/debug runtime/metrics database/sql expvar internal/poll log/slog encoding/gob context os testing crypto/tls go/types",
	"packages that TestStd looks at")

// TestStd asks everything about code that nobody here wrote, and wants no panic and small facts.
func TestStd(t *testing.T) {
	if testing.Short() {
		t.Skip("loads std from source")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, strings.Fields(*stdPackages)...)
	if err != nil {
		t.Fatal(err)
	}
	ask := &analysis.Analyzer{Name: "ask", Doc: "asks", Requires: []*analysis.Analyzer{Analyzer}, Run: func(pass *analysis.Pass) (any, error) {
		start := time.Now()
		m := For(pass)
		text := dump(m)
		t.Logf("%-20s %4d operations %4d counters %4d mutexes, %d bytes of dump, %v to ask", pass.Pkg.Path(), len(m.Ops), len(m.Keys()), len(m.Mutexes()), len(text), time.Since(start).Round(time.Millisecond))
		for _, s := range m.Skipped() {
			if strings.HasPrefix(s.Why, "init has more than ") { // tables
				continue
			}
			t.Errorf("%s: skipped: %s", pass.Fset.Position(s.Pos), s.Why)
		}
		if text != dump(m) {
			t.Errorf("%s: two dumps differ", pass.Pkg.Path())
		}
		return nil, nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	graph, err := checker.Analyze([]*analysis.Analyzer{ask}, pkgs, &checker.Options{Sequential: true})
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	var lines, facts, size int
	for act := range graph.All() {
		if act.Err != nil {
			t.Errorf("%s: %v", act, act.Err)
		}
		if act.Analyzer != Facts {
			continue
		}
		for _, f := range act.Package.Syntax {
			lines += act.Package.Fset.File(f.FileStart).LineCount()
		}
		for _, f := range act.AllObjectFacts() {
			if f.Object.Pkg() == act.Package.Types {
				facts++
				var buf bytes.Buffer
				if err := gob.NewEncoder(&buf).Encode(f.Fact); err != nil {
					t.Error(err)
				}
				size += buf.Len()
			}
		}
	}
	t.Logf("%d lines in %v, %d MB allocated; %d facts, %d bytes each gob-encoded alone", lines, time.Since(start).Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, facts, size)
	if perLine := float64(size) / float64(lines); perLine > 0.25 {
		t.Errorf("facts take %.2f bytes a line of code, want at most 0.25", perLine)
	}
}
