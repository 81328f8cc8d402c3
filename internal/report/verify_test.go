package report_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// std imports the standard library from source, once for all tests.
var std = sync.OnceValue(func() types.Importer { return importer.ForCompiler(token.NewFileSet(), "source", nil) })

// offer hands in one finding whose fix makes the replacements in the files, and returns why the fix is withheld.
func offer(t *testing.T, archive, goVersion string, replacements ...string) error {
	t.Helper()
	dir := t.TempDir()
	var visible, ignored []string
	for _, f := range txtar.Parse([]byte(archive)).Files {
		base, hidden := strings.CutPrefix(f.Name, "ignored/")
		name := filepath.Join(dir, base)
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		switch {
		case hidden:
			ignored = append(ignored, name)
		case !strings.HasSuffix(name, "_test.go"):
			visible = append(visible, name)
		}
	}
	pass := &analysis.Pass{
		Fset: token.NewFileSet(), IgnoredFiles: ignored, TypesSizes: types.SizesFor("gc", "amd64"), ReadFile: os.ReadFile,
		Report: func(analysis.Diagnostic) {},
		TypesInfo: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
			Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
		},
	}
	for _, name := range visible {
		f, err := parser.ParseFile(pass.Fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		pass.Files = append(pass.Files, f)
	}
	var err error
	conf := types.Config{Importer: std(), FakeImportC: true, GoVersion: goVersion}
	if pass.Pkg, err = conf.Check("p", pass.Fset, pass.Files, pass.TypesInfo); err != nil {
		t.Fatal(err)
	}
	var edits []analysis.TextEdit
	for i := 0; i < len(replacements); i += 2 {
		found := false
		for _, f := range append(slices.Clone(pass.Files), unseen(t, pass, dir)...) {
			tf := pass.Fset.File(f.FileStart)
			text, err := os.ReadFile(tf.Name())
			if err != nil {
				t.Fatal(err)
			}
			if at := strings.Index(string(text), replacements[i]); at >= 0 && !found {
				found = true
				edits = append(edits, analysis.TextEdit{Pos: tf.Pos(at), End: tf.Pos(at + len(replacements[i])), NewText: []byte(replacements[i+1])})
			}
		}
		if !found {
			t.Fatalf("no %q", replacements[i])
		}
	}
	log := report.NewLog(pass, report.Default)
	pass.ResultOf = map[*analysis.Analyzer]any{report.Analyzer: log}
	at := pass.Files[len(pass.Files)-1].Package
	r := report.NewRule(strings.ReplaceAll(doc, "marks", "offers"), rule.Rule{
		Analyzer: &analysis.Analyzer{Name: "offers"}, Categories: []rule.Category{{ID: "only", Summary: "the only one"}}, Severity: finding.Error,
	}, func(pass *report.Pass) error {
		pass.Report(report.Finding{Pos: at, Message: "wrong", Fix: &report.Fix{Message: "Fix", Class: finding.Safe, Edits: edits}})
		return nil
	})
	files, inner := len(filesOf(pass.Fset)), scopes(pass.Pkg.Scope())
	if _, err := r.Analyzer.Run(pass); err != nil {
		t.Fatal(err)
	}
	if n := len(filesOf(pass.Fset)); n > files+len(ignored)+2 {
		t.Errorf("the proof leaves %d files behind", n-files)
	}
	if n := scopes(pass.Pkg.Scope()); n != inner {
		t.Errorf("the proof adds %d scopes to the package, which other analyzers read", n-inner)
	}
	rec := log.Records()[0]
	if (rec.Fix == nil) != (rec.Withheld != nil) {
		t.Errorf("fix %v, withheld %v", rec.Fix, rec.Withheld)
	}
	return rec.Withheld
}

// unseen parses the files in dir that the pass does not compile, as one who edits them does.
func unseen(t *testing.T, pass *analysis.Pass, dir string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !slices.ContainsFunc(pass.Files, func(f *ast.File) bool { return pass.Fset.File(f.FileStart).Name() == name }) {
			if f, err := parser.ParseFile(pass.Fset, name, nil, parser.ParseComments); err == nil {
				files = append(files, f)
			}
		}
	}
	return files
}

// scopes counts the scopes within s.
func scopes(s *types.Scope) int {
	n := s.NumChildren()
	for child := range s.Children() {
		n += scopes(child)
	}
	return n
}

func filesOf(fset *token.FileSet) (names []string) {
	fset.Iterate(func(f *token.File) bool {
		names = append(names, f.Name())
		return true
	})
	return names
}

// retyping makes the n of counter atomic.
const counter = `
-- a.go --
package p

type S struct {
	n int64
}

func (s *S) inc() { s.n++ }
`

