package proxy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/rpc"
)

// What is not merged passes byte for byte in both directions.
func TestUnchanged(t *testing.T) {
	odd := `{ "jsonrpc":"2.0", "x":1, "id" : "a\u0062", "result":{ "k":[ 1.0 ] } }`
	s := play(t, func(method string, params json.RawMessage) any {
		if method == "textDocument/completion" {
			return client.Silence
		}
		return goplsPlain(method, params)
	}, nil)
	s.hello()
	g := s.life(0)
	want := `{"id":99,  "method":"textDocument/completion","params":{"é":"😀"},"jsonrpc":"2.0"}`
	s.editor.Send(&rpc.Message{Body: []byte(want)})
	m, _ := s.waitFor(g.Client, 0, "textDocument/completion")
	if string(m.Body) != want {
		t.Errorf("gopls got %s", m.Body)
	}
	note := `{"method":"window/logMessage" ,"params":null,"jsonrpc":"2.0"}`
	g.Send(&rpc.Message{Body: []byte(note)})
	if m, _ := s.waitFor(s.editor, 0, "window/logMessage"); string(m.Body) != note {
		t.Errorf("the editor got %s", m.Body)
	}
	g.Send(&rpc.Message{Body: []byte(strings.Replace(odd, `"a\u0062"`, "99", 1))})
	var got json.RawMessage
	if err := s.editor.Finish(json.RawMessage("99"), &got); err != nil || string(got) != `{ "k":[ 1.0 ] }` {
		t.Errorf("%s, %v", got, err)
	}
	var asked string
	if err := g.Call("workspace/applyEdit", object{}, &asked); err != nil || asked != "from the editor: workspace/applyEdit" {
		t.Errorf("%s, %v", asked, err)
	}
	if err := s.ourServer().Call("workspace/configuration", object{}, &asked); err != nil || asked != "from the editor: workspace/configuration" {
		t.Errorf("%s, %v", asked, err)
	}
	bad := "no JSON at all"
	s.editor.Send(&rpc.Message{Body: []byte(bad)})
	if _, _, err := g.Wait(0, func(m *rpc.Message) bool { return false }); err == nil || !strings.Contains(err.Error(), bad) {
		t.Errorf("gopls did not get what is no message: %v", err)
	}
}

func TestInitialize(t *testing.T) {
	var toOurs json.RawMessage
	s := play(t, goplsPlain, func(method string, params json.RawMessage) any {
		if method == "initialize" {
			toOurs = params
		}
		return nil
	})
	got := s.hello()
	var result struct {
		Capabilities struct {
			CodeActionProvider struct {
				CodeActionKinds []string
				ResolveProvider bool
			}
			HoverProvider      bool
			DiagnosticProvider any
		}
		ServerInfo struct{ Name string }
	}
	if err := json.Unmarshal(got, &result); err != nil {
		t.Fatal(err)
	}
	c := result.Capabilities
	if fmt.Sprint(c.CodeActionProvider.CodeActionKinds) != "[source.fixAll quickfix source.fixAll.counterlint]" || !c.CodeActionProvider.ResolveProvider || !c.HoverProvider || c.DiagnosticProvider != nil || result.ServerInfo.Name != "gopls" {
		t.Errorf("%s", got)
	}
	if want := `{"capabilities":{"general":{"positionEncodings":["utf-16"]},"textDocument":{}}}`; string(toOurs) != want {
		t.Errorf("counterlint was told %s", toOurs)
	}
	s = play(t, goplsPull, func(method string, params json.RawMessage) any {
		if method == "initialize" {
			toOurs = params
		}
		return nil
	})
	got = s.hello()
	if want := `{"capabilities":{"general":{"positionEncodings":["utf-8"]},"textDocument":{"diagnostic":{}}}}`; string(toOurs) != want {
		t.Errorf("counterlint was told %s", toOurs)
	}
	if want := `{"capabilities":{"codeActionProvider":{"codeActionKinds":["quickfix","source.fixAll.counterlint"]},"diagnosticProvider":{"workspaceDiagnostics":true},"hoverProvider":true,"positionEncoding":"utf-8"}}`; string(got) != want {
		t.Errorf("the editor was told %s", got)
	}
	s = play(t, func(string, json.RawMessage) any { return &rpc.Error{Code: 1, Message: "no"} }, nil)
	if err := s.editor.Call("initialize", object{}, nil); err == nil || err.Error() != "no" {
		t.Error(err)
	}
}
