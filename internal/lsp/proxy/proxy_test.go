package proxy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/proxy"
	"github.com/counterlint/counterlint/internal/lsp/rpc"
	"github.com/counterlint/counterlint/internal/lsp/server"
)

type object = map[string]any

// A scene is a proxy with an editor, and a script for each of the two servers behind it.
type scene struct {
	t      *testing.T
	editor *client.Client
	ended  chan error
	gopls  func(method string, params json.RawMessage) any // what gopls answers
	ours   func(method string, params json.RawMessage) any

	mu     sync.Mutex
	lives  []*life // of gopls
	change *sync.Cond
	our    *client.Client
	fail   error // of the next start
	broken chan struct{}
}

// A life is one run of gopls.
type life struct {
	*client.Client
	out  *io.PipeWriter
	in   *io.PipeReader
	dead chan struct{}
}

// crash ends gopls as if it had been killed.
func (l *life) crash() { l.out.Close() }

func play(t *testing.T, gopls, ours func(method string, params json.RawMessage) any) *scene {
	t.Helper()
	s := &scene{t: t, ended: make(chan error, 1), gopls: gopls, ours: ours, broken: make(chan struct{})}
	s.change = sync.NewCond(&s.mu)
	toProxy, fromEditor := io.Pipe()
	toEditor, fromProxy := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		s.ended <- proxy.Run(ctx, toProxy, fromProxy, proxy.Options{Start: s.start, Server: s.serve})
		fromProxy.Close()
		toProxy.Close()
	}()
	s.editor = client.New(toEditor, fromEditor, func(method string, _ json.RawMessage) any { return "from the editor: " + method })
	t.Cleanup(func() { cancel(); fromEditor.Close(); <-s.ended })
	return s
}

// start is how the proxy starts gopls.
func (s *scene) start() (*proxy.Child, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	in, toGopls := io.Pipe()
	fromGopls, out := io.Pipe()
	l := &life{out: out, in: in, dead: make(chan struct{})}
	n := len(s.lives)
	l.Client = client.New(in, out, func(method string, params json.RawMessage) any {
		if s.gopls == nil {
			return nil
		}
		if n > 0 && method == "textDocument/definition" {
			return fmt.Sprintf("life %d", n)
		}
		return s.gopls(method, params)
	})
	s.lives = append(s.lives, l)
	s.change.Broadcast()
	return &proxy.Child{In: toGopls, Out: fromGopls, Wait: func() error { in.Close(); out.Close(); return errors.New("exit status 2") }, Kill: func() {}}, nil
}

// life waits for the n-th life of gopls.
func (s *scene) life(n int) *life {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.lives) <= n {
		s.change.Wait()
	}
	return s.lives[n]
}

// serve is counterlint's server.
func (s *scene) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	c := client.New(in, out, func(method string, params json.RawMessage) any {
		if method == "initialize" {
			if s.ours != nil {
				if answer := s.ours(method, params); answer != nil {
					return answer
				}
			}
			return object{"capabilities": object{"hoverProvider": true, "codeActionProvider": object{"codeActionKinds": []string{"quickfix", server.FixAll}}, "diagnosticProvider": object{}}}
		}
		if s.ours == nil {
			return nil
		}
		return s.ours(method, params)
	})
	s.mu.Lock()
	s.our = c
	s.change.Broadcast()
	s.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.broken:
		return errors.New("a mistake")
	}
}

// ourFails ends counterlint's server.
func (s *scene) ourFails() { close(s.broken) }

func (s *scene) ourServer() *client.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.our == nil {
		s.change.Wait()
	}
	return s.our
}

// hello initializes the proxy.
func (s *scene) hello() json.RawMessage {
	s.t.Helper()
	var result json.RawMessage
	s.call("initialize", object{"capabilities": object{"textDocument": object{"diagnostic": object{}}}}, &result)
	s.editor.Notify("initialized", object{})
	return result
}

func (s *scene) call(method string, params, result any) {
	s.t.Helper()
	if err := s.editor.Call(method, params, result); err != nil {
		s.t.Fatalf("%s: %v", method, err)
	}
}