var retyping = []string{"package p\n", "package p\n\nimport \"sync/atomic\"\n", "n int64", "n atomic.Int64", "s.n++", "s.n.Add(1)"}

func TestProof(t *testing.T) {
	tests := []struct {
		about, archive, goVersion string
		replacements              []string
		want                      string // part of the reason, "": the fix is offered
	}{
		{"a package that imports nothing yet", counter, "", retyping, ""},
		{"an import that is not seen", counter, "", []string{"package p\n", "package p\n\nimport _ \"net/http\"\n"}, `import "net/http" is not among the imports seen`},
		{"a use is forgotten", counter, "", retyping[:4], "non-numeric"},

		// The library.
		{"a Go that has it", counter, "go1.19", retyping, ""},
		{"a Go that lacks it", counter, "go1.18", retyping, "sync/atomic.Int64 needs go1.19, and the module supports go1.18"},
		{"a Go that lacks a method", counter, "go1.22", append(slices.Clone(retyping[:4]), "s.n++", "s.n.Or(1)"), "sync/atomic.Int64.Or needs go1.23, and the module supports go1.22"},
		{"a Go that lacks a package", "-- a.go --\npackage p\n\nimport \"math/rand\"\n\nvar n = rand.Intn(3)\n", "go1.21",
			[]string{"math/rand", "math/rand/v2", "Intn", "IntN"}, "math/rand/v2.IntN needs go1.22"},
		{"a module that has it all the same", counter + "-- b.go --\npackage p\n\nimport \"sync/atomic\"\n\nvar old atomic.Int64\n", "go1.18",
			[]string{"package p\n", "package p\n\nimport \"sync/atomic\"\n", "n int64", "n atomic.Int64", "s.n++", "_ = &s.n"}, ""},
		{"an older language", "-- a.go --\npackage p\n\nfunc f(n int) {\n\tfor i := 0; i < n; i++ {\n\t\tprintln(i)\n\t}\n}\n", "go1.21",
			[]string{"i := 0; i < n; i++", "i := range n"}, "requires go1.22"},

		// Copies.
		{"a copy by a receiver", counter + "-- b.go --\npackage p\n\nfunc (s S) get() {}\n", "", retyping, "get passes lock by value: p.S contains sync/atomic.Int64"},
		{"a copy in another copy's place", "-- a.go --\npackage p\n\nimport \"sync\"\n\ntype S struct {\n\tmu sync.Mutex\n\tn int64\n}\n\nfunc (s S) get() {}\n\nfunc f() { g(1) }\n\nfunc g(int) {}\n", "",
			[]string{"g(1)", "g(2)"}, ""},

		// Comments.
		{"a comment in the replaced text", "-- a.go --\npackage p\n\nvar n = 1 + /* header */ 2\n", "", []string{"1 + /* header */ 2", "3"}, "a.go:3:13: the fix loses a comment"},
		{"a comment that is kept", "-- a.go --\npackage p\n\nvar n = 1 + /* header */ 2\n", "", []string{"1 + /* header */ 2", "2 /* header */"}, ""},
		{"a comment that goes with its line", "-- a.go --\npackage p\n\nvar n = 1 // one\n\nvar m = 2\n", "", []string{"var n = 1 // one\n", ""}, ""},
		{"half a comment", "-- a.go --\npackage p\n\nvar n = 1 // one\n", "", []string{"1 // o", "2 // o"}, "the fix loses a comment"},

		// What no person edits.
		{"a generated file", "-- a.go --\n// Code generated by x. DO NOT EDIT.\n\npackage p\n\nvar n = 1\n-- b.go --\npackage p\n", "", []string{"1", "2"}, "is generated"},
		{"a cgo file", "-- a.go --\npackage p\n\nimport \"C\"\n\nvar n = 1\n", "", []string{"1", "2"}, "is a cgo file"},
		{"a file beside a cgo file", "-- a.go --\npackage p\n\nimport \"C\"\n-- b.go --\npackage p\n\nvar n = 1\n", "", []string{"1", "2"}, ""},
		{"a cgo file uses it", "-- a.go --\npackage p\n\nimport \"C\"\n\nvar m = C.int(n)\n-- b.go --\npackage p\n\nvar n int64 = 1\n", "", []string{"int64", "int32"},
			"a cgo file uses it: int64 becomes int32"},

		// Files that are not compiled here.
		{"a test uses it", counter + "-- a_test.go --\npackage p\n\nfunc f(s *S) int64 { return s.n }\n", "", retyping, "a_test.go:3:29: cannot use s.n"},
		{"a test uses another n", counter + "-- a_test.go --\npackage p\n\nfunc f(s *S) int64 { n := int64(1); s.inc(); return n + struct{ n int64 }{}.n }\n", "", retyping, ""},
		{"a test sets it by place", counter + "-- a_test.go --\npackage p\n\nvar s = S{1}\n", "", retyping, "a_test.go:3:11: cannot use 1"},
		{"a test copies it into another type", counter + "-- a_test.go --\npackage p\n\ntype t struct{ n int64 }\n\nvar x t = t(S{})\n", "", retyping, "cannot convert S{}"},
		{"a test with imports that nobody knows", counter + "-- a_test.go --\npackage p\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {\n\tif (&S{}).n != 0 {\n\t\tt.Error()\n\t}\n}\n", "",
			retyping, "a_test.go:6:17: "},
		{"tests lean on each other", counter + "-- a_test.go --\npackage p\n\nfunc f() { help().inc() }\n-- b_test.go --\npackage p\n\nfunc help() *S { return nil }\n", "", retyping, ""},
		{"a test uses it through the other", counter + "-- a_test.go --\npackage p\n\nfunc f() int64 { return help().n }\n-- b_test.go --\npackage p\n\nfunc help() *S { return nil }\n", "",
			retyping, "a_test.go:3:25: cannot use help().n"},
		{"a test takes the name of the import", counter + "-- a_test.go --\npackage p\n\nvar atomic = 1\n", "", retyping, "atomic already declared through import of package"},
		{"a test takes the name of the import that a body needs", "-- a.go --\npackage p\n\nimport (\n\t\"fmt\"\n)\n\nfunc f() { fmt.Println() }\n-- a_test.go --\npackage p\n\nvar atomic = 1\n", "",
			[]string{"\t\"fmt\"\n", "\t\"fmt\"\n\t\"sync/atomic\"\n", "fmt.Println()", "fmt.Println(atomic.LoadInt64)"}, "atomic already declared through import of package"},
		{"a test that does not parse", counter + "-- a_test.go --\npackage p\n\nfunc\n", "", retyping, ""},
		{"a test of another package", counter + "-- a_test.go --\npackage q\n\nvar x int64 = S{}.n\n", "", retyping, ""},
		{"an external test uses it", "-- a.go --\npackage p\n\nvar N int64\n-- a_test.go --\npackage p_test\n\nimport \"p\"\n\nvar n int64 = p.N\n", "", []string{"int64", "int32"},
			"a_test.go:5:15: cannot use p.N"},
		{"an external test uses another", "-- a.go --\npackage p\n\nvar N int64\n\nvar M int64\n-- a_test.go --\npackage p_test\n\nimport \"p\"\n\nvar n int64 = p.M\n", "",
			[]string{"int64", "int32"}, ""},
		{"a file for another system", counter + "-- ignored/a_windows.go --\npackage p\n\nfunc (s *S) win() int64 { return s.n }\n", "", retyping, "a_windows.go:3:34: cannot use s.n"},
		{"a file for another system, at odds with the one for this", counter +
			"-- b.go --\npackage p\n\nfunc (s *S) sys() {}\n\nfunc other() {}\n-- ignored/b_windows.go --\npackage p\n\nfunc (s *S) sys() {}\n\nfunc other() { undefined() }\n", "", retyping, ""},
		{"such a file uses it all the same", counter +
			"-- b.go --\npackage p\n\nfunc (s *S) sys() {}\n-- ignored/b_windows.go --\npackage p\n\nfunc (s *S) sys() { var n int64 = s.n; _ = n }\n", "", retyping, "b_windows.go:3:35: cannot use s.n"},
		{"lines move under such a file", "-- a.go --\npackage p\n\ntype S struct {\n\tn int64\n}\n\nfunc (s *S) sys() {}\n-- ignored/a_windows.go --\npackage p\n\nfunc (s *S) sys() {}\n\ntype S int\n", "",
			retyping[:4], ""},
		{"a cgo file for another system", counter + "-- ignored/a_darwin.go --\npackage p\n\nimport \"C\"\n\nfunc (s *S) c() { C.f(C.long(s.n)) }\n", "", retyping,
			"a_darwin.go:5:30: a cgo file uses it: int64 becomes sync/atomic.Int64"},
		{"a program beside the package", counter + "-- ignored/gen.go --\npackage main\n\nvar x int64 = S{}.n\n", "", retyping, ""},
		{"bodies are no business of others", counter + "-- a_test.go --\npackage p\n\nfunc f(s *S) int64 { return s.n + undefined }\n", "", []string{"s.n++", "s.n += 1"}, ""},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			err := offer(t, test.archive, test.goVersion, test.replacements...)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("withheld because %v, want %q", err, test.want)
			}
		})
	}
}

