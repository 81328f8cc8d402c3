package protocol

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestPositions(t *testing.T) {
	text := "ab\r\n😀é\xffx\n\nend"
	for _, tt := range []struct {
		enc    Encoding
		line   int
		char   int
		offset int
	}{
		{UTF16, 0, 0, 0}, {UTF16, 0, 2, 2}, {UTF16, 0, 3, 2}, {UTF16, 0, 99, 2}, // not behind the \r
		{UTF16, 1, 0, 4}, {UTF16, 1, 1, 4}, {UTF16, 1, 2, 8}, {UTF16, 1, 3, 10}, {UTF16, 1, 4, 11}, {UTF16, 1, 5, 12}, {UTF16, 1, 6, 12},
		{UTF8, 1, 4, 8}, {UTF8, 1, 3, 4}, {UTF8, 1, 6, 10}, {UTF8, 1, 7, 11}, {UTF32, 1, 1, 8}, {UTF32, 1, 2, 10}, {UTF32, 1, 4, 12},
		{UTF16, 2, 0, 13}, {UTF16, 2, 5, 13}, {UTF16, 3, 3, 17}, {UTF16, 4, 0, 17}, {UTF16, -1, 0, 0}, {UTF16, 99, 9, 17},
	} {
		if got := NewText(text, tt.enc).Offset(Position{tt.line, tt.char}); got != tt.offset {
			t.Errorf("%s %d:%d is at %d, want %d", tt.enc, tt.line, tt.char, got, tt.offset)
		}
	}
	at := NewText(text, UTF16)
	for place, want := range map[[2]int]Position{{2, 5}: {1, 2}, {1, 1}: {}, {2, 1}: {1, 0}, {2, 999}: {1, 5}, {9, 1}: {3, 3}, {0, 1}: {3, 3}, {1, 0}: {}} {
		if got := at.At(place[0], place[1]); got != want {
			t.Errorf("%v: %v, want %v", place, got, want)
		}
	}
}

// FuzzPositions: the place of a byte that begins a character leads back to it, and counts what utf16 counts.
func FuzzPositions(f *testing.F) {
	f.Add("ab\r\n😀é\xffx\n\nend")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\r") {
			return // the end of a line has two places
		}
		for _, enc := range []Encoding{UTF8, UTF16, UTF32} {
			lines := NewText(text, enc)
			for i := range text {
				p := lines.Position(i)
				if back := lines.Offset(p); back != i {
					t.Fatalf("%s: %d is %v, which is %d", enc, i, p, back)
				}
				line := text[strings.LastIndexByte(text[:i], '\n')+1 : i]
				want := map[Encoding]int{UTF8: len(line), UTF16: len(utf16.Encode([]rune(line))), UTF32: utf8.RuneCountInString(line)}[enc]
				if p.Character != want || p.Line != strings.Count(text[:i], "\n") {
					t.Fatalf("%s: %d is %v, want character %d", enc, i, p, want)
				}
			}
		}
	})
}

// FuzzDiff: outside of the hunk the texts are the same, so that a shifted place stands before the same rest.
func FuzzDiff(f *testing.F) {
	f.Add("one\ntwo\nthree\n", "one\n2\n\nthree\n")
	f.Add("é\n", "è\n")
	f.Add("😀", "😁")
	f.Fuzz(func(t *testing.T, old, text string) {
		if strings.Contains(old+text, "\r") || !utf8.ValidString(old) || !utf8.ValidString(text) {
			return
		}
		h := Diff(old, text, UTF16)
		o, n := NewText(old, UTF16), NewText(text, UTF16)
		begin, oldEnd, newEnd := o.Offset(h.Start), o.Offset(h.OldEnd), n.Offset(h.NewEnd)
		if old[:begin] != text[:begin] || old[oldEnd:] != text[newEnd:] {
			t.Fatalf("%+v of %q and %q", h, old, text)
		}
		for i := range old {
			p := o.Position(i)
			got := n.Offset(h.Shift(Range{p, p}).Start)
			switch {
			case i < begin && got != i, i >= oldEnd && text[got:] != old[i:]:
				t.Fatalf("%d of %q goes to %d of %q", i, old, got, text)
			}
		}
	})
}

func TestDocuments(t *testing.T) {
	docs := Documents{Encoding: UTF16}
	docs.Open(DidOpenParams{TextDocumentItem{URI: "file:///a%20b/p.go", Version: 1, Text: "one\ntwo😀\nthree\n"}})
	change := func(c ...ContentChange) error {
		v := docs.Get("file:///a b/p.go").Version + 1
		return docs.Change(DidChangeParams{TextDocumentIdentifier{"file:///a%20b/p.go", &v}, c})
	}
	at := func(l1, c1, l2, c2 int) *Range { return &Range{Position{l1, c1}, Position{l2, c2}} }
	if err := change(ContentChange{at(1, 5, 2, 0), "-"}, ContentChange{at(0, 0, 0, 0), "zero\n"}, ContentChange{at(9, 9, 9, 9), "end"}); err != nil {
		t.Fatal(err)
	}
	doc := docs.Get("file:///a b/p.go")
	if doc.Text != "zero\none\ntwo😀-three\nend" || doc.Version != 2 || doc.Path == "" {
		t.Errorf("%+v", doc)
	}
	if err := change(ContentChange{at(1, 0, 0, 0), ""}); err == nil || docs.Get(doc.URI).Text != doc.Text {
		t.Errorf("a change that ends before it begins: %v", err)
	}
	if err := change(ContentChange{nil, "all"}); err != nil || docs.Get(doc.URI).Text != "all" || doc.Text == "all" {
		t.Errorf("%+v, %v", docs.Get(doc.URI), err)
	}
	docs.Close("file:///a%20b/p.go")
	if docs.Get(doc.URI) != nil || len(docs.All()) != 0 || docs.Change(DidChangeParams{}) == nil {
		t.Error("not closed")
	}
}

func TestURIs(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/b.go": "/a/b.go", "file:///a%20%25/%C3%A9.go": "/a %/é.go", "file:///a/../b.go": "/b.go", "untitled:1": "", "http://x/y": "", "": "", "%": "",
	} {
		if got := Path(uri); got != want {
			t.Errorf("%q is %q, want %q", uri, got, want)
		}
		if want != "" && Path(URI(want)) != want {
			t.Errorf("%q becomes %q", want, URI(want))
		}
	}
}