// waitFor waits for a message with a method that c was sent after a mark.
func (s *scene) waitFor(c *client.Client, mark int, method string) (*rpc.Message, int) {
	s.t.Helper()
	m, next, err := c.Wait(mark, func(m *rpc.Message) bool { return m.Method == method })
	if err != nil {
		s.t.Fatalf("waiting for %s: %v", method, err)
	}
	return m, next
}

func document(uri string) object { return object{"textDocument": object{"uri": uri}} }

const uri = "file:///x/p.go"

func (s *scene) open(text string) {
	s.editor.Notify("textDocument/didOpen", protocol.DidOpenParams{TextDocument: protocol.TextDocumentItem{URI: uri, LanguageID: "go", Version: 1, Text: text}})
}

func (s *scene) edit(version int, text string) {
	s.editor.Notify("textDocument/didChange", protocol.DidChangeParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: uri, Version: &version}, ContentChanges: []protocol.ContentChange{{Text: text}},
	})
}

// goplsPlain answers initialize as a gopls does that publishes.
func goplsPlain(method string, _ json.RawMessage) any {
	if method == "initialize" {
		return json.RawMessage(`{"capabilities":{"codeActionProvider":{"codeActionKinds":["source.fixAll"],"resolveProvider":true},"hoverProvider":true},"serverInfo":{"name":"gopls"}}`)
	}
	return nil
}

func goplsPull(method string, params json.RawMessage) any {
	if method == "initialize" {
		return json.RawMessage(`{"capabilities":{"diagnosticProvider":{"workspaceDiagnostics":true},"positionEncoding":"utf-8"}}`)
	}
	return nil
}

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

func diagnostic(line int, message string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"range":{"start":{"line":%d,"character":0},"end":{"line":%d,"character":3}},"message":%q,"odd":1}`, line, line, message))
}

func publish(c *client.Client, version int, items ...json.RawMessage) {
	p := protocol.PublishParams{URI: uri, Diagnostics: append([]json.RawMessage{}, items...)}
	if version > 0 {
		p.Version = &version
	}
	c.Notify("textDocument/publishDiagnostics", p)
}

// shown waits for the next list that the editor is sent, as "line message …@version".
func (s *scene) shown(mark int) (string, int) {
	s.t.Helper()
	m, next := s.waitFor(s.editor, mark, "textDocument/publishDiagnostics")
	var p protocol.PublishParams
	if err := json.Unmarshal(m.Params, &p); err != nil {
		s.t.Fatal(err)
	}
	var words []string
	for _, item := range p.Diagnostics {
		var d protocol.Diagnostic
		if err := json.Unmarshal(item, &d); err != nil {
			s.t.Fatal(err)
		}
		words = append(words, fmt.Sprintf("%d %s", d.Range.Start.Line, d.Message))
	}
	out := strings.Join(words, ", ")
	if p.Version != nil {
		out += fmt.Sprintf("@%d", *p.Version)
	}
	return out, next
}

func TestPublish(t *testing.T) {
	s := play(t, goplsPlain, nil)
	s.hello()
	g, ours := s.life(0), s.ourServer()
	mark := s.editor.Mark()
	want := func(what, want string) {
		t.Helper()
		var got string
		if got, mark = s.shown(mark); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	s.open("aaa\nbbb\nccc\n")
	s.waitFor(g.Client, 0, "textDocument/didOpen")
	publish(g.Client, 1, diagnostic(1, "g"))
	want("gopls alone", "1 g@1")
	publish(ours, 1, diagnostic(2, "c"))
	want("both", "1 g, 2 c@1")
	publish(g.Client, 1)
	want("gopls is satisfied", "2 c@1")
	publish(g.Client, 1, diagnostic(2, "g"))
	want("gopls again", "2 g, 2 c@1")

	s.edit(2, "new\naaa\nbbb\nccc\n")
	s.waitFor(ours, 0, "textDocument/didChange")
	publish(ours, 2, diagnostic(3, "c"))
	want("gopls's list is of the text before", "3 g, 3 c@2")
	s.edit(3, "aaa\nbbb\nccc\n")
	s.edit(4, "x\ny\naaa\nbbb\nccc\n")
	s.waitFor(g.Client, 0, "textDocument/didChange")
	_, next := s.waitFor(g.Client, 0, "textDocument/didChange")
	_, next = s.waitFor(g.Client, next, "textDocument/didChange")
	s.waitFor(g.Client, next, "textDocument/didChange")
	publish(g.Client, 3, diagnostic(0, "late"))
	want("a list that is late", "2 late, 4 c@4")
	publish(ours, 4, diagnostic(4, "c"))
	publish(ours, 4)
	want("no list twice", "2 late@4")
	publish(g.Client, 4)
	want("nothing", "@4")

	// A file that is not open.
	other := func(c *client.Client, items ...json.RawMessage) {
		c.Notify("textDocument/publishDiagnostics", protocol.PublishParams{URI: "file:///x/other.go", Diagnostics: append([]json.RawMessage{}, items...)})
	}
	other(ours, diagnostic(7, "c"))
	want("closed, ours", "7 c")
	other(g.Client, diagnostic(8, "g"))
	want("closed, both", "8 g, 7 c")
	other(ours)
	want("closed, gopls's", "8 g")
}

func action(kind, title string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"title":%q,"kind":%q}`, title, kind))
}