// TestHidden: a fix may edit files that are not compiled here; what they have to say then counts without its place.
func TestHidden(t *testing.T) {
	const uses = counter + `
-- a_test.go --
package p

import "example.org/unknown"

func lost() { unknown.F(undefined) }

func get(s *S) int64 { return 0 + s.n } // a comment
`
	with := func(from, to string) []string { return append(slices.Clone(retyping), from, to) }
	tests := []struct {
		about, archive string
		replacements   []string
		want           string
	}{
		{"the test is left alone", uses, retyping, "a_test.go:7:31: invalid operation"},
		{"the test is edited", uses, with("0 + s.n", "0 + s.n.Load()"), ""},
		{"the test is edited, wrongly", uses, with("0 + s.n", "0 + s.n.Lode()"), "s.n.Lode undefined"},
		{"the test is edited, and lines move", uses, with("{ return 0 + s.n }", "{\n\treturn s.n.Load()\n}"), ""},
		{"the test no longer parses", uses, with("{ return 0 + s.n }", "{ return"), "expected"},
		{"its comment goes", uses, with("0 + s.n } // a comment", "s.n.Load() } // none"), "the fix loses a comment"},
		{"the test alone", uses, []string{"0 + s.n", "1 + s.n"}, ""},
		{"the test alone, wrongly", uses, []string{"0 + s.n", "1 + s.m"}, "s.m undefined"},
		{"a generated test", strings.Replace(uses, "a_test.go --\n", "a_test.go --\n// Code generated by x. DO NOT EDIT.\n\n", 1), with("0 + s.n", "0 + s.n.Load()"), "is generated"},
		{"a file for another system", counter + "-- ignored/a_windows.go --\npackage p\n\nfunc (s *S) win() int64 { return s.n }\n", with("return s.n", "return s.n.Load()"), ""},
		{"such a file, wrongly", counter + "-- ignored/a_windows.go --\npackage p\n\nfunc (s *S) win() int64 { return s.n }\n", with("return s.n", "return s.n.Store()"), "not enough arguments"},
		{"a program beside the package", counter + "-- ignored/gen.go --\npackage main\n\nvar x = 1\n", []string{"x = 1", "x = 2"}, "outside the files of the package"},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			err := offer(t, test.archive, "", test.replacements...)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("withheld because %v, want %q", err, test.want)
			}
		})
	}
}

