//go:build unix

package editors

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

var (
	goplsFile = flag.String("gopls", "", "the real gopls")
	nvimFile  = flag.String("nvim", "", "Neovim 0.7 or later")
	emacsFile = flag.String("emacs", "", "Emacs with Eglot 1.9 or later")
)

// counterlint is the program, made by TestMain where it is needed.
var counterlint string

func TestMain(m *testing.M) {
	flag.Parse()
	status, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func run(m *testing.M) (int, error) {
	if *goplsFile == "" {
		return m.Run(), nil
	}
	dir, err := os.MkdirTemp("", "counterlint-editors")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	counterlint = filepath.Join(dir, "counterlint-gopls")
	build := exec.Command("go", "build", "-o", counterlint, "../../../cmd/counterlint")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 0, err
	}
	if *program == "" { // a measurement is of a warm cache
		os.Setenv("COUNTERLINT_CACHE", filepath.Join(dir, "cache"))
	}
	return m.Run(), nil
}

func need(t *testing.T, file string, name string) {
	t.Helper()
	if file == "" {
		t.Skip("without -" + name)
	}
}

// An editor is a client of counterlint gopls, as a process.
type editor struct {
	*client.Client
	t       *testing.T
	dir     string
	cmd     *exec.Cmd
	version int
}

type object = map[string]any

// start starts the program in a folder, with options for gopls. pids is where each gopls writes its process.
func start(t *testing.T, dir, pids string, options object) *editor {
	t.Helper()
	wrapper := filepath.Join(t.TempDir(), "gopls")
	script := fmt.Sprintf("#!/bin/sh\necho $$ >>'%s'\nexec '%s' \"$@\"\n", pids, *goplsFile)
	if err := os.WriteFile(wrapper, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(counterlint, "serve")
	if *alone {
		plain := filepath.Join(t.TempDir(), "counterlint") // by that name it is not gopls
		if err := os.Symlink(counterlint, plain); err != nil {
			t.Fatal(err)
		}
		cmd = exec.Command(plain, "lsp")
	}
	cmd.Env = append(os.Environ(), "COUNTERLINT_GOPLS="+wrapper)
	return begin(t, dir, cmd, options)
}

// begin starts a server in a folder, with options for gopls.
func begin(t *testing.T, dir string, cmd *exec.Cmd, options object) *editor {
	t.Helper()
	e := &editor{t: t, dir: dir, cmd: cmd}
	e.cmd.Dir, e.cmd.Stderr = dir, os.Stderr
	if e.cmd.Env == nil {
		e.cmd.Env = os.Environ()
	}
	if *program == "" {
		e.cmd.Env = append(e.cmd.Env, "GOWORK=off")
	}
	in, err := e.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	e.Client = client.New(out, in, func(method string, params json.RawMessage) any {
		if method != "workspace/configuration" {
			return nil
		}
		var p protocol.ConfigurationParams
		if err := json.Unmarshal(params, &p); err != nil {
			t.Error(err)
		}
		return make([]any, len(p.Items))
	})
	document := object{
		"codeAction": object{"codeActionLiteralSupport": object{"codeActionKind": object{"valueSet": []string{"quickfix", "source"}}}},
		"hover":      object{"contentFormat": []string{"markdown"}},
	}
	if options["pullDiagnostics"] == true {
		document["diagnostic"] = object{}
	}
	e.call("initialize", object{
		"rootUri": protocol.URI(dir), "workspaceFolders": []object{{"uri": protocol.URI(dir), "name": "m"}},
		"capabilities": object{
			"workspace": object{
				"configuration": true, "workspaceEdit": object{"documentChanges": true}, "diagnostics": object{"refreshSupport": true},
			},
			"textDocument": document,
			"window":       object{"workDoneProgress": true},
		},
		"initializationOptions": options,
	}, nil)
	e.Notify("initialized", object{})
	return e
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	if err := e.Call(method, params, result); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

// leave ends the program in order.
func (e *editor) leave() {
	e.t.Helper()
	e.call("shutdown", nil, nil)
	e.Notify("exit", nil)
	if err := e.Close(); err != nil {
		e.t.Error(err)
	}
	if err := e.cmd.Wait(); err != nil {
		e.t.Error(err)
	}
}

func (e *editor) uri(name string) string { return protocol.URI(filepath.Join(e.dir, name)) }

func (e *editor) open(name, text string) {
	e.version = 1
	e.Notify("textDocument/didOpen", protocol.DidOpenParams{TextDocument: protocol.TextDocumentItem{URI: e.uri(name), LanguageID: "go", Version: 1, Text: text}})
}

func (e *editor) change(name string, changes ...protocol.ContentChange) {
	e.version++
	version := e.version
	e.Notify("textDocument/didChange", protocol.DidChangeParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: e.uri(name), Version: &version}, ContentChanges: changes,
	})
}

// saying waits until the diagnostics of a file are those: "line source code", sorted.
func (e *editor) saying(mark int, name string, want ...string) *protocol.PublishParams {
	e.t.Helper()
	slices.Sort(want)
	p, _, err := e.WaitPublished(mark, e.uri(name), func(p *protocol.PublishParams) bool {
		return slices.Equal(summary(e.t, p), want)
	})
	if err != nil {
		last := e.Published(1<<30, e.uri(name))
		e.t.Fatalf("want %q, the last was %+v: %v", want, last, err)
	}
	return p
}

func summary(t *testing.T, p *protocol.PublishParams) []string {
	list := []string{}
	for _, item := range p.Diagnostics {
		var d struct {
			Range  protocol.Range
			Source string
			Code   any
		}
		if err := json.Unmarshal(item, &d); err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(d.Range.Start.Line, " ", d.Source, " ", d.Code))
	}
	slices.Sort(list)
	return list
}

