package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/rpc"
	"github.com/counterlint/counterlint/internal/lsp/server"
)

// refsGo has one mistake with a safe fix, behind a character of two UTF-16 units and four bytes.
const refsGo = `package p

import "sync/atomic"

var refs atomic.Int64

func Release() bool {
	refs.Add(-1)
	return /* 😀 */ refs.Load() == 0
}
`

const goMod = "module example.com/m\n\ngo 1.26\n"

// An editor is a scripted client of a server over the files of a folder.
type editor struct {
	*client.Client
	t        *testing.T
	dir      string
	settings string // answer to workspace/configuration
	ended    chan error
	versions map[string]int
}

type files = map[string]string

var sharedCache string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "counterlint-cache")
	if err != nil {
		panic(err)
	}
	sharedCache = dir
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

func newSession(b server.Build) (server.Session, error) {
	return driver.NewSession(driver.Config{
		Dir: b.Dir, Tests: b.Tests, BuildFlags: b.Flags, Env: append(append(os.Environ(), "GOWORK=off"), b.Env...), Rules: analyzers.All(), Tool: "test", Cache: cache.Open(sharedCache),
	})
}

// folder writes files into a new folder.
func folder(t *testing.T, content files) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range content {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

type object = map[string]any

// start starts a server for dir and says hello.
func start(t *testing.T, dir string, capabilities object, opts server.Options) *editor {
	t.Helper()
	e := launch(t, dir, opts)
	e.call("initialize", object{"rootUri": protocol.URI(dir), "capabilities": capabilities}, nil)
	e.Notify("initialized", object{})
	return e
}

func launch(t *testing.T, dir string, opts server.Options) *editor {
	t.Helper()
	e := &editor{t: t, dir: dir, settings: "null", ended: make(chan error, 1), versions: map[string]int{}}
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	opts.Rules = analyzers.All()
	if opts.NewSession == nil {
		opts.NewSession = newSession
	}
	go func() {
		err := server.Run(context.Background(), toServer, fromServer, opts)
		e.ended <- err
		fromServer.Close()
		toServer.Close()
	}()
	e.Client = client.New(toEditor, fromEditor, func(method string, params json.RawMessage) any {
		if method != "workspace/configuration" {
			return nil
		}
		var p protocol.ConfigurationParams
		if err := json.Unmarshal(params, &p); err != nil {
			t.Error(err)
		}
		answers := make([]json.RawMessage, len(p.Items))
		for i, item := range p.Items {
			answers[i] = json.RawMessage("null")
			if item.Section == "counterlint" {
				answers[i] = json.RawMessage(e.settings)
			}
		}
		return answers
	})
	t.Cleanup(func() { fromEditor.Close(); <-e.ended; e.ended <- nil })
	return e
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	if err := e.Call(method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

func (e *editor) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }
func (e *editor) uri(name string) string  { return protocol.URI(e.path(name)) }

// open opens a file with the text on disk.
func (e *editor) open(name string) {
	e.t.Helper()
	text, err := os.ReadFile(e.path(name))
	if err != nil {
		e.t.Fatal(err)
	}
	e.openText(name, string(text))
}

func (e *editor) openText(name, text string) {
	e.versions[name] = 1
	e.Notify("textDocument/didOpen", object{"textDocument": object{"uri": e.uri(name), "languageId": "go", "version": 1, "text": text}})
}

// change replaces the text of a document, and returns its new version.
func (e *editor) change(name, text string) int {
	e.versions[name]++
	e.Notify("textDocument/didChange", object{
		"textDocument": object{"uri": e.uri(name), "version": e.versions[name]}, "contentChanges": []object{{"text": text}},
	})
	return e.versions[name]
}

func (e *editor) close(name string) {
	e.Notify("textDocument/didClose", object{"textDocument": object{"uri": e.uri(name)}})
}

// published waits for the diagnostics of a file after a mark, of that version; 0 is any. It returns them as "line:column-line:column
// analyzer", and the mark behind them.
func (e *editor) published(mark int, name string, version int) ([]string, int) {
	e.t.Helper()
	p, next, err := e.WaitPublished(mark, e.uri(name), func(p *protocol.PublishParams) bool {
		return version == 0 || p.Version != nil && *p.Version == version
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return short(e.t, p.Diagnostics), next
}

func short(t *testing.T, items []json.RawMessage) []string {
	t.Helper()
	list := []string{}
	for _, item := range items {
		var d protocol.Diagnostic
		if err := json.Unmarshal(item, &d); err != nil {
			t.Fatal(err)
		}
		r := d.Range
		list = append(list, fmt.Sprintf("%d:%d-%d:%d %s", r.Start.Line, r.Start.Character, r.End.Line, r.End.Character, d.Code))
	}
	return list
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

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

// actions asks for the actions of one kind at a place.
func (e *editor) actions(name string, at protocol.Range, only ...string) []protocol.CodeAction {
	e.t.Helper()
	var actions []protocol.CodeAction
	params := object{"textDocument": object{"uri": e.uri(name)}, "range": at, "context": object{"diagnostics": []any{}, "only": only}}
	if len(only) == 1 && only[0] == "" {
		params["context"] = object{"diagnostics": []any{}}
	}
	e.call("textDocument/codeAction", params, &actions)
	return actions
}

// apply makes the edits of an action in a text.
func (e *editor) apply(name, text string, action protocol.CodeAction) string {
	e.t.Helper()
	edits := action.Edit.Changes[e.uri(name)]
	for _, d := range action.Edit.DocumentChanges {
		if d.TextDocument.URI == e.uri(name) {
			edits = d.Edits
		}
	}
	if len(edits) == 0 {
		e.t.Fatalf("no edits of %s: %+v", name, action.Edit)
	}
	docs := protocol.Documents{Encoding: protocol.UTF16}
	docs.Open(protocol.DidOpenParams{TextDocument: protocol.TextDocumentItem{URI: "x:", Text: text}})
	for _, edit := range slices.Backward(edits) {
		if err := docs.Change(protocol.DidChangeParams{
			TextDocument: protocol.TextDocumentIdentifier{URI: "x:"}, ContentChanges: []protocol.ContentChange{{Range: &edit.Range, Text: edit.NewText}},
		}); err != nil {
			e.t.Fatal(err)
		}
	}
	return docs.Get("x:").Text
}

var everywhere = protocol.Range{End: protocol.Position{Line: 1 << 20}}

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

// No fix is offered for a text that is not the one that was analysed.
func TestNoFixForAnotherText(t *testing.T) {
	gate := make(chan struct{}, 1)
	gate <- struct{}{}
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo}), object{}, server.Options{
		NewSession: func(b server.Build) (server.Session, error) {
			s, err := newSession(b)
			return gated{s, gate}, err
		},
	})
	e.open("p/p.go")
	e.published(0, "p/p.go", 1)
	e.change("p/p.go", "// Not yet analysed.\n"+refsGo)
	if actions := e.actions("p/p.go", everywhere, ""); len(actions) != 0 {
		t.Errorf("%+v", actions)
	}
	gate <- struct{}{}
	e.published(0, "p/p.go", 2)
	if actions := e.actions("p/p.go", everywhere, ""); len(actions) != 1 {
		t.Errorf("%+v", actions)
	}
}

// A gated session needs a leave for each run.
type gated struct {
	server.Session
	gate chan struct{}
}

func (g gated) Run(ctx context.Context, patterns []string, overlay map[string][]byte) (*driver.Result, error) {
	select {
	case <-g.gate:
		return g.Session.Run(ctx, patterns, overlay)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Newer text calls an analysis off; the one for the last text is what counts.
func TestNewerText(t *testing.T) {
	gate := make(chan struct{})
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo}), object{}, server.Options{
		NewSession: func(b server.Build) (server.Session, error) {
			s, err := newSession(b)
			return gated{s, gate}, err
		},
	})
	e.open("p/p.go")
	last := 0
	for i := range 50 {
		last = e.change("p/p.go", strings.Repeat("//\n", i)+refsGo)
	}
	close(gate)
	got, mark := e.published(0, "p/p.go", last)
	same(t, "last", got, "57:17-57:28 addload")
	e.call("textDocument/hover", object{"textDocument": object{"uri": e.uri("p/p.go")}}, nil)
	if e.Mark() != mark {
		t.Errorf("said more than the last")
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

func (e *editor) pulled(name string) []string {
	e.t.Helper()
	var report protocol.DiagnosticReport
	e.call("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri(name)}}, &report)
	if report.Kind != "full" {
		e.t.Errorf("a report of kind %q", report.Kind)
	}
	return short(e.t, report.Items)
}

// A request that waits can be cancelled.
func TestCancel(t *testing.T) {
	gate := make(chan struct{}, 1)
	gate <- struct{}{}
	capabilities := object{"workspace": object{"diagnostics": object{"refreshSupport": true}}, "textDocument": object{"diagnostic": object{}}}
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo}), capabilities, server.Options{
		NewSession: func(b server.Build) (server.Session, error) {
			s, err := newSession(b)
			return gated{s, gate}, err
		},
	})
	e.open("p/p.go")
	if _, _, err := e.Wait(0, func(m *rpc.Message) bool { return m.Method == "workspace/diagnostic/refresh" }); err != nil {
		t.Fatal(err)
	}
	e.change("p/p.go", refsGo+"\n")
	var ids []json.RawMessage
	ids = append(ids, e.Start("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri("p/p.go")}}))
	ids = append(ids, e.Start("textDocument/codeAction", object{"textDocument": object{"uri": e.uri("p/p.go")}, "range": everywhere, "context": object{"only": []string{"source.fixAll"}}}))
	for _, id := range ids {
		e.Notify("$/cancelRequest", object{"id": id})
		var failed *rpc.Error
		if err := e.Finish(id, nil); !errors.As(err, &failed) || failed.Code != rpc.RequestCancelled {
			t.Errorf("%v", err)
		}
	}
	late := e.Start("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri("p/p.go")}})
	e.call("shutdown", nil, nil)
	if err := e.Finish(late, nil); err == nil {
		t.Error("answered after the shutdown")
	}
	if err := e.Call("textDocument/hover", object{}, nil); err == nil {
		t.Error("answered after the shutdown")
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

func TestSettings(t *testing.T) {
	dir := folder(t, files{"go.mod": goMod, "p/p.go": refsGo, "p/p_test.go": strings.NewReplacer("refs", "more", "Release", "Drop").Replace(refsGo)})
	e := launch(t, dir, server.Options{})
	e.settings = `{"disable":["addload"]}`
	e.call("initialize", object{"rootUri": protocol.URI(dir), "capabilities": object{"workspace": object{"configuration": true}}}, nil)
	e.Notify("initialized", object{})
	e.open("p/p.go")
	e.settings = "null"
	e.Notify("workspace/didChangeConfiguration", object{"settings": nil})
	got, mark := e.published(0, "p/p.go", 0)
	same(t, "no settings", got, "8:17-8:28 addload")

	write(t, filepath.Join(dir, ".counterlint.yml"), "version: 1\ndisable: [addload]\n")
	e.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{{"uri": e.uri(".counterlint.yml"), "type": 1}}})
	got, mark = e.published(mark, "p/p.go", 0)
	same(t, "disabled by the file", got)

	write(t, filepath.Join(dir, ".counterlint.yml"), "version: 1\ntests: true\n")
	e.Notify("textDocument/didSave", object{"textDocument": object{"uri": e.uri(".counterlint.yml")}})
	got, mark = e.published(mark, "p/p_test.go", 0)
	same(t, "tests", got, "8:17-8:28 addload")

	write(t, filepath.Join(dir, ".counterlint.yml"), "version: 1\nenabel: [addload]\n")
	e.Notify("workspace/didChangeWatchedFiles", object{"changes": []object{}})
	got, mark = e.published(mark, ".counterlint.yml", 0)
	same(t, "the mistake in the file", got, "1:0-1:0 ")
	m, _, err := e.Wait(0, func(m *rpc.Message) bool { return m.Method == "window/showMessage" })
	if err != nil || !strings.Contains(string(m.Params), "enabel") {
		t.Errorf("%s, %v", m.Params, err)
	}
	if err := os.Remove(filepath.Join(dir, ".counterlint.yml")); err != nil {
		t.Fatal(err)
	}
	e.settings = `{"enable":["nosuch"]}`
	e.Notify("workspace/didChangeConfiguration", object{})
	m, _, err = e.Wait(mark, func(m *rpc.Message) bool { return strings.Contains(string(m.Params), "nosuch") })
	if err != nil || m.Method != "window/logMessage" && m.Method != "window/showMessage" {
		t.Errorf("%+v, %v", m, err)
	}
}

// Two folders, one of them with two modules, each with settings of its own.
func TestFolders(t *testing.T) {
	one := folder(t, files{"a/go.mod": goMod, "a/p.go": refsGo, "b/go.mod": goMod, "b/p.go": refsGo, ".counterlint.yml": "version: 1\n"})
	two := folder(t, files{"go.mod": goMod, "p.go": refsGo, ".counterlint.yml": "version: 1\ndisable: [addload]\n", "q/q.go": refsGo})
	e := launch(t, one, server.Options{})
	e.call("initialize", object{"workspaceFolders": []object{{"uri": protocol.URI(one), "name": "one"}}, "capabilities": object{}}, nil)
	e.Notify("initialized", object{})
	e.open("a/p.go")
	e.open("b/p.go")
	for _, name := range []string{"a/p.go", "b/p.go"} {
		got, _ := e.published(0, name, 0)
		same(t, name, got, "8:17-8:28 addload")
	}
	e.dir = two
	e.open("p.go") // outside of the workspace
	e.Notify("workspace/didChangeWorkspaceFolders", object{"event": object{"added": []object{{"uri": protocol.URI(two)}}, "removed": []object{}}})
	write(t, filepath.Join(two, ".counterlint.yml"), "version: 1\n")
	e.Notify("textDocument/didSave", object{"textDocument": object{"uri": e.uri(".counterlint.yml")}})
	got, mark := e.published(0, "p.go", 0)
	same(t, "added", got, "8:17-8:28 addload")
	e.Notify("workspace/didChangeWorkspaceFolders", object{"event": object{"removed": []object{{"uri": protocol.URI(two)}}, "added": []object{}}})
	got, _ = e.published(mark, "p.go", 0)
	same(t, "removed", got)
}

// What a client may do wrong costs it an answer, not the server.
func TestMistakes(t *testing.T) {
	e := launch(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo}), server.Options{})
	if err := e.Call("textDocument/hover", object{}, nil); err == nil || err.Error() != "not initialized" {
		t.Error(err)
	}
	e.Notify("textDocument/didOpen", object{})
	e.call("initialize", object{"rootUri": protocol.URI(e.dir), "capabilities": object{"general": object{"positionEncodings": []string{"utf-8", "utf-16"}}}}, nil)
	if err := e.Call("initialize", object{}, nil); err == nil {
		t.Error("initialized twice")
	}
	if err := e.Call("textDocument/definition", object{}, nil); err == nil || !strings.Contains(err.Error(), "textDocument/definition") {
		t.Error(err)
	}
	if err := e.Call("textDocument/hover", []int{1}, nil); err == nil {
		t.Error("wrong parameters are taken")
	}
	e.change("p/p.go", "not open")
	e.close("p/p.go")
	e.Notify("no/such", nil)
	e.call("textDocument/hover", object{"textDocument": object{"uri": "untitled:1"}}, nil)
	e.open("p/p.go")
	got, _ := e.published(0, "p/p.go", 1)
	same(t, "in bytes", got, "8:19-8:30 addload")
	e.Notify("exit", nil)
	if err := <-e.ended; err != server.ErrNoShutdown {
		t.Error(err)
	}
	e.ended <- nil
}
