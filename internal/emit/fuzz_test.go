package emit

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
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
			Errors:   []Error{{Kind: "type", Package: s, File: s, Line: line, Column: column, Message: s}},
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
		for name, write := range Formats {
			var out bytes.Buffer
			if err := write(&out, r); err != nil {
				t.Fatal(err)
			}
			if bytes.ContainsFunc(out.Bytes(), invisible) || !utf8.Valid(out.Bytes()) {
				t.Fatalf("%s: control character or broken text in %q", name, out.Bytes())
			}
			if holds := syntax[name]; holds != nil && !holds(out.String(), s) {
				t.Fatalf("%s: %q breaks the syntax: %s", name, s, out.String())
			}
		}
	})
}

// syntax tells of a format whether it still has the shape that it has with plain text, and the message s in its place.
var syntax = map[string]func(out, s string) bool{
	"gitlab": func(out, s string) bool {
		var issues []gitlabIssue
		return json.Unmarshal([]byte(out), &issues) == nil && len(issues) == 2 && strings.HasPrefix(issues[0].Description, Clean(s)+"\n")
	},
	"rdjson": func(out, s string) bool {
		var res rdResult
		return json.Unmarshal([]byte(out), &res) == nil && len(res.Diagnostics) == 2 && res.Diagnostics[0].Message == Clean(s)
	},
	"checkstyle": func(out, s string) bool {
		var doc checkstyle
		if xml.Unmarshal([]byte(out), &doc) != nil || len(doc.Files) != 1 || doc.Files[0].Name != Clean(s) {
			return false
		}
		return strings.HasPrefix(doc.Files[0].Errors[0].Message, Clean(s)+"\n")
	},
	"junit": func(out, s string) bool {
		var doc junit
		if xml.Unmarshal([]byte(out), &doc) != nil || doc.Tests != 2 || len(doc.Suites) != 1 {
			return false
		}
		cases := doc.Suites[0].Cases
		return cases[0].Failure != nil && cases[0].Failure.Message == Clean(s) && cases[1].Error != nil
	},
	"html": func(out, s string) bool { // nothing of s opens a tag or leaves an attribute
		for tag, n := range map[string]int{"<script": 1, "<style": 1, "<article": 1, "<li": 2, "<option": 3, "<form": 1} {
			if strings.Count(out, tag) != n {
				return false
			}
		}
		return strings.Contains(html.UnescapeString(out), `<p class="message">`+Clean(s)+"</p>")
	},
	"github": func(out, _ string) bool {
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		return len(lines) == 2 && strings.HasPrefix(lines[0], "::error title=a") && strings.HasPrefix(lines[1], "::error title=counterlint-")
	},
	"markdown": func(out, _ string) bool {
		return strings.Count(out, "\n") == 9 && strings.Count(out, "\n| error | ") == 1 && strings.Count(out, "\n- type error: ") == 1
	},
}
