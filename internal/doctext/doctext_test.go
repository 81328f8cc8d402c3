package doctext

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const source = `// Package lostupdate has words before its text.
//
// # Analyzer lostupdate
//
// lostupdate: report updates that
// two goroutines can interleave
//
// # What it reports
//
// An x++ on a shared_variable; see [sync/atomic.AddInt64].
//   - a list
//   - of two
//
// # Why it matters
//
// Updates get lost.
//
// # Bad
//
//	package p
//
//	var n int // ` + "```" + `
//
// And another one:
//
//	package p
//
//	var m int
//
// # Good
//
//	package p
//
// # Limits
//
// See https://go.dev/ref/mem for the rest of a line that is long enough to be broken on a narrow terminal.
//
// # Fix safety
//
// Safe.
//
// # See also
//
// mixedatomic.
package lostupdate

import _ "embed"
`

func extract(t *testing.T) *Doc {
	t.Helper()
	d, err := Extract(source, "lostupdate")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestExtract(t *testing.T) {
	d := extract(t)
	if d.Name != "lostupdate" || d.Summary != "report updates that two goroutines can interleave" {
		t.Errorf("name %q, summary %q", d.Name, d.Summary)
	}
	if err := d.CheckHeadings(); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(d.Text, "lostupdate: report updates") || strings.Contains(d.Text, "has words before") {
		t.Errorf("text begins %.60q", d.Text)
	}
	want := []string{"package p\n\nvar n int // ```\n", "package p\n\nvar m int\n"}
	if got := d.Section("Bad").Examples(); !slices.Equal(got, want) {
		t.Errorf("examples %q, want %q", got, want)
	}
	if d.Section("Options") != nil {
		t.Error("a section that is not there")
	}
}

// TestParseText: what Analyzer.Doc holds has all that the source has.
func TestParseText(t *testing.T) {
	d := extract(t)
	again, err := Parse(d.Text)
	if err != nil {
		t.Fatal(err)
	}
	if again.Markdown() != d.Markdown() || again.Summary != d.Summary {
		t.Errorf("parsed again:\n%s\nwant\n%s", again.Markdown(), d.Markdown())
	}
}

func TestMarkdown(t *testing.T) {
	got := extract(t).Markdown()
	for _, want := range []string{
		"\n## What it reports\n\nAn x++ on a shared\\_variable; see [sync/atomic.AddInt64](https://pkg.go.dev/sync/atomic#AddInt64).\n",
		"\n  - a list\n  - of two\n",
		"\n## Bad\n\n````go\npackage p\n\nvar n int // ```\n````\n\nAnd another one:\n\n```go\npackage p\n\nvar m int\n```\n",
		"[https://go.dev/ref/mem](https://go.dev/ref/mem)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestTerminal(t *testing.T) {
	got := extract(t).Terminal()
	for _, want := range []string{
		"\nWHAT IT REPORTS\n\n  An x++ on a shared_variable; see sync/atomic.AddInt64.\n    - a list\n    - of two\n",
		"\nBAD\n\n      package p\n\n      var n int // ```\n\n  And another one:\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if len(line) > 81 {
			t.Errorf("line of %d: %q", len(line), line)
		}
	}
}

func TestLead(t *testing.T) {
	if got, want := extract(t).Lead(), "An x++ on a shared_variable; see sync/atomic.AddInt64."; got != want {
		t.Errorf("lead %q, want %q", got, want)
	}
	if got := MustParse("x: summary\n\n# Bad\n\n\tcode").Lead(); got != "summary" {
		t.Errorf("lead %q, want the summary", got)
	}
}

func TestMust(t *testing.T) {
	if got := Must(source, "lostupdate"); got != extract(t).Text {
		t.Errorf("text %q", got)
	}
	for name, f := range map[string]func(){"Must": func() { Must("package p", "x") }, "MustParse": func() { MustParse("") }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s takes a text that is none", name)
				}
			}()
			f()
		}()
	}
}

func TestErrors(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"no comment", "package p", `no heading "# Analyzer lostupdate"`},
		{"not Go", "pakage p", "doc.go of lostupdate: "},
		{"another name", strings.Replace(source, "# Analyzer lostupdate", "# Analyzer other", 1), `no heading "# Analyzer lostupdate"`},
		{"no summary", strings.Replace(source, "// lostupdate: report", "// report", 1), "must begin with a paragraph"},
		{"another summary", strings.Replace(source, "// lostupdate: report", "// other: report", 1), `begins with "other: "`},
		{"nothing below", "// # Analyzer lostupdate\npackage p", "must begin with a paragraph"},
		{"loose text", strings.Replace(source, "// # What it reports\n//\n", "", 1), "between the summary and the first heading"},
	} {
		_, err := Extract(test.source, "lostupdate")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

func TestCheckHeadings(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"missing", "// # Good\n", "// Good\n", `no heading "Good"`},
		{"empty", "// Updates get lost.\n", "//\n", `nothing below the heading "Why it matters"`},
		{"unknown", "// # See also\n//\n", "// # See also\n//\n// x\n//\n// # More\n//\n", `heading "More" is unknown`},
		{"twice", "// # See also\n//\n", "// # See also\n//\n// x\n//\n// # See also\n//\n", `heading "See also" is unknown or comes twice`},
		{"order", "// # Why it matters\n", "// # Limits\n", `no heading "Why it matters"`},
		{"optional", "// # Fix safety\n", "// # Options\n//\n// None.\n//\n// # Fix safety\n", ""},
	} {
		d, err := Extract(strings.Replace(source, test.old, test.new, 1), "lostupdate")
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		err = d.CheckHeadings()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
}

// FuzzExtract: whatever a doc.go holds, nothing panics, and the text handed to hosts says the same as the source.
func FuzzExtract(f *testing.F) {
	f.Add(source)
	f.Add("// # Analyzer lostupdate\n//\n// lostupdate: x\npackage p")
	f.Add("/*\n# Analyzer lostupdate\n\nlostupdate: x\n\n# Bad\n\n\tcode\n\n1. item\n\n[x]: https://example.com\n*/\npackage p")
	f.Fuzz(func(t *testing.T, source string) {
		d, err := Extract(source, "lostupdate")
		if err != nil {
			return
		}
		again, err := Parse(d.Text)
		if err != nil {
			t.Fatalf("the text does not parse: %v\n%s", err, d.Text)
		}
		if got, want := again.Terminal(), d.Terminal(); got != want {
			t.Errorf("text\n%s\nof the source\n%s", got, want)
		}
		for _, s := range d.Sections {
			for _, code := range s.Examples() {
				if _, err := parser.ParseFile(token.NewFileSet(), "x.go", code, 0); err == nil && !strings.Contains(d.Markdown(), code) {
					t.Errorf("Markdown lost the code\n%s", code)
				}
			}
		}
	})
}
