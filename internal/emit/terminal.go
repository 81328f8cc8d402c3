package emit

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns s as it may be shown on a terminal, on one line: control characters, invisible ones (a bidirectional override
// makes a line read as something else) and broken UTF-8 are written as Go escapes.
func Clean(s string) string {
	clean := true
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsGraphic(r) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		size, shown := glyph(s)
		b.WriteString(shown)
		s = s[size:]
	}
	return b.String()
}

// glyph returns the length of the first rune of s in bytes and how it is shown.
func glyph(s string) (size int, shown string) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		return size, fmt.Sprintf(`\x%02x`, s[0])
	case unicode.IsGraphic(r):
		return size, s[:size]
	}
	quoted := strconv.QuoteRuneToASCII(r)
	return size, quoted[1 : len(quoted)-1]
}

// cells is the number of terminal columns that s takes. s must be clean.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r < 0x300:
			n++
		case unicode.In(r, unicode.Mn, unicode.Me):
		case unicode.Is(wide, r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// wide holds the blocks whose characters take two columns (East Asian Width W and F), rounded to whole blocks.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1}, {Lo: 0x3041, Hi: 0x33ff, Stride: 1},
		{Lo: 0x3400, Hi: 0x4dbf, Stride: 1}, {Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, {Lo: 0xa000, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, {Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff01, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x17000, Hi: 0x18aff, Stride: 1}, {Lo: 0x1b000, Hi: 0x1b2ff, Stride: 1}, {Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1faff, Stride: 1}, {Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

// An excerpt takes at most excerptWidth columns; of a line whose place stands far to the right, excerptLead bytes before it.
const (
	excerptWidth = 120
	excerptLead  = 60
)

// excerpt returns a source line as it is shown, without its indentation, and below it carets under the bytes [from, to); an
// empty range is one caret. Tabs are expanded, so that the carets stand right whatever the tab stops of the terminal are.
func excerpt(line string, from, to int) (shown, carets string) {
	from = min(max(from, 0), len(line))
	to = max(to, from+1)
	at := min(len(line)-len(strings.TrimLeft(line, " \t")), from)

	var text, marks strings.Builder
	column := 0
	put := func(glyph string, mark string) {
		n := cells(glyph)
		text.WriteString(glyph)
		marks.WriteString(strings.Repeat(mark, n))
		column += n
	}
	if from-at > excerptWidth-excerptLead {
		at = from - excerptLead
		for at < from && !utf8.RuneStart(line[at]) {
			at++
		}
		put("…", " ")
	}
	for at < len(line) {
		size, shown := glyph(line[at:])
		if line[at] == '\t' {
			shown = strings.Repeat(" ", 4-column%4)
		}
		if column+cells(shown) > excerptWidth {
			put("…", " ")
			break
		}
		mark := " "
		if at < to && at+size > from {
			mark = "^"
		}
		put(shown, mark)
		at += size
	}
	if from == len(line) {
		marks.WriteString("^")
	}
	return strings.TrimRight(text.String(), " "), strings.TrimRight(marks.String(), " ")
}
