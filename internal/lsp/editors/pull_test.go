//go:build unix

package editors

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// TestAsked asks for diagnostics instead of being sent them, and holds gopls's part against a gopls that nobody stands in front of.
func TestAsked(t *testing.T) {
	need(t, *goplsFile, "gopls")
	options := object{"pullDiagnostics": true}
	dir := world(t)
	merged := start(t, dir, filepath.Join(t.TempDir(), "pids"), options)
	plain := begin(t, dir, exec.Command(*goplsFile, "serve"), options)
	for _, e := range []*editor{merged, plain} {
		e.open("p.go", bothGo)
	}
	if _, _, err := merged.Wait(0, func(m *rpc.Message) bool { return m.Method == "workspace/diagnostic/refresh" }); err != nil {
		t.Fatal(err)
	}
	text := bothGo
	for i, piece := range []string{"", "// é 😀\n", "var unused%d int\n", "func broken%d( {\n", "", "func missing%d() int {}\n", "var s%d string = 1\n"} {
		if piece == "" {
			text = bothGo
		} else {
			text = strings.Replace(text, "\nvar refs", "\n"+strings.ReplaceAll(piece, "%d", fmt.Sprint(i))+"\nvar refs", 1)
		}
		for _, e := range []*editor{merged, plain} {
			e.change("p.go", protocol.ContentChange{Text: text})
		}
		got, want := merged.asked("p.go"), plain.asked("p.go")
		ours := 0
		got = slices.DeleteFunc(got, func(item string) bool {
			is := strings.Contains(item, `"source":"counterlint"`)
			if is {
				ours++
			}
			return is
		})
		if !slices.Equal(got, want) {
			t.Errorf("%q: gopls's part is\n%q\nand alone\n%q", piece, got, want)
		}
		if i < 3 && ours != 2 {
			t.Errorf("%q: %d findings", piece, ours)
		}
	}
	merged.leave()
	plain.leave()
}

// asked asks for the diagnostics of a file.
func (e *editor) asked(name string) []string {
	e.t.Helper()
	var report struct{ Items []json.RawMessage }
	e.call("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri(name)}}, &report)
	list := []string{}
	for _, item := range report.Items {
		list = append(list, string(item))
	}
	return list
}
