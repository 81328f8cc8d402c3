package protocol

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// An Encoding is the unit of a [Position] within its line.
type Encoding string

const (
	UTF8  Encoding = "utf-8"
	UTF16 Encoding = "utf-16" // what holds if nothing was said
	UTF32 Encoding = "utf-32"
)

// Choose returns the encoding that a server picks of those that the client knows. In UTF-8 nothing must be counted.
func Choose(known []Encoding) Encoding {
	for _, e := range known {
		if e == UTF8 {
			return UTF8
		}
	}
	return UTF16
}

// width is the number of units of a rune in the text. An invalid byte is a rune of one byte.
func (e Encoding) width(r rune, size int) int {
	switch {
	case e == UTF8:
		return size
	case e == UTF16 && r > 0xffff:
		return 2
	}
	return 1
}

// A Text is a text whose lines are known.
type Text struct {
	text  string
	enc   Encoding
	lines []int // offsets of their beginnings
}

func NewText(text string, enc Encoding) *Text {
	t := &Text{text: text, enc: enc, lines: []int{0}}
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return t
		}
		i += n + 1
		t.lines = append(t.lines, i)
	}
}

// line returns a line without its end.
func (t *Text) line(n int) string {
	end := len(t.text)
	if n+1 < len(t.lines) {
		end = t.lines[n+1] - 1
		if end > t.lines[n] && t.text[end-1] == '\r' {
			end--
		}
	}
	return t.text[t.lines[n]:end]
}

// Line returns a line without its end, "" if there is none.
func (t *Text) Line(n int) string {
	if n < 0 || n >= len(t.lines) {
		return ""
	}
	return t.line(n)
}

// Offset returns the byte at p. Behind the end of a line it is that end, and behind the end of the text that end.
func (t *Text) Offset(p Position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.text)
	}
	line := t.line(p.Line)
	return t.lines[p.Line] + t.enc.bytes(line, p.Character)
}

// bytes returns the length of the first units of line.
func (e Encoding) bytes(line string, units int) int {
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		if units -= e.width(r, size); units < 0 { // also within a character: its beginning
			return i
		}
		i += size
	}
	return len(line)
}

// units returns the length of s.
func (e Encoding) units(s string) (n int) {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		n += e.width(r, size)
		i += size
	}
	return n
}

// Position returns the place of a byte.
func (t *Text) Position(offset int) Position {
	offset = max(0, min(offset, len(t.text)))
	line := sort.SearchInts(t.lines, offset+1) - 1
	return Position{line, t.enc.units(t.text[t.lines[line]:offset])}
}

// At returns the place of a line and a column that count from 1, the column in bytes.
func (t *Text) At(line, column int) Position {
	if line < 1 || line > len(t.lines) {
		return t.Position(len(t.text))
	}
	begin := t.lines[line-1]
	return t.Position(begin + max(0, min(column-1, len(t.line(line-1)))))
}

// A Hunk is the part in which two texts differ.
type Hunk struct{ Start, OldEnd, NewEnd Position }

// Diff returns the smallest part, of whole characters, outside of which two texts are the same.
func Diff(old, text string, enc Encoding) Hunk {
	n := min(len(old), len(text))
	begin := 0
	for begin < n && old[begin] == text[begin] {
		begin++
	}
	for begin > 0 && begin < len(old) && !utf8.RuneStart(old[begin]) || begin > 0 && begin < len(text) && !utf8.RuneStart(text[begin]) {
		begin--
	}
	end := 0
	for end < n-begin && old[len(old)-1-end] == text[len(text)-1-end] {
		end++
	}
	for end > 0 && !utf8.RuneStart(old[len(old)-end]) {
		end--
	}
	o, t := NewText(old, enc), NewText(text, enc)
	return Hunk{o.Position(begin), o.Position(len(old) - end), t.Position(len(text) - end)}
}

// Shift returns where a range of the old text lies in the new one. A place within the part that differs stays as it is.
func (h Hunk) Shift(r Range) Range {
	return Range{h.shift(r.Start), h.shift(r.End)}
}

func (h Hunk) shift(p Position) Position {
	switch {
	case p.before(h.OldEnd) || h.OldEnd == h.NewEnd:
		return p
	case p.Line == h.OldEnd.Line:
		return Position{h.NewEnd.Line, p.Character - h.OldEnd.Character + h.NewEnd.Character}
	}
	return Position{p.Line - h.OldEnd.Line + h.NewEnd.Line, p.Character}
}

func (p Position) before(q Position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Character < q.Character
}

// Overlap tells whether two ranges have a place in common; the end of a range counts.
func (r Range) Overlap(q Range) bool { return !r.End.before(q.Start) && !q.End.before(r.Start) }
