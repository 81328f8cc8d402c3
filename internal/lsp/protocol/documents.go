package protocol

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A Document is an open one. Its text is never changed in place.
type Document struct {
	TextDocumentItem
	Path string // absolute; "" for one that is no file
}

// Documents are the open ones, by the keys of their URIs.
type Documents struct {
	Encoding Encoding
	byKey    map[string]*Document
}

// Key makes one key of all the ways to write the URI of a file: its name. Of others it is the URI.
func Key(uri string) string {
	if path := Path(uri); path != "" {
		return path
	}
	return uri
}

// Path returns the name of a file; "" for a URI that names none.
func Path(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
		if len(path) > 1 && path[1] == ':' {
			path = strings.ToUpper(path[:1]) + path[1:]
		}
		if u.Host != "" {
			path = "//" + u.Host + "/" + path
		}
	}
	return filepath.Clean(filepath.FromSlash(path))
}

// URI names a file.
func URI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// Get returns an open document, or nil.
func (d *Documents) Get(uri string) *Document { return d.byKey[Key(uri)] }

// All returns the open documents, sorted.
func (d *Documents) All() []*Document {
	var all []*Document
	for _, doc := range d.byKey {
		all = append(all, doc)
	}
	slices.SortFunc(all, func(a, b *Document) int { return strings.Compare(a.URI, b.URI) })
	return all
}

func (d *Documents) Open(p DidOpenParams) {
	if d.byKey == nil {
		d.byKey = map[string]*Document{}
	}
	d.byKey[Key(p.TextDocument.URI)] = &Document{p.TextDocument, Path(p.TextDocument.URI)}
}

func (d *Documents) Close(uri string) { delete(d.byKey, Key(uri)) }

// Change carries out the changes of a document, one after the other.
func (d *Documents) Change(p DidChangeParams) error {
	doc := d.Get(p.TextDocument.URI)
	if doc == nil {
		return fmt.Errorf("%s changed but is not open", p.TextDocument.URI)
	}
	next := *doc
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			next.Text = c.Text
			continue
		}
		t := NewText(next.Text, d.Encoding)
		start, end := t.Offset(c.Range.Start), t.Offset(c.Range.End)
		if end < start {
			return fmt.Errorf("%s: a change ends before it begins", p.TextDocument.URI)
		}
		next.Text = next.Text[:start] + c.Text + next.Text[end:]
	}
	if p.TextDocument.Version != nil {
		next.Version = *p.TextDocument.Version
	}
	d.byKey[Key(p.TextDocument.URI)] = &next
	return nil
}