// bothGo has something for each server to say.
const bothGo = `package p

import (
	"fmt"
	"sync/atomic"
)

var refs atomic.Int64

//counterlint:ignore loadstore nothing here
func Release() bool {
	fmt.Printf("%d\n", "😀")
	refs.Add(-1)
	return refs.Load() == 0
}
`

var (
	goplsSays = "11 printf default"
	oursSays  = "13 counterlint addload"
	unused    = "9 counterlint ignore"
)

func world(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module example.com/m\n\ngo 1.26\n", "p.go": "package p\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestGopls goes the whole way with the real gopls: what both say of text that is not saved, the fix of one of them, what only
// one of them knows, and gopls killed in between.
func TestGopls(t *testing.T) {
	need(t, *goplsFile, "gopls")
	dir := world(t)
	pids := filepath.Join(t.TempDir(), "pids")
	e := start(t, dir, pids, object{"diagnosticsDelay": "100ms"})
	e.open("p.go", "package p\n")
	e.change("p.go", protocol.ContentChange{Text: bothGo})
	e.saying(0, "p.go", goplsSays, oursSays, unused)

	var actions []protocol.CodeAction
	at := protocol.Range{Start: protocol.Position{Line: 13, Character: 10}, End: protocol.Position{Line: 13, Character: 10}}
	e.call("textDocument/codeAction", object{"textDocument": object{"uri": e.uri("p.go")}, "range": at, "context": object{"diagnostics": []any{}, "only": []string{"quickfix"}}}, &actions)
	i := slices.IndexFunc(actions, func(a protocol.CodeAction) bool { return a.Title == "Use the result of Add" })
	if i < 0 {
		t.Fatalf("%+v", actions)
	}
	var resolved protocol.CodeAction
	e.call("codeAction/resolve", actions[i], &resolved)
	docs := protocol.Documents{Encoding: protocol.UTF16}
	docs.Open(protocol.DidOpenParams{TextDocument: protocol.TextDocumentItem{URI: e.uri("p.go"), Text: bothGo}})
	for _, edit := range slices.Backward(resolved.Edit.DocumentChanges[0].Edits) {
		c := protocol.ContentChange{Range: &edit.Range, Text: edit.NewText}
		if err := docs.Change(protocol.DidChangeParams{TextDocument: protocol.TextDocumentIdentifier{URI: e.uri("p.go")}, ContentChanges: []protocol.ContentChange{c}}); err != nil {
			t.Fatal(err)
		}
		e.change("p.go", c)
	}
	mark := e.Mark()
	fixed := docs.Get(e.uri("p.go")).Text
	e.saying(mark, "p.go", goplsSays, unused)
	compiles(t, dir, fixed)

	var hover protocol.Hover
	e.call("textDocument/hover", object{"textDocument": object{"uri": e.uri("p.go")}, "position": protocol.Position{Line: 9, Character: 25}}, &hover)
	if !strings.HasPrefix(hover.Contents.Value, "**loadstore**") {
		t.Errorf("%+v", hover)
	}
	e.call("textDocument/hover", object{"textDocument": object{"uri": e.uri("p.go")}, "position": protocol.Position{Line: 12, Character: 9}}, &hover)
	if !strings.Contains(hover.Contents.Value, "refs") {
		t.Errorf("%+v", hover)
	}

	// The text that gopls loses with its life is not saved anywhere.
	mark = e.Mark()
	kill(t, pids)
	if _, _, err := e.Wait(mark, func(m *rpc.Message) bool {
		return m.Method == "window/showMessage" && strings.Contains(string(m.Params), "started again")
	}); err != nil {
		t.Fatal(err)
	}
	e.change("p.go", protocol.ContentChange{Text: "// Moved.\n" + bothGo})
	e.call("textDocument/hover", object{"textDocument": object{"uri": e.uri("p.go")}, "position": protocol.Position{Line: 13, Character: 2}}, &hover)
	if !strings.Contains(hover.Contents.Value, "refs") {
		t.Errorf("%+v", hover)
	}
	e.saying(mark, "p.go", "12 printf default", "14 counterlint addload", "10 counterlint ignore")
	e.leave()
	if out, err := os.ReadFile(pids); err != nil || strings.Count(string(out), "\n") != 2 {
		t.Errorf("gopls was started as %q, %v", out, err)
	}
}

// kill kills the gopls that was started last.
func kill(t *testing.T, pids string) {
	t.Helper()
	out, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(out))
	pid, err := strconv.Atoi(lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// compiles writes a text to the disk, and has the go command judge it.
func compiles(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "./...")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s\n%s", err, out, text)
	}
}

// What is not for an editor goes to gopls, with its status.
func TestPassThrough(t *testing.T) {
	need(t, *goplsFile, "gopls")
	command := func(args ...string) (string, int) {
		cmd := exec.Command(counterlint, args...)
		cmd.Env = append(os.Environ(), "COUNTERLINT_GOPLS="+*goplsFile)
		out, err := cmd.CombinedOutput()
		if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	if out, status := command("version"); status != 0 || !strings.HasPrefix(out, "golang.org/x/tools/gopls v") {
		t.Errorf("%d: %s", status, out)
	}
	// VS Code wants a version that it can compare before it starts gopls.
	var v struct{ Main struct{ Version string } }
	if out, status := command("version", "-json"); status != 0 || json.Unmarshal([]byte(out), &v) != nil || !strings.HasPrefix(v.Main.Version, "v") {
		t.Errorf("%d: %s", status, out)
	}
	if out, status := command("check", "nosuch.go"); status == 0 {
		t.Errorf("%d: %s", status, out)
	}
}
