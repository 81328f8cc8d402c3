package report_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/linttest"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// loadstore stands in for the rule of that name: it reports each call of a function store.
func loadstore() *rule.Rule {
	return report.NewRule(strings.ReplaceAll(doc, "marks", "loadstore"), rule.Rule{
		Analyzer: &analysis.Analyzer{Name: "loadstore"},
		Group:    "race", Severity: finding.Error, Since: "0.1.0", Questions: []string{"Q1"},
		Categories: []rule.Category{{ID: "call", Summary: "a call"}},
	}, func(pass *report.Pass) error {
		for _, f := range pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "store" {
						pass.Report(report.Finding{Pos: call.Pos(), Message: "a call"})
					}
				}
				return true
			})
		}
		return nil
	})
}

func TestIgnoreRule(t *testing.T) {
	linttest.Run(t, report.IgnoreRule([]*rule.Rule{loadstore()}, []string{"ignore", "loadstore", "casmisuse"}))
}

// TestAlso: a finding that names two analyzers is silenced by either name.
func TestAlso(t *testing.T) {
	c := check(t, map[string]string{"a.go": head + "func f() {\n\tmark() //counterlint:ignore other for the test\n}\n"})
	also := func(_ *report.Pass, _ *ast.CallExpr, f *report.Finding) { f.Also = []string{"other"} }
	if log, _ := c.run(t, report.Default, marks(also)); len(log.Records()) != 0 {
		t.Errorf("reported: %+v", log.Records())
	}
	if log, _ := c.run(t, report.Default, marks(nil)); len(log.Records()) != 1 {
		t.Errorf("silenced by a name that the finding does not bear: %+v", log.Records())
	}
}

// TestRemoveComment: line ends of Windows, and a comment that ends the file, go without a rest.
func TestRemoveComment(t *testing.T) {
	for text, want := range map[string]string{
		"package p\r\n\r\n//counterlint:ignore marks old\r\n\r\nvar n int\r\n": "package p\r\n\r\n\r\nvar n int\r\n",
		"package p\n\nvar n int //counterlint:ignore marks old":                "package p\n\nvar n int",
		"package p\n\nvar n int\t//counterlint:ignore marks old\n":             "package p\n\nvar n int\n",
		"package p\n\n//counterlint:ignore marks old":                          "package p\n\n",
	} {
		c := check(t, map[string]string{"a.go": text})
		_, found := c.run(t, report.Default, marks(nil), report.IgnoreRule([]*rule.Rule{marks(nil)}, []string{"marks"}))
		if len(found) != 1 || len(found[0].SuggestedFixes) != 1 {
			t.Errorf("%q: %+v", text, found)
			continue
		}
		e := found[0].SuggestedFixes[0].TextEdits[0]
		file := c.fset.File(e.Pos)
		if got := text[:file.Offset(e.Pos)] + text[file.Offset(e.End):]; got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// FuzzIgnore: no comment breaks the reader, and one that silences has a known shape.
func FuzzIgnore(f *testing.F) {
	for _, seed := range []string{"ignore marks reason", "ignore a,b reason", "ignore", "ignore  , x", "ignore marks\treason \r", "disable marks x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		if strings.ContainsAny(comment, "\n\r\x00\ufeff") || !utf8.ValidString(comment) {
			return // not a comment of one line
		}
		text := head + "func f() {\n\tmark() //counterlint:" + comment + "\n}\n"
		c := check(t, map[string]string{"a.go": text})
		r := marks(nil)
		log, _ := c.run(t, report.Default, r, report.IgnoreRule([]*rule.Rule{r}, []string{"marks", "ignore"}))
		silenced := !slices.ContainsFunc(log.Records(), func(rec report.Record) bool { return rec.Rule == r })
		fields := strings.Fields(comment)
		if silenced && (len(fields) < 3 || fields[0] != "ignore" || !strings.Contains(comment, "marks")) {
			t.Errorf("silenced by %q", comment)
		}
		if !silenced && len(log.Records()) == 1 && !slices.Contains(fields, "ignore") {
			t.Errorf("%q silences nothing, and nobody says so", comment)
		}
		for _, rec := range log.Records() {
			if strings.ContainsAny(rec.Message, "\n") || rec.Pos == token.NoPos {
				t.Errorf("record %s", fmt.Sprint(rec.Message))
			}
		}
	})
}

// TestBehindCode: a comment behind code speaks of its own line; the next one may hold a new mistake.
func TestBehindCode(t *testing.T) {
	for text, want := range map[string]int{
		"func f() {\n\tmark() //counterlint:ignore marks the first is right\n\tmark()\n}\n":                   1,
		"func f() {\n\t//counterlint:ignore marks the next is right\n\tmark()\n\tmark()\n}\n":                 1,
		"func f() { //counterlint:ignore marks no call stands here\n\tmark()\n}\n":                            1,
		"func f() {\n\tmark() /* twice */ //counterlint:ignore marks right\n}\n":                              0,
		"// f marks.\n//\n//counterlint:ignore marks all of it is right\nfunc f() {\n\tmark()\n\tmark()\n}\n": 0,
	} {
		c := check(t, map[string]string{"a.go": head + text})
		if log, _ := c.run(t, report.Default, marks(nil)); len(log.Records()) != want {
			t.Errorf("%q: %d findings, want %d", text, len(log.Records()), want)
		}
	}
}