// TestBodies: a change within bodies alone is checked without other bodies, and one of a declaration too with all. Both must say the
// same.
func TestBodies(t *testing.T) {
	const src = `
-- a.go --
package p

import (
	"fmt"
	"io"
	"sync"
)

type S struct {
	mu sync.Mutex
	n  int64
}

var top = 1

func (*S) unnamed(int) (n int, err error) { n = 1; return }

func (s *S) named(_ string, more ...int) (total int) {
	for _, m := range more {
		total += m
	}
	func() { fmt.Println(total) }()
outer:
	for {
		break outer
	}
	return total
}

func (S) copied() { _ = io.EOF }

func pair[T any](a, b T) T { return a }

func (s *S) inc() { s.n++ }

func swap(a, b *S) { c := a; *(&c) = b; _ = pair(a, b) }

func init() { top++ }
`
	tests := []struct {
		from, to string
		fine     bool
	}{
		{"n = 1; return", "n = 2; return", true},
		{"n = 1; return", "n = 2; return n, nil", true},
		{"n = 1; return", "n = 2; return n", false},
		{"n = 1; return", "n = 2", false},
		{"n = 1; return", "m := 1; return", false},
		{"total += m", "total -= m", true},
		{"total += m", "", false},
		{"total += m", "total += gone", false},
		{"total += m", "total += len(more) + top + m", true},
		{"total += m", "total += m + more", false},
		{"break outer", "break other", false},
		{"break outer", "break", false},
		{"for _, m := range more {\n\t\ttotal += m", "for i := range more {\n\t\ttotal += m", false},
		{"fmt.Println(total)", "print(total)", false},
		{"return total", "return total + fmt.Sprint()", false},
		{"_ = io.EOF", "", false},
		{"_ = io.EOF", "_ = io.Discard", true},
		{"s.n++", "s.n += 1", true},
		{"s.n++", "x := *s; _ = &x", false},
		{"s.n++", "y := s; y.n++", true},
		{"*(&c) = b", "*c = *b", false},
		{"return a }", "return b }", true},
		{"return a }", "return }", false},
		{"top++ }", "top--; init := 1; _ = init }", true},
		{"top++ }", "return 1 }", false},
		{"top++ }", "fmt := 1; _ = fmt; top++ }", true},
	}
	for _, test := range tests {
		for _, more := range [][]string{nil, {"var top = 1", "var top = 2"}} {
			err := offer(t, src, "go1.26", append([]string{test.from, test.to}, more...)...)
			if (err == nil) != test.fine {
				t.Errorf("%q for %q and %q: %v, want fine: %v", test.to, test.from, more, err, test.fine)
			}
		}
	}
}