func TestActions(t *testing.T) {
	var theirs, own any
	s := play(t, func(method string, params json.RawMessage) any {
		switch method {
		case "textDocument/codeAction":
			return theirs
		case "codeAction/resolve":
			return "resolved by gopls"
		}
		return goplsPlain(method, params)
	}, func(method string, _ json.RawMessage) any {
		if method == "textDocument/codeAction" {
			return own
		}
		return nil
	})
	s.hello()
	command := json.RawMessage(`{"title":"run","command":"x"}`)
	type list = []json.RawMessage
	for what, tt := range map[string]struct {
		gopls, ours any
		want        string
	}{
		"both":             {list{action("quickfix", "g"), command}, list{action("quickfix", "c")}, "g run c"},
		"gopls's null":     {nil, list{action("quickfix", "c")}, "c"},
		"gopls alone":      {list{action("quickfix", "g")}, list{}, "g"},
		"none":             {list{}, nil, ""},
		"gopls fails":      {&rpc.Error{Code: 1, Message: "no"}, list{action("quickfix", "c")}, "c"},
		"both fail":        {&rpc.Error{Code: 1, Message: "no"}, &rpc.Error{Code: 2, Message: "no too"}, "error no"},
		"ours fails":       {list{action("quickfix", "g")}, &rpc.Error{Code: 2, Message: "no"}, "g"},
		"two fix all":      {list{action("source.fixAll", "g")}, list{action(server.FixAll, "c")}, "g"},
		"ours fixes all":   {list{action("source.organizeImports", "g")}, list{action(server.FixAll, "c")}, "g c"},
		"gopls's is a map": {object{}, list{action("quickfix", "c")}, "not a list"},
	} {
		theirs, own = tt.gopls, tt.ours
		var raw json.RawMessage
		var titles []string
		if err := s.editor.Call("textDocument/codeAction", document(uri), &raw); err != nil {
			titles = []string{"error " + err.Error()}
		}
		var actions []struct{ Title string }
		if raw != nil && json.Unmarshal(raw, &actions) != nil {
			titles = []string{"not a list"}
		}
		for _, a := range actions {
			titles = append(titles, a.Title)
		}
		if got := strings.Join(titles, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", what, got, tt.want)
		}
	}
	theirs, own = list{action("quickfix", "g")}, list{action("quickfix", "c")}
	var both []json.RawMessage
	s.call("textDocument/codeAction", document(uri), &both)
	var resolved any
	s.call("codeAction/resolve", both[0], &resolved)
	if resolved != "resolved by gopls" {
		t.Errorf("%v", resolved)
	}
	s.call("codeAction/resolve", both[1], &resolved)
	if fmt.Sprint(resolved) != "map[data:map[counterlint:true] kind:quickfix title:c]" {
		t.Errorf("%v", resolved)
	}
}

