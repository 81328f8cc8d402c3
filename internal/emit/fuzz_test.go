package emit

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/counterlint/counterlint/internal/finding"
)

// FuzzFormats puts hostile text everywhere that text of the analysed program can get: names, messages, source lines, edits. No
// format may panic, break its syntax, or let a control character through.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{"", "plain", "a\nb", "\x1b]0;title\a", "\x00\xff|<>&\"'`", "\u202e\u2028\ufeff", "错误", "]]>", "\r\n\t", strings.Repeat("é", 200)} {
		f.Add(s, 1, 1, 1, 4)
		f.Add(s, 2, 3, 1, -7)
	}
	f.Fuzz(func(t *testing.T, s string, line, column, endLine, endColumn int) {
		r := &Report{
			Findings: []finding.Finding{{
				Analyzer: "a", Severity: finding.Error, File: s, Line: line, Column: column, EndLine: endLine, EndColumn: endColumn, Message: s,
				Also: []string{s}, Category: s,
				Related: []finding.Related{{File: s, Line: line, Column: column, Message: s}},
				Fixes:   []finding.Fix{{Message: s, Class: finding.Safe, Edits: []finding.Edit{{File: s, Start: column, End: endColumn, New: s}}}},
			}},
			Errors:   []Error{{Package: s, File: s, Line: line, Column: column, Message: s}},
			Rules:    []Rule{{Name: "a", Summary: s, Detail: s}},
			Dir:      "/" + s,
			ReadFile: func(string) ([]byte, error) { return []byte(s + "\n\t" + s), nil },
		}
		var text, js, sarif bytes.Buffer
		if err := Text(&text, r, Style{FixCommand: "counterlint fix ./...", ReviewCommand: "counterlint fix -diff -unsafe-fixes ./..."}); err != nil {
			t.Fatal(err)
		}
		for i, c := range text.String() {
			if c != '\n' && !unicode.IsGraphic(c) || c == utf8.RuneError && !strings.HasPrefix(text.String()[i:], "\uFFFD") {
				t.Fatalf("control character %q in %q", c, text.String())
			}
		}
		if !strings.HasSuffix(text.String(), "\n") || strings.Count(text.String(), "\n") > 11 {
			t.Fatalf("text breaks lines of its own: %q", text.String())
		}
		if err := JSON(&js, r); err != nil {
			t.Fatal(err)
		}
		if err := SARIF(&sarif, r); err != nil {
			t.Fatal(err)
		}
		for _, out := range [][]byte{js.Bytes(), sarif.Bytes()} {
			if bytes.ContainsFunc(out, invisible) {
				t.Fatalf("control character in %q", out)
			}
			if !json.Valid(out) || !utf8.Valid(out) {
				t.Fatalf("not JSON: %q", out)
			}
		}
		var back struct{ Findings []finding.Finding }
		if err := json.Unmarshal(js.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) && back.Findings[0].Message != s {
			t.Fatalf("message %q came back as %q", s, back.Findings[0].Message)
		}
	})
}
