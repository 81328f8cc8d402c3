package integration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/joshdk/go-junit"
	"github.com/reviewdog/reviewdog/proto/rdf"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
)

// goldens reads the reports sample.SUFFIX, which holds every shape of a finding, and empty.SUFFIX.
func goldens(t *testing.T, suffix string) (sample, empty []byte) {
	t.Helper()
	for _, f := range []struct {
		name string
		text *[]byte
	}{{"sample", &sample}, {"empty", &empty}} {
		text, err := os.ReadFile(filepath.Join("../internal/emit/testdata", f.name+"."+suffix))
		if err != nil {
			t.Fatal(err)
		}
		*f.text = text
	}
	return sample, empty
}

// The schema and the reader of reviewdog itself.
func TestRDJSON(t *testing.T) {
	dir := strings.TrimSpace(command(t, ".", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/reviewdog/reviewdog"))
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(dir, "proto", "rdf", "jsonschema", "DiagnosticResult.json"))
	if err != nil {
		t.Fatal(err)
	}
	sample, empty := goldens(t, "rd.json")
	for _, tt := range []struct {
		text        []byte
		diagnostics int
	}{{sample, 9}, {empty, 0}} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Error(err)
		}
		var res rdf.DiagnosticResult
		if err := protojson.Unmarshal(tt.text, &res); err != nil { // refuses unknown fields
			t.Fatal(err)
		}
		if len(res.Diagnostics) != tt.diagnostics {
			t.Errorf("%d diagnostics, want %d", len(res.Diagnostics), tt.diagnostics)
		}
	}
	bad := bytes.Replace(sample, []byte(`"path"`), []byte(`"paths"`), 1)
	if err := protojson.Unmarshal(bad, new(rdf.DiagnosticResult)); err == nil {
		t.Error("the reader does not notice a wrong field")
	}
}

// A reader of JUnit reports sees one failed test for each finding.
func TestJUnit(t *testing.T) {
	sample, empty := goldens(t, "junit.xml")
	for _, tt := range []struct {
		text                   []byte
		passed, failed, errors int
		first                  string
	}{{sample, 0, 7, 2, "lostupdate 6:2"}, {empty, 1, 0, 0, "nothing found"}} {
		suites, err := junit.Ingest(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		var sum junit.Totals
		for _, s := range suites {
			s.Aggregate()
			sum.Passed += s.Totals.Passed
			sum.Failed += s.Totals.Failed
			sum.Error += s.Totals.Error
		}
		if sum.Passed != tt.passed || sum.Failed != tt.failed || sum.Error != tt.errors {
			t.Errorf("read as %+v, want %d passed, %d failed, %d errors", sum, tt.passed, tt.failed, tt.errors)
		}
		if name := suites[0].Tests[0].Name; name != tt.first {
			t.Errorf("the first test is %q, want %q", name, tt.first)
		}
	}
}

// GitLab publishes no schema; these are the fields that its reader wants, and their values.
func TestGitLab(t *testing.T) {
	sample, empty := goldens(t, "gitlab.json")
	type issue struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin, End int }
		}
	}
	for _, tt := range []struct {
		text   []byte
		issues int
	}{{sample, 9}, {empty, 0}} {
		var issues []issue
		d := json.NewDecoder(bytes.NewReader(tt.text))
		d.DisallowUnknownFields()
		if err := d.Decode(&issues); err != nil || len(issues) != tt.issues || issues == nil {
			t.Fatalf("%v: %d issues, want %d", err, len(issues), tt.issues)
		}
		seen := map[string]bool{}
		for _, i := range issues {
			lines := i.Location.Lines
			if i.Description == "" || i.CheckName == "" || i.Location.Path == "" || lines.Begin < 1 || lines.End < lines.Begin {
				t.Errorf("a field is missing: %+v", i)
			}
			if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, i.Severity) {
				t.Errorf("severity %q", i.Severity)
			}
			if i.Fingerprint == "" || seen[i.Fingerprint] {
				t.Errorf("fingerprint %q is not its own", i.Fingerprint)
			}
			seen[i.Fingerprint] = true
		}
	}
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// cells parses a report and returns what the table shows, without the code hosts' empty characters; the lines of a cell are
// separated by newlines. Links lead to URLs in angle brackets; any other markup is an error.
func cells(source []byte) (rows [][]string, err error) {
	var row []string
	err = ast.Walk(markdown.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Kind() == extensionast.KindTableRow {
				rows = append(rows, row)
			}
			return ast.WalkContinue, nil
		}
		add := func(s string) {
			if len(row) > 0 {
				row[len(row)-1] += s
			}
		}
		switch n := n.(type) {
		case *extensionast.TableRow:
			row = nil
		case *extensionast.TableCell:
			row = append(row, "")
		case *ast.Text:
			add(string(n.Segment.Value(source)))
		case *ast.String:
			add(string(n.Value))
		case *ast.AutoLink: // a URL in a message stays what it is
			add(string(n.Label(source)))
		case *ast.RawHTML:
			switch tag := string(n.Segments.Value(source)); tag {
			case "<br>":
				add("\n")
			case "<code>", "</code>":
			default:
				return ast.WalkStop, fmt.Errorf("tag %s", tag)
			}
		case *ast.Link, *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.Emphasis, *ast.List, *ast.ListItem, *extensionast.Table, *extensionast.TableHeader:
			if _, ok := n.(*ast.Emphasis); ok && len(rows)+len(row) > 0 {
				return ast.WalkStop, errors.New("emphasis in the table")
			}
		default:
			return ast.WalkStop, fmt.Errorf("markup %s", n.Kind())
		}
		return ast.WalkContinue, nil
	})
	return rows, err
}

