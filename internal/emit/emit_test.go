package emit

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/finding"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	statsGo = "package stats\n\ntype stats struct{ hits, 错误 int }\n\nfunc (s *stats) hit() {\n\ts.hits++\n\tif s.hits\t> 3 { s.错误, s.hits = s.错误+1, 0 }\n}\n"
	bomGo   = "\ufeffpackage stats // 😀 x\r\n\r\nvar n = 1 // 😀\r\n"
)

// sample holds one finding of each shape that a format treats in its own way.
func sample() *Report {
	fs := []finding.Finding{
		{
			Analyzer: "lostupdate", Category: "field", Severity: finding.Error, Evidence: "proven",
			File: "stats.go", Line: 6, Column: 2, EndLine: 6, EndColumn: 10,
			Message: "s.hits++ loses updates: serve.go:12 starts another goroutine that writes it; make it atomic.Int64",
			URL:     "https://example.com/lostupdate.md",
			Related: []finding.Related{{File: "serve.go", Line: 12, Column: 5, Message: "the other goroutine starts here"}},
			Fixes: []finding.Fix{{Message: "Make hits atomic.Int64", Class: finding.Safe, Edits: []finding.Edit{
				{File: "stats.go", Start: strings.Index(statsGo, "++"), End: strings.Index(statsGo, "++") + 2, New: ".Add(1)"},
				{File: "serve.go", Start: 5, End: 5, New: "/* new */"},
				{File: "stats.go", Start: 0, End: 0, New: "// first\n"},
			}}},
			Package: "example.com/stats", Decl: "(*stats).hit",
		},
		{
			Analyzer: "racyread", Category: "plain", Severity: finding.Warning, Evidence: "betrayed", Also: []string{"mixedatomic"},
			File: "stats.go", Line: 7, Column: strings.Index("\tif s.hits\t> 3 { s.错误", "s.错误") + 1, EndLine: 7,
			EndColumn: strings.Index("\tif s.hits\t> 3 { s.错误", "s.错误") + 1 + len("s.错误"),
			Message:   "a wide \u202ename\u202c,\na second line, a tab\t, a bell\a, \x1b[31mred\x1b[0m, \xff, <a href=\"x\">|`y`</a>",
			Fixes: []finding.Fix{{Message: "Rewrite", Class: finding.NeedsReview, Edits: []finding.Edit{
				{File: "stats.go", Start: strings.Index(statsGo, "+1, 0"), End: strings.Index(statsGo, "+1, 0") + 2, New: "<&>"},
			}}},
		},
		{
			Analyzer: "narrowtotal", Category: "total", Severity: finding.Info, Evidence: "structural",
			File: "stats.go", Line: 5, Column: 1, EndLine: 8, EndColumn: 2, Message: "a place of several lines",
		},
		{Analyzer: "narrowtotal", Severity: finding.Info, File: "dir with space/b:o m.go", Line: 3, Column: 5, EndLine: 3, EndColumn: 5, Message: "a point"},
		{
			Analyzer: "narrowtotal", Severity: finding.Info, File: "dir with space/b:o m.go", Line: 1, Column: 26, EndLine: 1, EndColumn: 27,
			Message: "behind a byte order mark and an emoji",
			Fixes: []finding.Fix{{Message: "Rewrite", Class: finding.Safe, Edits: []finding.Edit{
				{File: "dir with space/b:o m.go", Start: strings.Index(bomGo, "x"), End: strings.Index(bomGo, "x") + 1, New: "y"},
			}}},
		},
		{Analyzer: "narrowtotal", Severity: finding.Info, File: "/usr/lib/go/gone.go", Line: 3, Column: 5, EndLine: 3, EndColumn: 9, Message: "a file that cannot be read"},
		{Analyzer: "unlisted", Severity: finding.Warning, File: "gone\n.go", Message: "a finding without a place in its file"},
	}
	finding.SetFingerprints(fs)
	return &Report{
		Findings: fs,
		Errors: []Error{
			{Package: "example.com/broken", Kind: "type", File: "broken.go", Line: 3, Column: 7, Message: "undefined: <x>"},
			{Package: "example.com/gone", Kind: "list", Message: "no such package"},
		},
		Rules: []Rule{
			{Name: "lostupdate", Group: "race", Summary: "report updates that get lost", Detail: "An update that reads & writes.", URL: "https://example.com/lostupdate.md", Severity: finding.Error},
			{Name: "narrowtotal", Group: "meaning", Summary: "report narrow totals", Detail: "A total of 32 bits.", URL: "https://example.com/narrowtotal.md", Severity: finding.Info},
			{Name: "racyread", Group: "race", Summary: "report racy reads", Detail: "A read without order.", URL: "https://example.com/racyread.md", Severity: finding.Error},
		},
		Version:  "v0.1.0",
		Dir:      "/home/dev/a b",
		ReadFile: readSample,
	}
}

