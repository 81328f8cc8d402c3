package server_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
)

var (
	edits    = flag.Int("edits", 40, "random edits to hold the server against fresh analyses")
	editSeed = flag.Uint64("edit-seed", 1, "of the random edits")
)

// Pieces of text that stand well between declarations, some of them mistakes, and pieces that stand well nowhere.
var (
	sound = []string{
		"// é 😀\n", "\n", "func f%d() bool {\n\trefs.Add(-1)\n\treturn /* 😀 */ refs.Load() == 0\n}\n", "var v%d atomic.Int64\n",
		"//counterlint:ignore addload because\n", "type T%d struct{ n atomic.Int32 }\n", "func g%d() {}\n",
	}
	odd = []string{
		"import \"strings\"\n", "import _ \"example.com/m/q\"\n", "//go:build linux\n\n", "x", "{", "}", "/*", "*/", "\"", "😀", "refs.Add(1)\n", "func (",
	}
)

// TestRandomEdits: after each of many edits, with no thought for what compiles, the server says what a fresh analysis of the same
// texts says.
func TestRandomEdits(t *testing.T) {
	other := "package q\n\nimport \"sync/atomic\"\n\nvar N atomic.Int64\n\nfunc Down() bool {\n\tN.Add(-1)\n\treturn N.Load() == 0\n}\n"
	texts := files{"p/p.go": twoGo, "p/more.go": "package p\n\nfunc Twice() bool { return Release() && Drop() }\n", "q/q.go": other}
	dir := folder(t, files{"go.mod": goMod, "p/p.go": twoGo, "p/more.go": texts["p/more.go"], "q/q.go": other})
	e := start(t, dir, object{
		"workspace": object{"diagnostics": object{"refreshSupport": true}}, "textDocument": object{"diagnostic": object{}},
	}, server.Options{})
	names := []string{"p/more.go", "p/p.go", "q/q.go"}
	for _, name := range names {
		e.open(name)
	}
	fresh := t.TempDir()
	rnd := rand.New(rand.NewPCG(*editSeed, 0))
	broken, found := 0, 0
	for i := range *edits {
		name := names[rnd.IntN(len(names))]
		if broken++; broken > 8 { // a person would have mended it by now
			broken = 0
			for _, name := range names {
				text, err := os.ReadFile(e.path(name))
				if err != nil {
					t.Fatal(err)
				}
				texts[name] = string(text)
				e.change(name, texts[name])
			}
		}
		texts[name] = e.randomEdit(rnd, name, texts[name], i)
		want := freshly(t, e, fresh, texts)
		for _, name := range names {
			got := e.pulledAfterAnalysis(name)
			found += len(got)
			if !slices.Equal(got, want[name]) {
				t.Fatalf("seed %d, edit %d, %s: the server says\n%q\na fresh analysis\n%q\nof\n%s", *editSeed, i, name, got, want[name], texts[name])
			}
		}
	}
	if found < *edits/4 {
		t.Errorf("%d findings after %d edits: they say nothing", found, *edits)
	}
	t.Logf("%d edits, %d findings", *edits, found)
}

// randomEdit changes a document by a range, and returns its new text.
func (e *editor) randomEdit(rnd *rand.Rand, name, text string, i int) string {
	piece, from := sound[rnd.IntN(len(sound))], strings.LastIndex(text, "\nfunc ")+1
	for range rnd.IntN(3) {
		from = strings.LastIndex(text[:from], "\nfunc ") + 1
	}
	to := from
	if from == 0 || rnd.IntN(10) == 0 {
		piece, from = odd[rnd.IntN(len(odd))], rnd.IntN(len(text)+1)
		to = min(len(text), from+rnd.IntN(2)*rnd.IntN(30))
	}
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	if strings.Contains(piece, "%d") {
		piece = fmt.Sprintf(piece, i)
	}
	e.versions[name]++
	e.Notify("textDocument/didChange", object{
		"textDocument":   object{"uri": e.uri(name), "version": e.versions[name]},
		"contentChanges": []object{{"range": protocol.Range{Start: place(text, from), End: place(text, to)}, "text": piece}},
	})
	return text[:from] + piece + text[to:]
}

// place counts as the protocol says, by another way than the server.
func place(text string, at int) protocol.Position {
	before := text[:at]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return protocol.Position{Line: strings.Count(before, "\n"), Character: len(utf16.Encode([]rune(line)))}
}

// pulledAfterAnalysis asks for the diagnostics of a document until its package has been looked at.
func (e *editor) pulledAfterAnalysis(name string) []string {
	e.t.Helper()
	var report protocol.DiagnosticReport
	// A request for all fixes waits for the present text whatever was known before.
	e.call("textDocument/codeAction", object{"textDocument": object{"uri": e.uri(name)}, "range": everywhere, "context": object{"only": []string{"source.fixAll"}}}, nil)
	e.call("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri(name)}}, &report)
	return long(e.t, report.Items)
}

func long(t *testing.T, items []json.RawMessage) []string {
	list := []string{}
	for i, line := range short(t, items) {
		var d protocol.Diagnostic
		if err := json.Unmarshal(items[i], &d); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %d %s", line, d.Severity, d.Message))
	}
	slices.Sort(list)
	return list
}

// freshly analyses the texts without a session, with a cache of its own.
func freshly(t *testing.T, e *editor, dir string, texts files) map[string][]string {
	t.Helper()
	cfg := driver.Config{
		Dir: e.dir, Patterns: []string{"./p", "./q"}, Rules: analyzers.All(), Tool: "fresh", Cache: cache.Open(dir),
		Env: append(os.Environ(), "GOWORK=off"), Overlay: map[string][]byte{},
	}
	for name, text := range texts {
		cfg.Overlay[e.path(name)] = []byte(text)
	}
	res, err := driver.Run(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string]string{}
	for _, r := range analyzers.All() {
		groups[r.Name()] = r.Group
	}
	f, err := filter.New(filter.Options{Groups: groups, MinSeverity: config.DefaultMinSeverity, Root: e.dir, Dir: e.dir})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for name, text := range texts {
		list := []string{}
		for _, x := range f.Apply(res.Findings) {
			if x.File != e.path(name) {
				continue
			}
			at := func(line, column int) protocol.Position {
				offset := 0
				for range line - 1 {
					offset += strings.IndexByte(text[offset:], '\n') + 1
				}
				return place(text, offset+column-1)
			}
			from, to := at(x.Line, x.Column), at(x.EndLine, x.EndColumn)
			severity := map[finding.Severity]int{finding.Error: 1, finding.Warning: 2}[x.Severity]
			list = append(list, fmt.Sprintf("%d:%d-%d:%d %s %d %s", from.Line, from.Character, to.Line, to.Character, x.Analyzer, severity, x.Message))
		}
		slices.Sort(list)
		want[name] = list
	}
	return want
}
