package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
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
	settings atomic.Pointer[string] // answer to workspace/configuration
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
	e := &editor{t: t, dir: dir, ended: make(chan error, 1), versions: map[string]int{}}
	e.set("null")
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
				answers[i] = json.RawMessage(*e.settings.Load())
			}
		}
		return answers
	})
	t.Cleanup(func() { fromEditor.Close(); <-e.ended; e.ended <- nil })
	return e
}

// set is what the editor answers from now on when it is asked for settings.
func (e *editor) set(settings string) { e.settings.Store(&settings) }

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

func (e *editor) pulled(name string) []string {
	e.t.Helper()
	var report protocol.DiagnosticReport
	e.call("textDocument/diagnostic", object{"textDocument": object{"uri": e.uri(name)}}, &report)
	if report.Kind != "full" {
		e.t.Errorf("a report of kind %q", report.Kind)
	}
	return short(e.t, report.Items)
}
