package proxy

// Published diagnostics: each server knows its own alone, and the editor keeps the last list that it was sent of a file. So each
// list that comes is sent with the last one of the other server, whose places are brought to the present text.

import (
	"encoding/json"
	"slices"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// merged is what is known of one file.
type merged struct {
	uri         string
	gopls, ours source
	sent        string // the last list; see form
}

// A source is the last list of one server.
type source struct {
	items   []json.RawMessage
	version *int
	text    *string // that its places are in; nil: not known
}

// keptTexts is how many texts of a file are kept for lists that are on their way.
const keptTexts = 32

// A past text is one that a document had.
type past struct {
	version int
	text    string
}

func (p *proxy) open(d protocol.DidOpenParams) {
	p.docs.Open(d)
	p.remember(d.TextDocument.URI)
}

func (p *proxy) change(d protocol.DidChangeParams) {
	if p.docs.Change(d) == nil {
		p.remember(d.TextDocument.URI)
	}
}

// remember keeps the present text of a document for the lists to come.
func (p *proxy) remember(uri string) {
	doc := p.docs.Get(uri)
	key := protocol.Key(uri)
	texts := append(p.past[key], past{doc.Version, doc.Text})
	p.past[key] = slices.Clone(texts[max(0, len(texts)-keptTexts):])
}

// source is a list that has come.
func (p *proxy) source(d protocol.PublishParams) source {
	s := source{items: d.Diagnostics, version: d.Version}
	doc := p.docs.Get(d.URI)
	switch {
	case doc == nil:
	case d.Version == nil:
		s.text = &doc.Text
	default:
		for _, was := range p.past[protocol.Key(d.URI)] {
			if was.version == *d.Version {
				s.text = &was.text
			}
		}
	}
	return s
}

// file returns what is known of a file.
func (p *proxy) file(uri string) (key string, f *merged) {
	key = protocol.Key(uri)
	f = p.files[key]
	if f == nil {
		f = &merged{uri: uri}
		p.files[key] = f
	}
	return key, f
}

func (p *proxy) publishedByOurs(d protocol.PublishParams) {
	key, f := p.file(d.URI)
	f.ours = p.source(d)
	p.publish(key, f, false)
}

// publishedByGopls passes gopls's list on as it came if counterlint has nothing to say about the file.
func (p *proxy) publishedByGopls(m *rpc.Message) {
	var d protocol.PublishParams
	if json.Unmarshal(m.Params, &d) != nil {
		p.client.Send(m)
		return
	}
	key, f := p.file(d.URI)
	f.uri, f.gopls = d.URI, p.source(d)
	if len(f.ours.items) > 0 {
		p.publish(key, f, true)
		return
	}
	f.sent = form(d.Diagnostics)
	p.client.Send(m)
	p.drop(key, f)
}

// publish sends what both say of a file, if that is news or must be sent.
func (p *proxy) publish(key string, f *merged, must bool) {
	d := protocol.PublishParams{URI: f.uri, Diagnostics: []json.RawMessage{}}
	doc := p.docs.Get(f.uri)
	for _, s := range []source{f.gopls, f.ours} {
		d.Diagnostics = append(d.Diagnostics, s.at(doc, p.docs.Encoding)...)
		if d.Version == nil {
			d.Version = s.version
		}
	}
	if doc != nil {
		d.Version = &doc.Version
	}
	if now := form(d.Diagnostics); must || now != f.sent && (now != "[]" || f.sent != "") {
		f.sent = now
		p.client.Send(rpc.Request(nil, "textDocument/publishDiagnostics", d))
	}
	p.drop(key, f)
}

// form writes a list such that equal ones look alike, whatever the order of their fields.
func form(items []json.RawMessage) string {
	var values []any
	for _, item := range items {
		var v any
		if json.Unmarshal(item, &v) == nil {
			values = append(values, v)
		}
	}
	if values == nil {
		return "[]"
	}
	data, _ := json.Marshal(values) // it was JSON before
	return string(data)
}

// drop forgets a file of which nothing is said.
func (p *proxy) drop(key string, f *merged) {
	if len(f.gopls.items)+len(f.ours.items) == 0 {
		delete(p.files, key)
	}
}

// at returns the list with its places in the present text. Of what was edited the places stay: the server that the list is from
// sends another if they are wrong.
func (s source) at(doc *protocol.Document, encoding protocol.Encoding) []json.RawMessage {
	if doc == nil || s.text == nil || *s.text == doc.Text || len(s.items) == 0 {
		return s.items
	}
	hunk := protocol.Diff(*s.text, doc.Text, encoding)
	var list []json.RawMessage
	for _, item := range s.items {
		var fields raw
		var r protocol.Range
		if json.Unmarshal(item, &fields) == nil && json.Unmarshal(cmpRaw(fields["range"], nil), &r) == nil {
			fields["range"], _ = json.Marshal(hunk.Shift(r)) // numbers
			item, _ = json.Marshal(fields)                   // it was JSON before
		}
		list = append(list, item)
	}
	return list
}