func readSample(name string) ([]byte, error) {
	switch name {
	case "stats.go":
		return []byte(statsGo), nil
	case "serve.go":
		return []byte("package stats\n"), nil
	case "dir with space/b:o m.go":
		return []byte(bomGo), nil
	}
	return nil, errors.New("no such file")
}

func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		file   string
		write  func(io.Writer, *Report) error
		report *Report
	}{
		{"sample.txt", func(w io.Writer, r *Report) error {
			return Text(w, r, Style{FixCommand: "counterlint fix ./...", ReviewCommand: "counterlint fix -diff -unsafe-fixes ./..."})
		}, sample()},
		{"sample.color.txt", func(w io.Writer, r *Report) error { return Text(w, r, Style{Color: true}) }, sample()},
		{"sample.brief.txt", func(w io.Writer, r *Report) error { return Text(w, r, Style{Brief: true}) }, sample()},
		{"sample.json", JSON, sample()},
		{"sample.sarif", SARIF, sample()},
		{"sample.github", GitHub, sample()},
		{"sample.gitlab.json", GitLab, sample()},
		{"sample.rd.json", RDJSON, sample()},
		{"sample.checkstyle.xml", Checkstyle, sample()},
		{"sample.junit.xml", JUnit, sample()},
		{"sample.md", Markdown, sample()},
		{"sample.html", HTML, sample()},
		{"empty.txt", Formats["text"], &Report{}},
		{"empty.json", JSON, &Report{}},
		{"empty.sarif", SARIF, &Report{}},
		{"empty.github", GitHub, &Report{}},
		{"empty.gitlab.json", GitLab, &Report{}},
		{"empty.rd.json", RDJSON, &Report{}},
		{"empty.checkstyle.xml", Checkstyle, &Report{}},
		{"empty.junit.xml", JUnit, &Report{}},
		{"empty.md", Markdown, &Report{}},
		{"empty.html", HTML, &Report{}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			before := sample()
			var got, again bytes.Buffer
			if err := tt.write(&got, tt.report); err != nil {
				t.Fatal(err)
			}
			if err := tt.write(&again, tt.report); err != nil || !bytes.Equal(got.Bytes(), again.Bytes()) {
				t.Errorf("two runs differ (error: %v)", err)
			}
			if len(tt.report.Findings) > 0 && !reflect.DeepEqual(tt.report.Findings, before.Findings) {
				t.Error("the writer changed the findings")
			}
			golden(t, tt.file, got.Bytes())
		})
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s; -update rewrites it\n--- got\n%s\n--- want\n%s", file, got, want)
	}
}

// The fields of the JSON report are fixed: a consumer finds each of them in each finding.
func TestJSONFields(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version  int
		Findings []map[string]any
		Errors   []map[string]any
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != 1 || len(got.Findings) != 7 || len(got.Errors) != 2 {
		t.Fatalf("version %d with %d findings and %d errors", got.Version, len(got.Findings), len(got.Errors))
	}
	fields := strings.Fields("analyzer also category severity evidence file line column endLine endColumn message url related fixes fingerprint")
	for _, f := range got.Findings {
		if len(f) != len(fields) {
			t.Errorf("%d fields, want %d: %v", len(f), len(fields), f)
		}
		for _, name := range fields {
			if v, ok := f[name]; !ok || v == nil {
				t.Errorf("field %s is missing or null in %v", name, f)
			}
		}
	}
}

