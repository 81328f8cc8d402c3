package proxy_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/lsp/server"
	"github.com/counterlint/counterlint/internal/rpc"
)

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
		"no kind":   {report("", "", diagnostic(1, "g")), report("full", "", diagnostic(1, "c")), "[g c]"},
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
