package proxy_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/proxy"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

// goplsHangs answers no request for references.
func goplsHangs(method string, params json.RawMessage) any {
	switch method {
	case "textDocument/references", "textDocument/codeAction":
		return client.Silence
	case "initialize":
		return goplsPlain(method, params)
	}
	return "life 0"
}

// gopls ends in the middle of things: nothing that the editor has is lost, nothing hangs, and nothing of the old life reaches the
// new one.
func TestCrash(t *testing.T) {
	s := play(t, goplsHangs, func(method string, _ json.RawMessage) any {
		if method == "textDocument/codeAction" {
			return []json.RawMessage{action("quickfix", "c")}
		}
		return nil
	})
	s.hello()
	g := s.life(0)
	s.open("one")
	s.edit(2, "two")
	if err := g.Call("client/registerCapability", protocol.RegistrationParams{Registrations: []protocol.Registration{{ID: "w", Method: "workspace/didChangeWatchedFiles"}}}, nil); err != nil {
		t.Fatal(err)
	}
	g.Notify("$/progress", object{"token": "load", "value": object{"kind": "begin"}})
	g.Notify("$/progress", object{"token": "done", "value": object{"kind": "begin"}})
	g.Notify("$/progress", object{"token": "done", "value": object{"kind": "end"}})
	publish(g.Client, 2, diagnostic(0, "g"))
	if got, _ := s.shown(0); got != "0 g@2" {
		t.Fatal(got)
	}
	publish(s.ourServer(), 2, diagnostic(0, "c"))
	inFlight := s.editor.Start("textDocument/references", document(uri))
	merged := s.editor.Start("textDocument/codeAction", document(uri))
	s.waitFor(g.Client, 0, "textDocument/references")
	s.waitFor(g.Client, 0, "textDocument/codeAction")
	s.waitFor(s.ourServer(), 0, "textDocument/codeAction")
	mark := s.editor.Mark()
	g.crash()

	var failed *rpc.Error
	if err := s.editor.Finish(inFlight, nil); !errors.As(err, &failed) || failed.Code != -32801 {
		t.Errorf("in flight: %v", err)
	}
	var actions []protocol.CodeAction
	if err := s.editor.Finish(merged, &actions); err != nil || len(actions) != 1 || actions[0].Title != "c" {
		t.Errorf("merged: %+v, %v", actions, err)
	}
	m, _ := s.waitFor(s.editor, mark, "window/showMessage")
	if !strings.Contains(string(m.Params), "gopls has ended (exit status 2) and is started again") {
		t.Errorf("%s", m.Params)
	}
	m, _ = s.waitFor(s.editor, mark, "$/progress")
	if string(m.Params) != `{"token":"load","value":{"kind":"end"}}` {
		t.Errorf("%s", m.Params)
	}
	m, _ = s.waitFor(s.editor, mark, "client/unregisterCapability")
	if string(m.Params) != `{"unregisterations":[{"id":"w","method":"workspace/didChangeWatchedFiles"}]}` {
		t.Errorf("%s", m.Params)
	}

	// While it starts, the text goes on and requests wait.
	again := s.life(1)
	s.edit(3, "three")
	var answer string
	s.call("textDocument/definition", document(uri), &answer)
	if answer != "life 1" {
		t.Errorf("%s", answer)
	}
	m, next := s.waitFor(again.Client, 0, "textDocument/didOpen")
	var opened protocol.DidOpenParams
	if err := json.Unmarshal(m.Params, &opened); err != nil {
		t.Fatal(err)
	}
	if d := opened.TextDocument; d.URI != uri || d.LanguageID != "go" {
		t.Errorf("%+v", d)
	}
	docs := protocol.Documents{Encoding: protocol.UTF16}
	docs.Open(opened)
	if opened.TextDocument.Version < 3 { // the edit came behind
		m, _ = s.waitFor(again.Client, next, "textDocument/didChange")
		var change protocol.DidChangeParams
		if err := json.Unmarshal(m.Params, &change); err != nil {
			t.Fatal(err)
		}
		if err := docs.Change(change); err != nil {
			t.Fatal(err)
		}
	}
	if doc := docs.Get(uri); doc.Text != "three" || doc.Version != 3 {
		t.Errorf("the new gopls has %+v", doc)
	}
	mark = s.editor.Mark()
	publish(again.Client, 3, diagnostic(0, "new"))
	if got, _ := s.shown(mark); got != "0 new, 0 c@3" {
		t.Errorf("%s", got)
	}
	var asked string
	if err := again.Call("workspace/configuration", nil, &asked); err != nil || asked != "from the editor: workspace/configuration" {
		t.Errorf("%s, %v", asked, err)
	}
	s.editor.Send(&rpc.Message{Body: []byte(`{"jsonrpc":"2.0","id":1,"result":"for the dead"}`)})
	s.call("shutdown", nil, nil)
	s.editor.Notify("exit", nil)
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	s.ended <- nil
}

