package proxy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/proxy"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
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
