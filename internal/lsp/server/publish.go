package server

// How findings reach the client: what is open is asked for by a client that can, all else is published.

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// publish tells the client what changed in the files of a root since old.
func (s *server) publish(r *root, old *outcome) {
	names := slices.Collect(maps.Keys(r.found.files))
	if old != nil {
		names = slices.AppendSeq(names, maps.Keys(old.files))
	}
	slices.Sort(names)
	stale := false
	for _, name := range slices.Compact(names) {
		p := protocol.PublishParams{URI: protocol.URI(name), Diagnostics: []json.RawMessage{}}
		if f := r.found.files[name]; f != nil {
			p.Version = f.version
			p.Diagnostics = append(p.Diagnostics, f.diagnostics...)
		}
		doc := s.docs.Get(p.URI)
		if doc != nil {
			p.URI = doc.URI
		}
		stale = s.tell(name, p, s.pull && doc != nil) || stale
	}
	if stale && !slices.ContainsFunc(s.waiting, func(w *waiter) bool { return w.root == r }) {
		s.call("workspace/diagnostic/refresh", nil, nil)
	}
}

// A told is what the client knows of a file.
type told struct {
	text  string // "": nothing
	asked bool   // the client was given it on request, else it was published
}

// tell brings the client up to date about one file. It reports that the client must ask again.
func (s *server) tell(name string, p protocol.PublishParams, asked bool) (stale bool) {
	was, now := s.told[name], told{asked: asked}
	if len(p.Diagnostics) > 0 {
		data, _ := json.Marshal(p.Diagnostics) // it was JSON before
		now.text = string(data)
		if !asked && p.Version != nil {
			// The client learns for which text this holds.
			now.text = fmt.Sprint(*p.Version, now.text)
		}
	}
	s.told[name] = now
	if now.text == "" {
		delete(s.told, name)
	}
	if asked {
		if was.text != "" && !was.asked { // published while the file was closed
			p.Diagnostics = []json.RawMessage{}
			s.notify("textDocument/publishDiagnostics", p)
		}
		return now.text != was.text
	}
	if now != was && now.text+was.text != "" {
		s.notify("textDocument/publishDiagnostics", p)
	}
	return false
}

// diagnostic answers for one document. A document that no analysis has covered yet is not waited for: that may take long, and the
// client is told to ask again.
func (s *server) diagnostic(m *rpc.Message, p protocol.DocumentParams) {
	answer := func(o *outcome) {
		s.reply(m, protocol.DiagnosticReport{Kind: "full", Items: o.items(protocol.Key(p.TextDocument.URI))})
	}
	doc := s.docs.Get(p.TextDocument.URI)
	r := s.rootOf(doc)
	if r == nil || r.found == nil || !r.found.covers[filepath.Dir(doc.Path)] {
		answer(&outcome{})
		return
	}
	s.whenFound(m.ID, r, answer)
}

func (o *outcome) items(path string) []json.RawMessage {
	items := []json.RawMessage{}
	if f := o.files[path]; f != nil {
		items = append(items, f.diagnostics...)
	}
	return items
}

// workspaceDiagnostic answers for all open documents with what is known: of the others it is published.
func (s *server) workspaceDiagnostic(m *rpc.Message) {
	items := []protocol.DiagnosticReport{}
	if s.pull {
		for _, doc := range s.docs.All() {
			r := s.rootOf(doc)
			if r == nil || r.found == nil || r.found.files[doc.Path] == nil {
				continue
			}
			f := r.found.files[doc.Path]
			items = append(items, protocol.DiagnosticReport{Kind: "full", URI: doc.URI, Version: f.version, Items: r.found.items(doc.Path)})
		}
	}
	s.reply(m, object{"items": items})
}
