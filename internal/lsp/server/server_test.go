package server_test

import (
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

// The whole way: open, edit without saving, fix, leave.
func TestEdit(t *testing.T) {
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": "package p\n"}), object{}, server.Options{})
	e.open("p/p.go")
	e.change("p/p.go", refsGo)
	got, mark := e.published(0, "p/p.go", 2)
	same(t, "unsaved", got, "8:17-8:28 addload")
	v := e.change("p/p.go", "// A comment.\n"+refsGo)
	got, mark = e.published(mark, "p/p.go", v)
	same(t, "moved", got, "9:17-9:28 addload")

	actions := e.actions("p/p.go", protocol.Range{Start: protocol.Position{Line: 9, Character: 20}, End: protocol.Position{Line: 9, Character: 20}}, "")
	if len(actions) != 1 || actions[0].Title != "Use the result of Add" || actions[0].Kind != "quickfix" || !actions[0].IsPreferred || len(actions[0].Diagnostics) != 1 {
		t.Fatalf("%+v", actions)
	}
	fixed := e.apply("p/p.go", "// A comment.\n"+refsGo, actions[0])
	if want := "return /* 😀 */ refs.Add(-1) == 0"; !strings.Contains(fixed, want) {
		t.Errorf("fixed:\n%s", fixed)
	}
	v = e.change("p/p.go", fixed)
	got, _ = e.published(mark, "p/p.go", 0)
	same(t, "fixed", got)

	e.call("shutdown", nil, nil)
	e.Notify("exit", nil)
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if err := <-e.ended; err != nil {
		t.Error(err)
	}
	e.ended <- nil
}

// Where counterlint's gauge is at hand, a finding has two fixes to choose from.
func TestAlternative(t *testing.T) {
	const gaugeGo = `package p

import (
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/gauge"
)

var (
	active atomic.Int64
	open   gauge.Gauge
)

func work(load func() error) error {
	open.Inc()
	active.Add(1)
	if err := load(); err != nil {
		return err
	}
	active.Add(-1)
	return nil
}
`
	const runtime = "github.com/counterlint/counterlint/runtime"
	e := start(t, folder(t, files{
		"go.mod": goMod + "\nrequire " + runtime + " v0.1.0\n\nreplace " + runtime + " => ./runtime\n", "p/p.go": gaugeGo, "runtime/go.mod": "module " + runtime + "\n\ngo 1.26\n",
		"runtime/gauge/gauge.go": "package gauge\n\ntype Gauge struct{ n int64 }\n\nfunc (g *Gauge) Inc() {}\n\nfunc (g *Gauge) Add(d int64) {}\n\nfunc (g *Gauge) Enter() (leave func()) { return nil }\n",
	}), object{"workspace": object{"workspaceEdit": object{"documentChanges": true}}}, server.Options{})
	e.open("p/p.go")
	got, _ := e.published(0, "p/p.go", 1)
	same(t, "found", got, "15:1-15:14 gaugeleak")
	actions := e.actions("p/p.go", everywhere, "")
	if len(actions) != 2 || actions[0].Title != "Defer the lowering right after the raise" || actions[1].Title != "Make active a gauge.Gauge, and defer its Enter (needs review)" || actions[1].IsPreferred {
		t.Fatalf("%+v", actions)
	}
	for i, want := range []string{"active.Add(1)\n\tdefer active.Add(-1)\n", "active gauge.Gauge\n"} {
		if fixed := e.apply("p/p.go", gaugeGo, actions[i]); !strings.Contains(fixed, want) {
			t.Errorf("%s:\n%s", actions[i].Title, fixed)
		}
	}
}

// twoGo has two mistakes with safe fixes in one file.
const twoGo = refsGo + `
var more atomic.Int64

func Drop() bool {
	more.Add(-2)
	return more.Load() == 0
}
`

func TestFixAll(t *testing.T) {
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": twoGo}), object{"workspace": object{"workspaceEdit": object{"documentChanges": true}}}, server.Options{})
	e.open("p/p.go")
	got, _ := e.published(0, "p/p.go", 1)
	same(t, "found", got, "8:17-8:28 addload", "15:8-15:19 addload")
	for _, only := range []string{"source", "source.fixAll", "source.fixAll.counterlint"} {
		actions := e.actions("p/p.go", everywhere, only)
		if len(actions) != 1 || actions[0].Kind != server.FixAll {
			t.Fatalf("%s: %+v", only, actions)
		}
		if v := actions[0].Edit.DocumentChanges[0].TextDocument.Version; v == nil || *v != 1 {
			t.Errorf("version %v", v)
		}
		fixed := e.apply("p/p.go", twoGo, actions[0])
		if !strings.Contains(fixed, "refs.Add(-1) == 0") || !strings.Contains(fixed, "more.Add(-2) == 0") {
			t.Errorf("%s:\n%s", only, fixed)
		}
	}
	for _, only := range []string{"source.organizeImports", "refactor", "source.fixAll.other", "source.fix"} {
		if actions := e.actions("p/p.go", everywhere, only); len(actions) != 0 {
			t.Errorf("%s: %+v", only, actions)
		}
	}
	if actions := e.actions("p/p.go", everywhere, "quickfix"); len(actions) != 2 {
		t.Errorf("quick fixes: %+v", actions)
	}
	// A request that comes right behind an edit is about the new text.
	e.change("p/p.go", "// Moved.\n\n"+twoGo)
	fixed := e.apply("p/p.go", "// Moved.\n\n"+twoGo, e.actions("p/p.go", everywhere, "source.fixAll")[0])
	if !strings.HasPrefix(fixed, "// Moved.\n\npackage p\n") || !strings.Contains(fixed, "more.Add(-2) == 0") {
		t.Errorf("moved:\n%s", fixed)
	}
	e.change("p/p.go", "package p\n")
	if actions := e.actions("p/p.go", everywhere, "source.fixAll"); len(actions) != 0 {
		t.Errorf("nothing to fix: %+v", actions)
	}
}

func TestPull(t *testing.T) {
	capabilities := object{
		"workspace": object{"diagnostics": object{"refreshSupport": true}}, "textDocument": object{"diagnostic": object{}},
	}
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo, "p/q.go": strings.NewReplacer("refs", "more", "Release", "Drop").Replace(refsGo)}), capabilities, server.Options{})
	e.open("p/p.go")
	// The first time there is nothing to wait for; the client is told to ask again.
	_, mark, err := e.Wait(0, func(m *rpc.Message) bool { return m.Method == "workspace/diagnostic/refresh" })
	if err != nil {
		t.Fatal(err)
	}
	same(t, "pulled", e.pulled("p/p.go"), "8:17-8:28 addload")
	got, _ := e.published(0, "p/q.go", 0) // it is not open
	same(t, "published", got, "8:17-8:28 addload")
	if p := e.Published(mark, e.uri("p/p.go")); p != nil {
		t.Errorf("published although it is asked for: %+v", p)
	}
	e.change("p/p.go", "\n"+refsGo)
	same(t, "at once behind an edit", e.pulled("p/p.go"), "9:17-9:28 addload")

	// Opened, a file is asked for and no more published; closed, the other way round.
	mark = e.Mark()
	e.open("p/q.go")
	same(t, "opened", e.pulled("p/q.go"), "8:17-8:28 addload")
	got, mark = e.published(mark, "p/q.go", 0)
	same(t, "taken back", got)
	e.close("p/q.go")
	got, _ = e.published(mark, "p/q.go", 0)
	same(t, "closed", got, "8:17-8:28 addload")

	var all struct{ Items []protocol.DiagnosticReport }
	e.call("workspace/diagnostic", object{"previousResultIds": []any{}}, &all)
	if len(all.Items) != 1 || all.Items[0].URI != e.uri("p/p.go") || len(all.Items[0].Items) != 1 {
		t.Errorf("%+v", all)
	}
}

func TestHover(t *testing.T) {
	text := "package p\n\nvar n int // 😀 x //counterlint:ignore addload, nosuch,loadstore because\n"
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": text}), object{}, server.Options{})
	e.open("p/p.go")
	line := strings.Split(text, "\n")[2]
	units := func(s string) int { return len([]rune(line[:strings.Index(line, s)])) + 1 } // the emoji has two
	for at, want := range map[int]string{
		units("addload"): "**addload**", units("addload") + 7: "**addload**", units("loadstore because") + 1: "**loadstore**",
		units("nosuch") + 1: "", units("ignore"): "", 0: "", units("because"): "", 999: "",
	} {
		var h *protocol.Hover
		e.call("textDocument/hover", object{"textDocument": object{"uri": e.uri("p/p.go")}, "position": protocol.Position{Line: 2, Character: at}}, &h)
		if (h == nil) != (want == "") || h != nil && (!strings.HasPrefix(h.Contents.Value, want) || h.Contents.Kind != "markdown") {
			t.Errorf("at %d: %+v, want %q", at, h, want)
		}
	}
}
