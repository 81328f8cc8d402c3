package proxy

// How two answers become one.

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// A merge is a request that both servers answer.
type merge struct {
	id          json.RawMessage
	gopls, ours part
	join        func(gopls, ours json.RawMessage) json.RawMessage
}

// A part is the answer of one server.
type part struct {
	done    bool
	message *rpc.Message // nil: there will be none
}

func (a *part) set(m *rpc.Message) { a.done, a.message = true, m }

func (a *part) miss() { a.done = true }

// result is what was answered, null if nothing was.
func (a part) result() json.RawMessage {
	if a.message == nil {
		return nil
	}
	return a.message.Result
}

// A joining is the rule for one method. What it makes of the results, which may be null, is the result.
type joining struct {
	join func(gopls, ours json.RawMessage) json.RawMessage
	pull bool // it is about diagnostics: if both servers are asked for them
}

var rules = map[string]joining{
	"textDocument/codeAction": {join: joinActions},
	"textDocument/hover":      {join: joinHovers},
	"textDocument/diagnostic": {join: joinReports, pull: true},
	"workspace/diagnostic":    {join: joinWorkspaceReports, pull: true},
}

const contentModified = -32801

// settle answers the requests that both servers have answered. An error of gopls stands, unless counterlint has something to say; a
// gopls that has ended has said nothing.
func (p *proxy) settle() {
	for id, m := range p.merges {
		if !m.gopls.done || !m.ours.done {
			continue
		}
		delete(p.merges, id)
		joined := m.join(m.gopls.result(), m.ours.result())
		if g := m.gopls.message; g != nil && (joined == nil || g.Error != nil && empty(m.ours.result())) {
			p.client.Send(g)
			continue
		}
		p.client.Send(rpc.Response(m.id, cmpRaw(joined, m.ours.result())))
	}
}

func cmpRaw(a, b json.RawMessage) json.RawMessage {
	switch {
	case a != nil:
		return a
	case b != nil:
		return b
	}
	return json.RawMessage("null")
}

// empty tells whether a result says nothing: null, no actions, or a report without diagnostics.
func empty(result json.RawMessage) bool {
	var report struct {
		Items *[]json.RawMessage `json:"items"`
	}
	if s := string(result); s == "" || s == "null" || s == "[]" {
		return true
	}
	return json.Unmarshal(result, &report) == nil && report.Items != nil && len(*report.Items) == 0
}

// joinActions puts counterlint's actions behind gopls's. Where both would make all fixes of a file, gopls's stand alone: editors
// apply one after the other, and the second would be about a text that is no more.
func joinActions(gopls, ours json.RawMessage) json.RawMessage {
	if empty(ours) {
		return nil // gopls's answer as it is
	}
	var theirs []json.RawMessage
	var own []map[string]json.RawMessage
	if json.Unmarshal(cmpRaw(gopls, nil), &theirs) != nil || json.Unmarshal(ours, &own) != nil {
		return nil
	}
	fixesAll := slices.ContainsFunc(theirs, func(a json.RawMessage) bool { return strings.HasPrefix(kindOf(a), "source.fixAll") })
	for _, a := range own {
		raw, _ := json.Marshal(a) // it was JSON before
		if fixesAll && strings.HasPrefix(kindOf(raw), "source.fixAll") {
			continue
		}
		a["data"] = json.RawMessage(`{"counterlint":true}`)
		raw, _ = json.Marshal(a)
		theirs = append(theirs, raw)
	}
	data, _ := json.Marshal(theirs)
	return data
}

func kindOf(action json.RawMessage) string {
	var a protocol.CodeAction
	if json.Unmarshal(action, &a) != nil {
		return "" // such as a command
	}
	return a.Kind
}

// isOurs tells whether an action is counterlint's.
func isOurs(action json.RawMessage) bool {
	var a struct {
		Data struct {
			Counterlint bool `json:"counterlint"`
		} `json:"data"`
	}
	return json.Unmarshal(action, &a) == nil && a.Data.Counterlint
}

// joinHovers puts the page of a rule under what gopls says.
func joinHovers(gopls, ours json.RawMessage) json.RawMessage {
	if empty(ours) {
		return nil
	}
	if empty(gopls) {
		return ours
	}
	var a, b protocol.Hover
	if json.Unmarshal(gopls, &a) != nil || json.Unmarshal(ours, &b) != nil || a.Contents.Kind != b.Contents.Kind {
		return nil
	}
	a.Contents.Value += "\n\n---\n\n" + b.Contents.Value
	data, _ := json.Marshal(a) // strings and numbers
	return data
}

// wholeReport returns a request for diagnostics as gopls gets it: for all of them at once, whatever the editor has, since what
// changed may be counterlint's.
func wholeReport(m *rpc.Message) *rpc.Message {
	var params map[string]json.RawMessage
	if json.Unmarshal(m.Params, &params) != nil {
		return m
	}
	delete(params, "previousResultId")
	delete(params, "partialResultToken")
	if params["previousResultIds"] != nil {
		params["previousResultIds"] = json.RawMessage("[]")
	}
	return rpc.Request(m.ID, m.Method, params)
}

// joinReports appends counterlint's diagnostics of one file.
func joinReports(gopls, ours json.RawMessage) json.RawMessage {
	if empty(ours) {
		return nil
	}
	if empty(gopls) {
		return ours
	}
	var report map[string]json.RawMessage
	var own protocol.DiagnosticReport
	if json.Unmarshal(gopls, &report) != nil || json.Unmarshal(ours, &own) != nil {
		return nil
	}
	return appendItems(report, own.Items)
}

// appendItems returns a report with more items, or nil if it is not one that can have them. gopls v0.23.0 leaves the kind empty.
func appendItems(report map[string]json.RawMessage, more []json.RawMessage) json.RawMessage {
	var items []json.RawMessage
	if string(report["kind"]) == `"unchanged"` || json.Unmarshal(cmpRaw(report["items"], nil), &items) != nil {
		return nil
	}
	report["kind"] = json.RawMessage(`"full"`)
	report["items"], _ = json.Marshal(append(items, more...)) // it was JSON before
	data, _ := json.Marshal(report)
	return data
}

// joinWorkspaceReports appends counterlint's diagnostics to gopls's of the same files, and its reports of others.
func joinWorkspaceReports(gopls, ours json.RawMessage) json.RawMessage {
	type answer struct {
		Items []json.RawMessage `json:"items"`
	}
	var theirs, own answer
	if empty(ours) || json.Unmarshal(cmpRaw(gopls, json.RawMessage(`{}`)), &theirs) != nil || json.Unmarshal(ours, &own) != nil {
		return nil
	}
	for _, raw := range own.Items {
		var report protocol.DiagnosticReport
		if json.Unmarshal(raw, &report) != nil {
			return nil
		}
		i := slices.IndexFunc(theirs.Items, func(other json.RawMessage) bool {
			var o protocol.DiagnosticReport
			return json.Unmarshal(other, &o) == nil && protocol.Key(o.URI) == protocol.Key(report.URI)
		})
		if i < 0 {
			theirs.Items = append(theirs.Items, raw)
			continue
		}
		var other map[string]json.RawMessage
		if json.Unmarshal(theirs.Items[i], &other) == nil {
			if joined := appendItems(other, report.Items); joined != nil {
				theirs.Items[i] = joined
			}
		}
	}
	data, _ := json.Marshal(theirs)
	return data
}
