package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

func TestSettings(t *testing.T) {
	dir := folder(t, files{"go.mod": goMod, "p/p.go": refsGo, "p/p_test.go": strings.NewReplacer("refs", "more", "Release", "Drop").Replace(refsGo)})
	e := launch(t, dir, server.Options{})
	e.set(`{"disable":["addload"]}`)
	e.call("initialize", object{"rootUri": protocol.URI(dir), "capabilities": object{"workspace": object{"configuration": true}}}, nil)
	e.Notify("initialized", object{})
	e.open("p/p.go")
	e.set("null")
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
	e.set(`{"enable":["nosuch"]}`)
	e.Notify("workspace/didChangeConfiguration", object{})
	m, _, err = e.Wait(mark, func(m *rpc.Message) bool { return strings.Contains(string(m.Params), "nosuch") })
	if err != nil || m.Method != "window/logMessage" && m.Method != "window/showMessage" {
		t.Errorf("%+v, %v", m, err)
	}
}

// Unsaved text of one module counts in another that imports it.
func TestWorkspaceOfModules(t *testing.T) {
	lib := "package lib\n\nimport \"sync/atomic\"\n\nvar N atomic.Int64\n"
	user := "package p\n\nimport \"example.com/lib\"\n\nfunc Down() bool {\n\tlib.N.Add(-1)\n\treturn lib.N.Load() == 0\n}\n"
	dir := folder(t, files{
		"go.work": "go 1.26\n\nuse (\n\t./lib\n\t./user\n)\n", "lib/go.mod": "module example.com/lib\n\ngo 1.26\n", "lib/lib.go": "package lib\n\nvar N int\n",
		"user/go.mod": "module example.com/user\n\ngo 1.26\n", "user/p.go": user,
	})
	e := start(t, dir, object{}, server.Options{NewSession: func(b server.Build) (server.Session, error) {
		b.Env = append(b.Env, "GOWORK=")
		return newSession(b)
	}})
	e.open("user/p.go")
	e.open("lib/lib.go")
	e.change("lib/lib.go", lib)
	got, _ := e.published(0, "user/p.go", 1)
	same(t, "with the unsaved type", got, "6:8-6:20 addload")
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
