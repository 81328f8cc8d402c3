package proxy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/client"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
)

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