// A gopls that keeps ending is given up, with a line that says so.
func TestCrashAgainAndAgain(t *testing.T) {
	s := play(t, goplsPlain, nil)
	s.hello()
	for i := range 5 {
		l := s.life(i)
		if i > 0 {
			s.call("textDocument/definition", document(uri), nil)
		}
		l.crash()
	}
	err := <-s.ended
	s.ended <- nil
	if err == nil || !strings.HasPrefix(err.Error(), "gopls ended 5 times within 3m0s") {
		t.Error(err)
	}
}

func TestCrashAtOnce(t *testing.T) {
	s := play(t, func(string, json.RawMessage) any { return client.Silence }, nil)
	id := s.editor.Start("initialize", object{})
	s.waitFor(s.life(0).Client, 0, "initialize")
	s.life(0).crash()
	want := "gopls ended before it was ready: exit status 2"
	if err := s.editor.Finish(id, nil); err == nil || err.Error() != want {
		t.Error(err)
	}
	if err := <-s.ended; err == nil || err.Error() != want {
		t.Error(err)
	}
	s.ended <- nil
}

func TestNoStart(t *testing.T) {
	why := errors.New("no gopls")
	err := proxy.Run(context.Background(), strings.NewReader(""), io.Discard, proxy.Options{Start: func() (*proxy.Child, error) { return nil, why }})
	if err != why {
		t.Error(err)
	}
}

// Where counterlint's server fails, gopls is there as if alone.
func TestOursEnds(t *testing.T) {
	s := play(t, func(method string, params json.RawMessage) any {
		if method == "textDocument/hover" {
			return object{"contents": object{"kind": "markdown", "value": "g"}}
		}
		return goplsPlain(method, params)
	}, func(method string, _ json.RawMessage) any {
		if method == "textDocument/hover" {
			return client.Silence
		}
		return nil
	})
	s.hello()
	s.open("text")
	s.waitFor(s.ourServer(), 0, "textDocument/didOpen")
	publish(s.life(0).Client, 1, diagnostic(0, "g"))
	_, mark := s.shown(0)
	publish(s.ourServer(), 1, diagnostic(0, "c"))
	if got, _ := s.shown(mark); got != "0 g, 0 c@1" {
		t.Fatal(got)
	}
	id := s.editor.Start("textDocument/hover", document(uri))
	s.waitFor(s.ourServer(), 0, "textDocument/hover")
	mark = s.editor.Mark()
	s.ourFails()
	var h protocol.Hover
	if err := s.editor.Finish(id, &h); err != nil || h.Contents.Value != "g" {
		t.Errorf("%+v, %v", h, err)
	}
	s.waitFor(s.editor, mark, "window/showMessage")
	if got, _ := s.shown(mark); got != "0 g@1" {
		t.Errorf("%s", got)
	}
	s.call("textDocument/hover", document(uri), &h)
	if h.Contents.Value != "g" {
		t.Errorf("%+v", h)
	}
}

// The editor is gone: so are both servers.
func TestEditorLeaves(t *testing.T) {
	s := play(t, goplsPlain, nil)
	s.hello()
	s.editor.Notify("exit", nil)
	if err := <-s.ended; err != server.ErrNoShutdown {
		t.Error(err)
	}
	s.ended <- nil
	g := s.life(0)
	if _, _, err := g.Wait(0, func(m *rpc.Message) bool { return m.Method == "exit" }); err != nil {
		t.Error(err)
	}
	if err := g.Close(); err != nil && !strings.Contains(err.Error(), "EOF") {
		t.Error(err)
	}
}
