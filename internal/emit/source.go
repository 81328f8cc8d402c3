package emit

import (
	"bytes"
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

// sources reads each file once. A file that cannot be read is nil.
type sources struct {
	read  func(name string) ([]byte, error)
	files map[string]*source
}

// A source is the text of one file with the offset of each line.
type source struct {
	text  []byte
	lines []int // lines[i] is the offset of line i+1
}

func newSources(read func(string) ([]byte, error)) *sources {
	return &sources{read: read, files: map[string]*source{}}
}

func (s *sources) file(name string) *source {
	if f, ok := s.files[name]; ok {
		return f
	}
	var f *source
	if s.read != nil && name != "" {
		if text, err := s.read(name); err == nil {
			f = newSource(text)
		}
	}
	s.files[name] = f
	return f
}

func newSource(text []byte) *source {
	f := &source{text: text, lines: []int{0}}
	for i, c := range text {
		if c == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// line returns the text of line n, counted from 1, without its end, and false where there is no such line.
func (f *source) line(n int) ([]byte, bool) {
	if f == nil || n < 1 || n > len(f.lines) {
		return nil, false
	}
	text := f.text[f.lines[n-1]:]
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimSuffix(text, []byte("\r")), true
}

// position returns the line of a byte offset and its column in UTF-16 units, both counted from 1.
func (f *source) position(offset int) (line, column int) {
	offset = min(max(offset, 0), len(f.text))
	line = sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
	return line, f.units(f.lines[line-1], offset) + 1
}

// offset is the place of a line and a column in bytes, both counted from 1, kept inside the line.
func (f *source) offset(line, column int) int {
	text, _ := f.line(line)
	return f.lines[line-1] + min(max(column-1, 0), len(text))
}

// column turns a column in bytes into one in UTF-16 units, where the text is at hand.
func (s *sources) column(file string, line, column int) int {
	f := s.file(file)
	if f == nil || line < 1 || line > len(f.lines) {
		return column
	}
	_, column = f.position(f.offset(line, column))
	return column
}

const byteOrderMark = "\ufeff"

// units counts text[from:to] in UTF-16 code units. A byte that is no UTF-8 counts as one, a byte order mark at the start of the
// file as none: readers of the file do not count it either.
func (f *source) units(from, to int) int {
	text := f.text[from:to]
	if from == 0 {
		text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	}
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		n += utf16.RuneLen(r)
		text = text[size:]
	}
	return n
}