func TestHovers(t *testing.T) {
	var theirs, own any
	s := play(t, func(method string, params json.RawMessage) any {
		if method == "textDocument/hover" {
			return theirs
		}
		return goplsPlain(method, params)
	}, func(method string, _ json.RawMessage) any {
		if method == "textDocument/hover" {
			return own
		}
		return nil
	})
	s.hello()
	text := func(kind, value string) any { return object{"contents": object{"kind": kind, "value": value}} }
	for what, tt := range map[string]struct {
		gopls, ours any
		want        string
	}{
		"gopls":      {text("markdown", "g"), nil, "g"},
		"ours":       {nil, text("markdown", "c"), "c"},
		"both":       {text("markdown", "g"), text("markdown", "c"), "g\n\n---\n\nc"},
		"other kind": {text("plaintext", "g"), text("markdown", "c"), "g"},
		"neither":    {nil, nil, ""},
		"an error":   {&rpc.Error{Code: 1, Message: "no"}, nil, "no"},
		"covered":    {&rpc.Error{Code: 1, Message: "no"}, text("markdown", "c"), "c"},
	} {
		theirs, own = tt.gopls, tt.ours
		var h protocol.Hover
		err := s.editor.Call("textDocument/hover", document(uri), &h)
		got := h.Contents.Value
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", what, got, tt.want)
		}
	}
}

func TestPull(t *testing.T) {
	var theirs, own any
	var asked json.RawMessage
	s := play(t, func(method string, params json.RawMessage) any {
		if strings.HasSuffix(method, "/diagnostic") {
			asked = params
			return theirs
		}
		return goplsPull(method, params)
	}, func(method string, _ json.RawMessage) any {
		if strings.HasSuffix(method, "/diagnostic") {
			return own
		}
		return nil
	})
	s.hello()
	report := func(kind, uri string, items ...json.RawMessage) object {
		r := object{"kind": kind, "items": append([]json.RawMessage{}, items...)}
		if uri != "" {
			r["uri"] = uri
		}
		return r
	}
	messages := func(items []json.RawMessage) (list []string) {
		for _, item := range items {
			var d protocol.Diagnostic
			if err := json.Unmarshal(item, &d); err != nil {
				t.Fatal(err)
			}
			list = append(list, d.Message)
		}
		return list
	}
	for what, tt := range map[string]struct {
		gopls, ours any
		want        string
	}{
		"both":      {report("full", "", diagnostic(1, "g")), report("full", "", diagnostic(1, "c")), "[g c]"},
		"gopls":     {report("full", "", diagnostic(1, "g")), report("full", ""), "[g]"},
		"ours":      {nil, report("full", "", diagnostic(1, "c")), "[c]"},
		"unchanged": {object{"kind": "unchanged", "resultId": "1"}, report("full", "", diagnostic(1, "c")), "[]"},
		"an error":  {&rpc.Error{Code: 1, Message: "no"}, report("full", ""), "no"},
	} {
		theirs, own = tt.gopls, tt.ours
		var r protocol.DiagnosticReport
		err := s.editor.Call("textDocument/diagnostic", object{"textDocument": object{"uri": uri}, "previousResultId": "1", "partialResultToken": 1, "x": 1}, &r)
		got := fmt.Sprint(messages(r.Items))
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", what, got, tt.want)
		}
		if string(asked) != `{"textDocument":{"uri":"`+uri+`"},"x":1}` {
			t.Errorf("gopls was asked %s", asked)
		}
	}
	theirs = object{"items": []object{report("full", "file:///x/a.go", diagnostic(1, "a")), report("full", "file:///x/%62.go", diagnostic(1, "b"))}}
	own = object{"items": []object{report("full", "file:///x/b.go", diagnostic(2, "c")), report("full", "file:///x/d.go", diagnostic(2, "d"))}}
	var all struct{ Items []protocol.DiagnosticReport }
	s.call("workspace/diagnostic", object{"previousResultIds": []object{{"uri": uri, "value": "1"}}}, &all)
	var got []string
	for _, r := range all.Items {
		got = append(got, fmt.Sprint(r.URI, messages(r.Items)))
	}
	if want := "[file:///x/a.go[a] file:///x/%62.go[b c] file:///x/d.go[d]]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	if string(asked) != `{"previousResultIds":[]}` {
		t.Errorf("gopls was asked %s", asked)
	}
}
