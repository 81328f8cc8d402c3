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
)

var (
	program = flag.String("program", "", "folder of a module to measure on")
	file    = flag.String("file", "", "file in it to edit")
	keys    = flag.Int("keys", 100, "edits to measure")
)

// mistake is put at the end of the file, and moved by the edits.
const mistake = `

func counterlintMeasures(n *counterlintAtomic.Int64) bool {
	n.Add(-1)
	return n.Load() == 0
}
`

// TestLatency measures the time from an edit, sent, to the merged diagnostics that hold for it, received: each edit moves a
// finding by one line. It asserts nothing but that they come.
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
	e := start(t, dir, filepath.Join(t.TempDir(), "pids"))
	begin := time.Now()
	e.open(*file, text)
	line := strings.Count(text[:strings.Index(text, "return n.Load() == 0")], "\n")
	ours := func(line int) func(*protocol.PublishParams) bool {
		return func(p *protocol.PublishParams) bool {
			return slices.Contains(summary(t, p), fmt.Sprint(line, " counterlint addload"))
		}
	}
	if _, _, err := e.WaitPublished(0, e.uri(*file), ours(line)); err != nil {
		t.Fatal(err)
	}
	first := time.Since(begin)
	head := strings.Index(text, "counterlintMeasures")
	at := protocol.Position{Line: strings.Count(text[:head], "\n") - 1} // the empty line before the function
	var times []time.Duration
	for i := range *keys {
		mark := e.Mark()
		begin := time.Now()
		e.change(*file, protocol.ContentChange{Range: &protocol.Range{Start: at, End: at}, Text: "\n"})
		if _, _, err := e.WaitPublished(mark, e.uri(*file), ours(line+i+1)); err != nil {
			t.Fatal(err)
		}
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	q := func(p float64) time.Duration { return times[int(p*float64(len(times)-1))].Round(time.Millisecond) }
	t.Logf("%s, %d lines in the file; first %v; %d edits: min %v, median %v, p90 %v, p95 %v, p99 %v, max %v; %d cores", *file,
		strings.Count(text, "\n"), first.Round(time.Millisecond), len(times), q(0), q(0.5), q(0.9), q(0.95), q(0.99), q(1), runtime.NumCPU())
	t.Logf("memory: counterlint %s", memory(e.cmd.Process.Pid))
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
