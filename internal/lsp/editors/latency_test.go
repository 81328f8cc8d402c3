//go:build unix

package editors

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

var (
	program = flag.String("program", "", "folder of a module to measure on")
	file    = flag.String("file", "", "file in it to edit")
	keys    = flag.Int("keys", 100, "edits to measure")
	alone   = flag.Bool("alone", false, "measure counterlint lsp, without gopls")
)

// warmUp edits are not counted.
const warmUp = 20

// mistake is put at the end of the file. The edits comment the marked line out, and in again.
const mistake = `

func counterlintMeasures(n *counterlintAtomic.Int64) bool {
	n.Add(-1) // the marked line
	return n.Load() == 0
}
`

// TestLatency measures the time from an edit, sent, to the merged diagnostics that hold for it, received: each edit makes a
// finding, or takes it away. It asserts nothing but that they come.
func TestLatency(t *testing.T) {
	need(t, *goplsFile, "gopls")
	need(t, *program, "program")
	dir, err := filepath.Abs(*program)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, *file))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(source), "\nimport (", "\nimport counterlintAtomic \"sync/atomic\"\n\nimport (", 1) + mistake
	lines := func(before string) int { return strings.Count(text[:strings.Index(text, before)], "\n") }
	e := start(t, dir, filepath.Join(t.TempDir(), "pids"), object{})
	begin := time.Now()
	e.open(*file, text)
	found := func(want bool) func(*protocol.PublishParams) bool {
		here := fmt.Sprint(lines("return n.Load() == 0"), " counterlint addload")
		return func(p *protocol.PublishParams) bool { return slices.Contains(summary(t, p), here) == want }
	}
	if _, _, err := e.WaitPublished(0, e.uri(*file), found(true)); err != nil {
		t.Fatal(err)
	}
	first := time.Since(begin)
	if !*alone { // until it has loaded the workspace, both cores are gopls's
		if _, _, err := e.Wait(0, func(m *rpc.Message) bool {
			return m.Method == "$/progress" && strings.Contains(string(m.Params), `"end"`)
		}); err != nil {
			t.Fatal(err)
		}
	}
	at := protocol.Position{Line: lines("n.Add(-1) // the marked line")}
	var times []time.Duration
	for i := range warmUp + *keys {
		change := protocol.ContentChange{Range: &protocol.Range{Start: at, End: at}, Text: "//"}
		if i%2 == 1 {
			change.Range.End.Character, change.Text = 2, ""
		}
		mark := e.Mark()
		begin := time.Now()
		e.change(*file, change)
		if _, _, err := e.WaitPublished(mark, e.uri(*file), found(i%2 == 1)); err != nil {
			t.Fatal(err)
		}
		if i >= warmUp {
			times = append(times, time.Since(begin))
		}
	}
	slices.Sort(times)
	q := func(p float64) time.Duration { return times[int(p*float64(len(times)-1))].Round(time.Millisecond) }
	t.Logf("%s, a file of %d lines: the first time %v; %d edits: min %v, median %v, p90 %v, p95 %v, p99 %v, max %v; %d cores", *file,
		strings.Count(text, "\n"), first.Round(time.Millisecond), len(times), q(0), q(0.5), q(0.9), q(0.95), q(0.99), q(1), runtime.NumCPU())
	t.Logf("memory of counterlint: %s", memory(e.cmd.Process.Pid))
	e.leave()
}

// memory is what a process has in memory, and had at most.
func memory(pid int) string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown"
	}
	var words []string
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "VmRSS") || strings.HasPrefix(line, "VmHWM") {
			words = append(words, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(words, ", ")
}
