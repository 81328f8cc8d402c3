package linttest

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

func TestRun(t *testing.T) { Run(t, newToy().rule()) }

// TestNotices breaks one promise after the other and wants the harness to say which.
func TestNotices(t *testing.T) {
	runs := 0
	edit := func(pos, end token.Pos, text string) []analysis.TextEdit {
		return []analysis.TextEdit{{Pos: pos, End: end, NewText: []byte(text)}}
	}
	tests := []struct {
		name  string
		spoil func(*toy)
		want  string
	}{
		{"silence", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) {
				if pass.Pkg.Name() == "p" { // the example of the text
					pass.Report(f)
				}
			}
		}, "nothing reported that matches"},
		{"a rule that does nothing", func(toy *toy) { toy.report = func(*report.Pass, report.Finding) {} }, "Bad of doc.go is not reported"},
		{"a category that never comes", func(toy *toy) {
			toy.categories = append(toy.categories, rule.Category{ID: "never", Summary: "never"})
		}, "category never is reported nowhere"},
		{"another category", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { f.Category = "call"; pass.Report(f) }
		}, "nothing reported that matches zero/warning/structural/fix/"},
		{"an order by chance", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) {
				runs++
				f.Related = append(f.Related, analysis.RelatedInformation{Pos: f.Pos, Message: fmt.Sprint(runs)})
				pass.Report(f)
			}
		}, "two runs differ"},
		{"tests as evidence", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) {
				f.Message += fmt.Sprintf(" in %d files", len(pass.Files))
				pass.Report(f)
			}
		}, "findings differ with and without the package's tests"},
		{"past the gates", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { pass.Reportf(f.Pos, "%s", f.Message) }
		}, "report through the report.Pass alone"},
		{"a name in the message", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { f.Message = "toy: " + f.Message; pass.Report(f) }
		}, "without the name of the rule in front"},
		{"a panic on odd code", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { pass.Report(f) }
			toy.fact = func() analysis.Fact { panic("no fact today") }
		}, "no fact today"},
		{"a fact that does not encode", func(toy *toy) { toy.fact = func() analysis.Fact { return &opaque{make(chan int)} } }, "opaque"},
		{"a fact that changes on its way", func(toy *toy) { toy.fact = func() analysis.Fact { return new(forgetful) } }, "is not the same after it was written and read"},
		{"fat facts", func(toy *toy) { toy.fact = func() analysis.Fact { return &addsZero{make([]byte, 4096)} } }, "bytes of facts about toy/bad, budget"},
		{"a fix that does not end", func(toy *toy) {
			toy.fix = func(_ *report.Pass, s *ast.ExprStmt) []analysis.TextEdit { return edit(s.Pos(), s.Pos(), "_ = 1; ") }
		}, "a second run offers another fix"},
		{"a fix that is reported elsewhere", func(toy *toy) {
			toy.fix = func(_ *report.Pass, s *ast.ExprStmt) []analysis.TextEdit { return edit(s.Pos(), s.Pos(), "n.Add(0); ") }
		}, "reported in the fixed text"},
		{"a fix unlike its golden file", func(toy *toy) {
			toy.fix = func(_ *report.Pass, s *ast.ExprStmt) []analysis.TextEdit { return edit(s.Pos(), s.End(), "_ = 0") }
		}, "differs from the fixed text"},
		{"a fix that breaks the build", func(toy *toy) {
			toy.fix = func(_ *report.Pass, s *ast.ExprStmt) []analysis.TextEdit { return edit(s.Pos(), s.End(), "nowhere()") }
		}, "the fix is withheld: "},
		{"a golden file without a fix", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { f.Fix = nil; pass.Report(f) }
		}, "is of no use"},
		{"an alternative without a golden file", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) {
				f.Alternative = &report.Fix{Message: "Do", Class: finding.NeedsReview, Edits: f.Fix.Edits}
				pass.Report(f)
			}
		}, ".alternative.golden: no such file"},
		{"an alternative that nobody need look at", func(toy *toy) {
			toy.report = func(pass *report.Pass, f report.Finding) { f.Alternative = f.Fix; pass.Report(f) }
		}, "an alternative needs review"},
		{"a good example that is bad", func(toy *toy) { toy.doc = strings.Replace(toyDoc, "n.Add(1)", "n.Add(0)", 1) }, "Good of doc.go is reported"},
		{"a bad example that is good", func(toy *toy) { toy.doc = strings.Replace(toyDoc, "n.Add(0)", "n.Add(1)", 1) }, "Bad of doc.go is not reported"},
		{"an example that does not compile", func(toy *toy) { toy.doc = strings.Replace(toyDoc, "n.Add(0)", "m.Add(0)", 1) }, "Bad of doc.go does not compile"},
		{"no good example", func(toy *toy) { toy.doc = strings.Replace(toyDoc, "# Good", "# Better", 1) }, `no heading "Good"`},
		{"a bad example without code", func(toy *toy) {
			bad := toyDoc[strings.Index(toyDoc, "//	package p"):strings.Index(toyDoc, "//\n// # Good")]
			toy.doc = strings.Replace(toyDoc, bad, "// None.\n", 1)
		}, "Bad holds no code"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			toy := newToy()
			test.spoil(toy)
			problems := strings.Join(inspect(toy.rule()), "\n")
			if !strings.Contains(problems, test.want) {
				t.Errorf("no mention of %q in\n%s", test.want, problems)
			}
		})
	}
}