// The characters of a SARIF region select the same text as its bytes.
func TestSARIFRegionsSelectTheEditedText(t *testing.T) {
	r := sample()
	s := &sarifWriter{report: r, sources: newSources(r.ReadFile)}
	for _, f := range r.Findings {
		for _, fix := range f.Fixes {
			for _, e := range fix.Edits {
				text, err := readSample(e.File)
				if err != nil {
					t.Fatal(err)
				}
				region := s.deleted(e)
				runes := []rune(strings.TrimPrefix(string(text), "\ufeff"))
				var units []rune // one element per UTF-16 unit
				for _, r := range runes {
					units = append(units, r)
					if r > 0xffff {
						units = append(units, -1)
					}
				}
				got := string(units[*region.CharOffset : *region.CharOffset+*region.CharLength])
				if want := string(text[e.Start:e.End]); got != want {
					t.Errorf("characters select %q, bytes %q", got, want)
				}
				line := strings.Split(string(runes), "\n")[region.StartLine-1]
				if region.StartLine == region.EndLine && !strings.Contains(line, "😀") {
					if got := string([]rune(line)[region.StartColumn-1 : region.EndColumn-1]); got != string(text[e.Start:e.End]) {
						t.Errorf("columns select %q, bytes %q", got, text[e.Start:e.End])
					}
				}
			}
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, tt := range []struct {
		name, line    string
		from, to      int
		shown, carets string
	}{
		{"indented", "\t\ts.hits++", 2, 10, "s.hits++", "^^^^^^^^"},
		{"tabs inside", "\ta\tb", 3, 4, "a   b", "    ^"},
		{"a tab under the carets", "a\tb", 0, 3, "a   b", "^^^^^"},
		{"wide", "错误 := 1", 0, 6, "错误 := 1", "^^^^"},
		{"after wide", "错误 := 1", 7, 9, "错误 := 1", "     ^^"},
		{"combining", "e\u0301x = 1", 3, 4, "e\u0301x = 1", " ^"},
		{"escape sequence", "a \x1b[31m b", 2, 3, `a \x1b[31m b`, "  ^^^^"},
		{"point", "abc", 1, 1, "abc", " ^"},
		{"point at the end", "abc", 3, 3, "abc", "   ^"},
		{"end behind the line", "abc", 1, 99, "abc", " ^^"},
		{"empty line", "", 0, 0, "", "^"},
		{"reversed", "abc", 2, 1, "abc", "  ^"},
		{"place in the indentation", "\t\tabc", 1, 2, "    abc", "^^^^"},
		{"long, near the start", "a" + long, 0, 1, "a" + long[:119] + "…", "^"},
		{"long, far right", long + "!" + long, 300, 301, "…" + long[:60] + "!" + long[:58] + "…", strings.Repeat(" ", 61) + "^"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shown, carets := excerpt(tt.line, tt.from, tt.to)
			if shown != tt.shown || carets != tt.carets {
				t.Errorf("got\n%q\n%q\nwant\n%q\n%q", shown, carets, tt.shown, tt.carets)
			}
		})
	}
}

// failing accepts n bytes.
type failing struct{ n int }

var errFull = errors.New("no space left on device")

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.n {
		n := f.n
		f.n = 0
		return n, errFull
	}
	f.n -= len(p)
	return len(p), nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	r := sample()
	for len(r.Findings) < 1000 { // more than a buffer holds
		r.Findings = append(r.Findings, r.Findings...)
	}
	for name, write := range Formats {
		for _, room := range []int{0, 10, 10_000} {
			if err := write(&failing{room}, r); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d bytes: error %v", name, room, err)
			}
		}
	}
}
