package emit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/counterlint/counterlint/internal/finding"
)

// JSON writes one object {"version":1,"findings":[…],"errors":[…]}, each finding and each error on a line of its own. The
// fields are those of [finding.Finding] and [Error]; arrays are never null, file names have forward slashes.
func JSON(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	b.WriteString(`{"version":1,"findings":[`)
	for i, f := range r.Findings {
		if err := element(b, i, portable(f)); err != nil {
			return err
		}
	}
	b.WriteString(`],"errors":[`)
	for i, e := range r.Errors {
		e.File = slash(e.File)
		if err := element(b, i, e); err != nil {
			return err
		}
	}
	b.WriteString("]}\n")
	return b.Flush()
}

// element writes the i-th element of an array.
func element(b *bufio.Writer, i int, v any) error {
	if i > 0 {
		b.WriteByte(',')
	}
	b.WriteByte('\n')
	text, err := marshal(v, "")
	b.Write(text)
	return err
}

// marshal encodes v without the escapes that HTML would need, but with one for each character that could confuse a terminal.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return escapeInvisible(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), err
}

// escapeInvisible escapes what encoding/json leaves as it is: DEL, the C1 controls, bidirectional overrides and their like. They
// can stand only inside the strings of a JSON text.
func escapeInvisible(text []byte) []byte {
	if !bytes.ContainsFunc(text, invisible) {
		return text
	}
	var out []byte
	for _, r := range string(text) {
		if !invisible(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

func invisible(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }

// portable returns f with slashes and without nil slices; f itself is left alone.
func portable(f finding.Finding) finding.Finding {
	f.File = slash(f.File)
	f.Also = append([]string{}, f.Also...)
	f.Related = append([]finding.Related{}, f.Related...)
	for i := range f.Related {
		f.Related[i].File = slash(f.Related[i].File)
	}
	f.Fixes = append([]finding.Fix{}, f.Fixes...)
	for i := range f.Fixes {
		edits := append([]finding.Edit{}, f.Fixes[i].Edits...)
		for j := range edits {
			edits[j].File = slash(edits[j].File)
		}
		f.Fixes[i].Edits = edits
	}
	return f
}
