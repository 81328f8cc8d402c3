package driver

// Function bodies are most of a program, and a dependency is wanted for its declarations alone. Blanking the bodies before the
// parser sees them costs a tenth of parsing them.

import "bytes"

// trimBodies returns src with the bodies of its function declarations emptied. Lines stay where they are. It returns src as it
// is wherever the text does not look like well-formed Go: the parser then says what is wrong.
func trimBodies(src []byte) []byte {
	out := make([]byte, 0, len(src)/2)
	copied := 0
	t := trimmer{src: src}
	for t.pos < len(src) {
		if !t.atFunc() {
			if !t.skip() {
				return src
			}
			continue
		}
		open, ok := t.funcDecl()
		if !ok {
			return src
		}
		if open < 0 { // declared without a body
			continue
		}
		out = append(out, src[copied:open+1]...)
		for range bytes.Count(src[open:t.pos], []byte{'\n'}) {
			out = append(out, '\n')
		}
		out = append(out, '}')
		copied = t.pos
	}
	return append(out, src[copied:]...)
}

// A trimmer walks over Go source by brackets, strings and comments.
type trimmer struct {
	src []byte
	pos int
}

// atFunc tells whether a function declaration starts here: the keyword at the start of a line, outside of all brackets.
func (t *trimmer) atFunc() bool {
	const kw = "func"
	s := t.src[t.pos:]
	return len(s) > len(kw) && string(s[:len(kw)]) == kw && (s[len(kw)] == ' ' || s[len(kw)] == '\t') && (t.pos == 0 || t.src[t.pos-1] == '\n')
}

// funcDecl moves behind the declaration that starts here and returns where its body opens, or -1 if it has none.
func (t *trimmer) funcDecl() (open int, ok bool) {
	last := t.pos // of what is not white space or a comment
	for t.pos < len(t.src) {
		switch c := t.src[t.pos]; {
		case c == '\n':
			return -1, true
		case c == '{' && !t.opensType(last):
			open = t.pos
			return open, t.skip()
		case c == ' ' || c == '\t' || c == '\r':
			t.pos++
		case c == '/':
			if !t.skip() {
				return 0, false
			}
		default:
			if !t.skip() {
				return 0, false
			}
			last = t.pos
		}
	}
	return -1, true
}

// opensType tells whether the text before last ends in the keyword of a type that is written with braces.
func (t *trimmer) opensType(last int) bool {
	s := t.src[:last]
	return bytes.HasSuffix(s, []byte("struct")) || bytes.HasSuffix(s, []byte("interface"))
}

// skip moves behind one lexical element: a bracketed text, a literal, a comment, or a single byte. It reports false if that
// does not end.
func (t *trimmer) skip() bool {
	switch c := t.src[t.pos]; c {
	case '(', '[', '{':
		return t.brackets()
	case ')', ']', '}':
		return false
	case '"', '\'':
		return t.quoted(c)
	case '`':
		return t.until("`", 1)
	case '/':
		if t.pos+1 < len(t.src) {
			switch t.src[t.pos+1] {
			case '/':
				if i := bytes.IndexByte(t.src[t.pos:], '\n'); i >= 0 {
					t.pos += i
				} else {
					t.pos = len(t.src)
				}
				return true
			case '*':
				return t.until("*/", 2)
			}
		}
	}
	t.pos++
	return true
}

func (t *trimmer) until(end string, from int) bool {
	i := bytes.Index(t.src[t.pos+from:], []byte(end))
	if i < 0 {
		return false
	}
	t.pos += from + i + len(end)
	return true
}

func (t *trimmer) quoted(quote byte) bool {
	for i := t.pos + 1; i < len(t.src); i++ {
		switch t.src[i] {
		case '\\':
			i++
		case '\n':
			return false
		case quote:
			t.pos = i + 1
			return true
		}
	}
	return false
}

// brackets moves behind the bracket that closes the one here.
func (t *trimmer) brackets() bool {
	depth := 0
	for t.pos < len(t.src) {
		switch t.src[t.pos] {
		case '(', '[', '{':
			depth++
			t.pos++
		case ')', ']', '}':
			depth--
			t.pos++
			if depth == 0 {
				return true
			}
		case '"', '\'', '`', '/':
			if !t.skip() {
				return false
			}
		default:
			t.pos++
		}
	}
	return false
}