func TestMarkdown(t *testing.T) {
	sample, empty := goldens(t, "md")
	rows, err := cells(sample)
	if err != nil || len(rows) != 7 {
		t.Fatalf("%v: %q", err, rows)
	}
	for _, row := range rows {
		if len(row) != 4 {
			t.Errorf("%d cells: %q", len(row), row)
		}
	}
	if rows, err := cells(empty); err != nil || len(rows) != 0 {
		t.Errorf("%v: %q", err, rows)
	}
}

// FuzzMarkdown wants the parser of a code host's Markdown to see the text of a message as it is, and as nothing else.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"plain", "*a* _b_ `c` ~d~", "[x](y) ![z](w)", "<b>x</b> &amp; &#64;", "| a | b |", `\| \\`, "@someone #12 :100:", "https://example.com/x?a=b|c", "www.example.com",
		"\n\n# h", "- x", "```", "$$x$$", "a:b:c", "<!-- x", "x@example.com", "[^1]", "[ ] x",
	} {
		f.Add(s)
	}
	unescape := strings.NewReplacer("&#8203;", "")
	f.Fuzz(func(t *testing.T, s string) {
		r := &emit.Report{Findings: []finding.Finding{{Analyzer: "a", Severity: finding.Error, File: s, Line: 1, Column: 2, Message: s}}}
		var b bytes.Buffer
		if err := emit.Markdown(&b, r); err != nil {
			t.Fatal(err)
		}
		source := unescape.Replace(b.String()) // outside of Markdown: what a host drops behind it
		rows, err := cells([]byte(source))
		if err != nil || len(rows) != 1 || len(rows[0]) != 4 {
			t.Fatalf("%q: %v: %q\n%s", s, err, rows, source)
		}
		want := unescape.Replace(emit.Clean(s)) // of spaces at the ends of a cell a table keeps none
		shown := func(cell string) string { return strings.TrimSpace(plain.Replace(cell)) }
		if got := shown(rows[0][2]); got != strings.TrimSpace(want) {
			t.Fatalf("message %q is shown as %q\n%s", want, got, source)
		}
		if got := shown(rows[0][1]); got != strings.TrimSpace(want+":1:2") {
			t.Fatalf("file %q is shown as %q\n%s", want, got, source)
		}
	})
}

