package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

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

// A mistake of the server's own ends it with an error, and no more than that.
func TestPanic(t *testing.T) {
	e := start(t, folder(t, files{"go.mod": goMod, "p/p.go": refsGo}), object{}, server.Options{
		NewSession: func(server.Build) (server.Session, error) { return bad{}, nil },
	})
	e.open("p/p.go")
	if err := <-e.ended; err == nil || err.Error() != "panic: a mistake" {
		t.Error(err)
	}
	e.ended <- nil
}

type bad struct{ server.Session }

func (bad) Run(context.Context, []string, map[string][]byte) (*driver.Result, error) {
	panic("a mistake")
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
