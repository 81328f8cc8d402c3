package server

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
	"github.com/counterlint/counterlint/internal/rpc"
)

// contentModified says that a text changed while an answer about it was being made.
const contentModified = -32801

// wants tells whether a client asks for a kind of action; one kind stands for those below it.
func wants(only []string, kind string) bool {
	return slices.ContainsFunc(only, func(o string) bool { return o == "" || o == kind || strings.HasPrefix(kind, o+".") })
}

// codeAction offers the fixes of the findings at a place. To make all fixes of a file is offered to those alone who ask for that.
func (s *server) codeAction(m *rpc.Message, p protocol.CodeActionParams) {
	doc := s.docs.Get(p.TextDocument.URI)
	r := s.rootOf(doc)
	switch only := p.Context.Only; {
	case r == nil:
		s.reply(m, []any{})
	case len(only) == 0 || wants(only, quickFix):
		s.reply(m, s.quickFixes(r, doc, p.Range))
	case wants(only, FixAll):
		s.fixAll(m, doc, r)
	default:
		s.reply(m, []any{})
	}
}

// quickFixes are the fixes at a place, if the texts that they edit are still those that were analysed.
func (s *server) quickFixes(r *root, doc *protocol.Document, at protocol.Range) []protocol.CodeAction {
	actions := []protocol.CodeAction{}
	if r.found == nil || r.found.files[doc.Path] == nil {
		return actions
	}
	f := r.found.files[doc.Path]
	for i, x := range f.findings {
		if !f.ranges[i].Overlap(at) {
			continue
		}
		for _, fix := range x.Fixes {
			x.Fixes = []finding.Fix{fix}
			texts := fixer.Together(r.found.current(s.open(r)), []finding.Finding{x}, true)
			if len(texts) == 0 {
				continue
			}
			title := fix.Message
			if fix.Class == finding.NeedsReview {
				title += " (needs review)"
			}
			actions = append(actions, protocol.CodeAction{
				Title: title, Kind: quickFix, Diagnostics: []json.RawMessage{f.diagnostics[i]}, IsPreferred: fix.Class == finding.Safe,
				Edit: s.edit(r, texts),
			})
		}
	}
	return actions
}

// current returns the text of a file, if it is the one that was analysed.
func (o *outcome) current(docs []*protocol.Document) func(name string) ([]byte, bool) {
	return func(name string) ([]byte, bool) {
		text, err := textOf(name, docs)
		sum, known := o.sums[name]
		return text, err == nil && known && sha256.Sum256(text) == sum
	}
}

// textOf reads a file as the editor has it.
func textOf(name string, docs []*protocol.Document) ([]byte, error) {
	for _, doc := range docs {
		if doc.Path == name {
			return []byte(doc.Text), nil
		}
	}
	return os.ReadFile(name)
}

// edit turns new texts into the edits that make them.
func (s *server) edit(r *root, texts map[string][]byte) *protocol.WorkspaceEdit {
	docs := s.open(r)
	e := &protocol.WorkspaceEdit{}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		old, err := textOf(name, docs)
		if err != nil {
			return nil // it was there a moment ago
		}
		t := protocol.NewText(string(old), s.docs.Encoding)
		var edits []protocol.TextEdit
		for _, d := range udiff.Strings(string(old), string(texts[name])) {
			edits = append(edits, protocol.TextEdit{Range: protocol.Range{Start: t.Position(d.Start), End: t.Position(d.End)}, NewText: d.New})
		}
		uri, version := protocol.URI(name), (*int)(nil)
		if doc := s.docs.Get(uri); doc != nil {
			uri, version = doc.URI, &doc.Version
		}
		if !s.client.Workspace.WorkspaceEdit.DocumentChanges {
			if e.Changes == nil {
				e.Changes = map[string][]protocol.TextEdit{}
			}
			e.Changes[uri] = edits
			continue
		}
		d := protocol.DocumentEdit{Edits: edits}
		d.TextDocument.URI, d.TextDocument.Version = uri, version
		e.DocumentChanges = append(e.DocumentChanges, d)
	}
	return e
}

// fixAll makes the safe fixes in a file. Each was proved alone, so the result is analysed before it is offered.
func (s *server) fixAll(m *rpc.Message, doc *protocol.Document, r *root) {
	s.whenFound(m.ID, r, func(o *outcome) {
		f := o.files[doc.Path]
		if f == nil {
			s.reply(m, []any{})
			return
		}
		safe := slices.DeleteFunc(slices.Clone(f.findings), func(x finding.Finding) bool {
			return !slices.ContainsFunc(x.Fixes, func(fix finding.Fix) bool { return fix.Class == finding.Safe })
		})
		if len(safe) == 0 {
			s.reply(m, []any{})
			return
		}
		docs := s.open(r)
		a := &analysis{opts: &s.opts, root: r, docs: docs, all: s.docs.All()}
		s.tasks = append(s.tasks, &task{m.ID, r, func(ctx context.Context) func() {
			texts, err := a.together(ctx, o, safe)
			return func() {
				switch {
				case err != nil || r.due:
					s.fail(m, contentModified, "the text changed")
				case len(texts) == 0:
					s.reply(m, []any{})
				default:
					s.reply(m, []protocol.CodeAction{{Title: "Make all safe fixes of counterlint", Kind: FixAll, Edit: s.edit(r, texts)}})
				}
			}
		}})
		s.next()
	})
}

// together returns the texts that the fixes of found make, as many of them as compile together.
func (a *analysis) together(ctx context.Context, o *outcome, found []finding.Finding) (map[string][]byte, error) {
	try := func(fs []finding.Finding) (map[string][]byte, bool, error) {
		texts := fixer.Together(o.current(a.docs), fs, false)
		if len(texts) == 0 {
			return nil, false, nil
		}
		res, err := a.analyse(ctx, texts)
		return texts, err == nil && brokenIn(res) <= o.broken, err
	}
	texts, ok, err := try(found)
	if ok || err != nil {
		return texts, err
	}
	var good []finding.Finding
	texts = nil
	for _, x := range found {
		more, ok, err := try(append(slices.Clone(good), x))
		if err != nil {
			return nil, err
		}
		if ok {
			good, texts = append(good, x), more
		}
	}
	return texts, nil
}