// plain undoes the backslashes: the parser leaves them to the one who renders.
var plain = func() *strings.Replacer {
	var pairs []string
	for _, c := range "\\`*_[]<>|~&$" {
		pairs = append(pairs, `\`+string(c), string(c))
	}
	return strings.NewReplacer(pairs...)
}()

// The page in a real browser: the script that its policy allows runs, and the filters filter. A second script drives it, in a
// copy whose policy is lifted. Machines without Chromium skip the test.
func TestHTML(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	sample, _ := goldens(t, "html")
	dom := func(page string) string { return rendered(t, browser, page) }
	if got := dom(string(sample)); !strings.Contains(got, `<output id="shown">7 shown</output>`) {
		t.Errorf("the page's own script did not run:\n%s", got)
	}
	drive := func(steps string) string {
		page := strings.Replace(string(sample), `<meta http-equiv="Content-Security-Policy"`, `<meta name="lifted"`, 1)
		return strings.Replace(page, "</body>", "<script>"+steps+`form.dispatchEvent(new Event("input"));</script></body>`, 1)
	}
	for steps, want := range map[string]string{
		`form.rule.value = "narrowtotal";`:                                      "4 of 7 shown",
		`form.package.value = "example.com/stats";`:                             "1 of 7 shown",
		`form.text.value = "EMOJI";`:                                            "1 of 7 shown",
		`form.querySelector("[value=info]").checked = false;`:                   "3 of 7 shown",
		`form.rule.value = "narrowtotal"; form.text.value = "other goroutine";`: "0 of 7 shown",
	} {
		if got := dom(drive(steps)); !strings.Contains(got, `<output id="shown">`+want+"</output>") {
			t.Errorf("%s: want %s in\n%s", steps, want, got)
		}
	}
	injected := strings.Replace(string(sample), "</body>", `<script>document.title = "broken into"</script></body>`, 1)
	if got := dom(injected); strings.Contains(got, "<title>broken into") {
		t.Error("the policy of the page lets a foreign script run")
	}
}

// rendered is the document that a browser makes of a page.
func rendered(t *testing.T, browser, page string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+file)
	cmd.Stderr = io.Discard
	cmd.WaitDelay = time.Minute
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The page of the inventory: its script runs, searches, sorts and opens. Machines without Chromium skip the test.
func TestInventoryPage(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	sample, err := os.ReadFile("../internal/inventory/testdata/shop.html")
	if err != nil {
		t.Fatal(err)
	}
	n := strings.Count(string(sample), "<tbody ")
	if got := rendered(t, browser, string(sample)); !strings.Contains(got, fmt.Sprintf(`<output id="shown">%d shown</output>`, n)) || !strings.Contains(got, `<tr class="detail" hidden="">`) {
		t.Errorf("the page's own script did not run:\n%s", got)
	}
	for steps, want := range map[string]string{
		`form.text.value = "ORDERS";`:                                       fmt.Sprintf(`<output id="shown">1 of %d shown</output>`, n),
		`form.kind.value = "sequence";`:                                     fmt.Sprintf(`<output id="shown">1 of %d shown</output>`, n),
		`form.bounds.value = "one without bound";`:                          fmt.Sprintf(`<output id="shown">1 of %d shown</output>`, n),
		`form.text.value = "(*Shop).ServeHTTP"; form.kind.value = "gauge";`: fmt.Sprintf(`<output id="shown">1 of %d shown</output>`, n),
		`list.tHead.rows[0].cells[5].click(); list.tHead.rows[0].cells[5].click(); document.title = "first " + list.tBodies[0].rows[0].cells[0].textContent;`: "<title>first Till.busy</title>",
		`document.querySelector("#map a").click(); jump(); document.title = "open " + items.filter(b => !b.rows[1].hidden).length;`:                           "<title>open 1</title>",
	} {
		page := strings.Replace(string(sample), `<meta http-equiv="Content-Security-Policy"`, `<meta name="lifted"`, 1)
		page = strings.Replace(page, "</body>", "<script>"+steps+`form.dispatchEvent(new Event("input"));</script></body>`, 1)
		if got := rendered(t, browser, page); !strings.Contains(got, want) {
			t.Errorf("%s: want %s in\n%s", steps, want, got)
		}
	}
}