func TestNoTestdata(t *testing.T) {
	r := newToy().rule()
	r.Analyzer.Name = "toyless"
	problems := strings.Join(inspect(r), "\n")
	for _, want := range []string{"wants 0 findings", "hold 0 functions"} {
		if !strings.Contains(problems, want) {
			t.Errorf("no mention of %q in\n%s", want, problems)
		}
	}
}

// TestTogether: a twin of the toy reports the same places with the same fixes, or names the toy without need.
func TestTogether(t *testing.T) {
	if problems := together([]*rule.Rule{newToy().rule()}, nil); len(problems) > 0 {
		t.Errorf("alone: %q", problems)
	}
	twin := newToy()
	twin.doc = strings.ReplaceAll(toyDoc, "toy", "twin")
	twin.name = "twin"
	twin.fix = func(_ *report.Pass, s *ast.ExprStmt) []analysis.TextEdit {
		return []analysis.TextEdit{{Pos: s.Pos(), End: s.End(), NewText: []byte("add()")}}
	}
	twin.report = func(pass *report.Pass, f report.Finding) {
		if pass.Pkg.Path() == "toy/proof" {
			f.Also = []string{"twin", "toy", "nowhere"}
			pass.Report(f)
		}
	}
	problems := together([]*rule.Rule{newToy().rule(), twin.rule()}, nil)
	for i, want := range []string{"names \"twin\"", "names \"nowhere\"", "twin reports the same place", "its fix overlaps that of twin"} {
		if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, want) }) || len(problems) != 4 {
			t.Errorf("%d: no mention of %s, or of more, in %q", i, want, problems)
		}
	}
}

// TestProve: the proof of the toy holds; that of toyproof is spoilt in each way that a proof can be.
func TestProve(t *testing.T) {
	Prove(t, newToy().rule())
	if testing.Short() {
		return
	}
	problems := prove("toyproof/proof")
	if len(problems) != 2 || !strings.HasPrefix(problems[0], "TestNothingLost did not pass") || !strings.HasPrefix(problems[1], "TestRaceNowhere shows no data race") {
		t.Errorf("problems %q", problems)
	}
	for path, want := range map[string]string{"toy/good": "has no tests", "toyproof/nowhere": "has no tests"} {
		if problems := prove(path); len(problems) != 1 || !strings.Contains(problems[0], want) {
			t.Errorf("%s: %q", path, problems)
		}
	}
}

func TestWantErrors(t *testing.T) {
	for text, problem := range map[string]string{
		"`(`":         "missing closing",
		"zero/":       "no pattern",
		"to do":       "no pattern",
		"'x'":         "unexpected",
		"\"x":         "literal not terminated",
		"`x` zero":    "no pattern",
		"`x` -- y `(": "",
	} {
		_, err := parseWants(text)
		if got := fmt.Sprint(err); problem == "" && err != nil || !strings.Contains(got, problem) {
			t.Errorf("%s: error %v, want %q", text, err, problem)
		}
	}
}

// FuzzWants: whatever a comment says, it is an error or at least one pattern.
func FuzzWants(f *testing.F) {
	for _, seed := range []string{"`x`", "a/b:\"x\" `y` -- z", "zero/", "`(`", "\"\\x\"", "to do"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		wants, err := parseWants(text)
		if err == nil && (len(wants) == 0 || wants[0].re == nil) {
			t.Errorf("%q: neither patterns nor an error", text)
		}
	})
}
