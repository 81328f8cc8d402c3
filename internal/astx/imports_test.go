package astx_test

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
)

// imports hands out packages that hold one variable, X.
type imports struct{}

func (imports) Import(pkgPath string) (*types.Package, error) {
	name := path.Base(pkgPath)
	if name == "v2" {
		name = path.Base(path.Dir(pkgPath))
	}
	pkg := types.NewPackage(pkgPath, strings.ReplaceAll(name, "go-", ""))
	pkg.Scope().Insert(types.NewVar(token.NoPos, pkg, "X", types.Typ[types.Int]))
	pkg.MarkComplete()
	return pkg, nil
}

// check type-checks one file and returns the pass of an analyzer that sees it.
func check(t *testing.T, src string) (*analysis.Pass, *ast.File, []error) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "a.go", src, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	info := &types.Info{
		Scopes: map[ast.Node]*types.Scope{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{},
	}
	var errs []error
	conf := types.Config{Importer: imports{}, FakeImportC: true, Error: func(err error) { errs = append(errs, err) }}
	pkg, _ := conf.Check("p", fset, []*ast.File{f}, info)
	pass := &analysis.Pass{
		Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info,
		ReadFile: func(string) ([]byte, error) { return []byte(src), nil },
	}
	return pass, f, errs
}

var useMark = regexp.MustCompile(`\bUSE\b`)

// addAndUse imports pkgPath, writes its X wherever src says USE, and demands that the result compiles, but for imports that are
// not used, and is formatted if src is.
func addAndUse(t *testing.T, src, pkgPath string) (name, out string) {
	t.Helper()
	pass, file, _ := check(t, src)
	tf := pass.Fset.File(file.FileStart)
	var uses []token.Pos
	for _, m := range useMark.FindAllStringIndex(src, -1) {
		uses = append(uses, tf.Pos(m[0]))
	}
	name, edits := astx.AddImport(pass, file, pkgPath, uses...)
	if name == "" {
		t.Fatal("AddImport gave up")
	}
	slices.SortFunc(edits, func(a, b analysis.TextEdit) int { return int(b.Pos - a.Pos) })
	out = src
	for _, e := range edits {
		out = out[:tf.Offset(e.Pos)] + string(e.NewText) + out[tf.Offset(e.End):]
	}
	used := useMark.ReplaceAllString(out, name+".X")
	_, _, errs := check(t, used)
	for _, err := range errs {
		if !strings.Contains(err.Error(), "imported and not used") || len(uses) > 0 && strings.Contains(err.Error(), " as "+name) {
			t.Errorf("%v in\n%s", err, used)
		}
	}
	if clean, err := format.Source([]byte(src)); err == nil && string(clean) == src {
		if again, err := format.Source([]byte(out)); err != nil || string(again) != out {
			t.Errorf("not formatted (%v):\n%s", err, out)
		}
	}
	return name, out
}

func TestAddImport(t *testing.T) {
	const use = "\nvar _ = USE\n"
	tests := []struct{ about, src, path, name, want string }{
		{"first import", "package p\n" + use, "sync/atomic", "atomic", "package p\n\nimport \"sync/atomic\"\n" + use},
		{"first import after a comment", "// Doc.\npackage p // here\n" + use, "sync/atomic", "atomic",
			"// Doc.\npackage p // here\n\nimport \"sync/atomic\"\n" + use},
		{"first import before a comment", "package p\n\n// Doc.\nvar _ = USE\n", "sync/atomic", "atomic",
			"package p\n\nimport \"sync/atomic\"\n\n// Doc.\nvar _ = USE\n"},
		{"first import before a comment at once", "package p\n// Doc.\nvar _ = USE\n", "sync/atomic", "atomic",
			"package p\n\nimport \"sync/atomic\"\n\n// Doc.\nvar _ = USE\n"},
		{"package clause and code on one line", "package p; var _ = USE\n", "sync/atomic", "atomic",
			"package p; import \"sync/atomic\"; var _ = USE\n"},
		{"first import, CR LF", "package p\r\n\r\nvar _ = USE\r\n", "sync/atomic", "atomic",
			"package p\n\nimport \"sync/atomic\"\r\n\r\nvar _ = USE\r\n"},
		{"no final newline", "package p", "sync/atomic", "atomic", "package p\n\nimport \"sync/atomic\""},
		{"one import becomes a block", "package p\n\nimport \"fmt\" // prints\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"fmt\" // prints\n\t\"sync/atomic\"\n)\n" + use},
		{"one import, the new one first", "package p\n\nimport \"testing\"\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\t\"testing\"\n)\n" + use},
		{"one import of another kind", "package p\n\nimport x \"ex.com/x\"\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\n\tx \"ex.com/x\"\n)\n" + use},
		{"one import with a doc comment", "package p\n\n// Side effects.\nimport _ \"fmt\"\n" + use, "sync/atomic", "atomic",
			"package p\n\n// Side effects.\nimport (\n\t_ \"fmt\"\n\t\"sync/atomic\"\n)\n" + use},
		{"imports one by one", "package p\n\nimport \"fmt\"\nimport \"testing\"\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport \"fmt\"\nimport \"sync/atomic\"\nimport \"testing\"\n" + use},
		{"into the block", "package p\n\nimport (\n\t\"fmt\" // prints\n\t\"testing\"\n)\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"fmt\" // prints\n\t\"sync/atomic\"\n\t\"testing\"\n)\n" + use},
		{"at the top of the block", "package p\n\nimport (\n\t\"testing\"\n\n\t\"ex.com/x\"\n)\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\t\"testing\"\n\n\t\"ex.com/x\"\n)\n" + use},
		{"above a comment in the block", "package p\n\nimport (\n\t// tests\n\t\"testing\"\n)\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\t// tests\n\t\"testing\"\n)\n" + use},
		{"a block of others", "package p\n\nimport (\n\t\"ex.com/x\"\n)\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\n\t\"ex.com/x\"\n)\n" + use},
		{"another into a block of std", "package p\n\nimport (\n\t\"fmt\"\n)\n" + use, "ex.com/counter", "counter",
			"package p\n\nimport (\n\t\"fmt\"\n\n\t\"ex.com/counter\"\n)\n" + use},
		{"another into its group", "package p\n\nimport (\n\t\"fmt\"\n\n\t\"ex.com/a\"\n\t\"ex.com/z\"\n)\n" + use, "ex.com/counter", "counter",
			"package p\n\nimport (\n\t\"fmt\"\n\n\t\"ex.com/a\"\n\t\"ex.com/counter\"\n\t\"ex.com/z\"\n)\n" + use},
		{"a block on one line", "package p\n\nimport (\"fmt\"; \"testing\")\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\"fmt\"; \"sync/atomic\"; \"testing\")\n" + use},
		{"an empty block", "package p\n\nimport ()\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n)\n" + use},
		{"beside C", "package p\n\n// int x;\nimport \"C\"\n" + use, "sync/atomic", "atomic",
			"package p\n\n// int x;\nimport \"C\"\n\nimport \"sync/atomic\"\n" + use},
		{"beside C and a block", "package p\n\n// int x;\nimport \"C\"\n\nimport (\n\t\"fmt\"\n)\n" + use, "sync/atomic", "atomic",
			"package p\n\n// int x;\nimport \"C\"\n\nimport (\n\t\"fmt\"\n\t\"sync/atomic\"\n)\n" + use},
		{"there already", "package p\n\nimport \"sync/atomic\"\n" + use, "sync/atomic", "atomic", ""},
		{"there under another name", "package p\n\nimport a \"sync/atomic\"\n" + use, "sync/atomic", "a", ""},
		{"there, but hidden", "package p\n\nimport \"sync/atomic\"\n\nfunc f(atomic int) { _ = USE }\n", "sync/atomic", "syncatomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\tsyncatomic \"sync/atomic\"\n)\n\nfunc f(atomic int) { _ = USE }\n"},
		{"there twice, once hidden", "package p\n\nimport (\n\t\"sync/atomic\"\n\ta \"sync/atomic\"\n)\n\nfunc f(atomic int) { _ = USE }\n",
			"sync/atomic", "a", ""},
		{"a dot import stays beside", "package p\n\nimport . \"sync/atomic\"\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\t. \"sync/atomic\"\n)\n" + use},
		{"a blank import stays beside", "package p\n\nimport _ \"sync/atomic\"\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport (\n\t\"sync/atomic\"\n\t_ \"sync/atomic\"\n)\n" + use},
		{"the name is a local variable", "package p\n\nfunc f() {\n\tatomic := 1\n\t_ = atomic\n\t_ = USE\n}\n", "sync/atomic", "syncatomic",
			"package p\n\nimport syncatomic \"sync/atomic\"\n\nfunc f() {\n\tatomic := 1\n\t_ = atomic\n\t_ = USE\n}\n"},
		{"the name is a local variable elsewhere", "package p\n\nfunc f() {\n\tatomic := 1\n\t_ = atomic\n}\n" + use, "sync/atomic", "atomic",
			"package p\n\nimport \"sync/atomic\"\n\nfunc f() {\n\tatomic := 1\n\t_ = atomic\n}\n" + use},
		{"the name is a package variable", "package p\n\nvar atomic = 1\n" + use, "sync/atomic", "syncatomic",
			"package p\n\nimport syncatomic \"sync/atomic\"\n\nvar atomic = 1\n" + use},
		{"the name is another import", "package p\n\nimport \"ex.com/atomic\"\n" + use, "sync/atomic", "syncatomic",
			"package p\n\nimport (\n\tsyncatomic \"sync/atomic\"\n\n\t\"ex.com/atomic\"\n)\n" + use},
		{"both names are taken", "package p\n\nvar atomic, syncatomic = 1, 2\n" + use, "sync/atomic", "atomic2",
			"package p\n\nimport atomic2 \"sync/atomic\"\n\nvar atomic, syncatomic = 1, 2\n" + use},
		{"a parameter of a type", "package p\n\nfunc f[atomic any]() { _ = USE }\n", "sync/atomic", "syncatomic",
			"package p\n\nimport syncatomic \"sync/atomic\"\n\nfunc f[atomic any]() { _ = USE }\n"},
		{"a root package", "package p\n\nvar sync = 1\n" + use, "sync", "stdsync",
			"package p\n\nimport stdsync \"sync\"\n\nvar sync = 1\n" + use},
		{"a version in a path of std", "package p\n" + use, "math/rand/v2", "rand", "package p\n\nimport \"math/rand/v2\"\n" + use},
		{"a version in another path", "package p\n" + use, "ex.com/counter/v2", "counter",
			"package p\n\nimport counter \"ex.com/counter/v2\"\n" + use},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			want := test.want
			if want == "" {
				want = test.src
			}
			name, got := addAndUse(t, test.src, test.path)
			if name != test.name || got != want {
				t.Errorf("name %q, want %q, in\n%s\nwant\n%s", name, test.name, got, want)
			}
		})
	}
}

func FuzzAddImport(f *testing.F) {
	f.Add("import \"fmt\"\n", "ex.com/x")
	f.Add("import (\n\t// a\n\t\"fmt\" // b\n\n\t\"ex.com/a\"\n)\n/* c\n */\n", "sync/atomic")
	f.Add("// x\nimport \"C\"; import (\"os\")\n", "sync")
	f.Fuzz(func(t *testing.T, imports, pkgPath string) {
		if pkgPath != "sync/atomic" && pkgPath != "ex.com/x" && pkgPath != "sync" {
			return
		}
		src := "package p\n\n" + imports + "\nvar _ = USE\n"
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "a.go", src, 0)
		if err != nil || len(useMark.FindAllString(src, -1)) != 1 || strings.Contains(imports, `"`+pkgPath) {
			return
		}
		for _, s := range file.Imports {
			if strings.ContainsAny(s.Path.Value, "`\\") || s.Path.Value == `""` {
				return
			}
		}
		if _, _, errs := check(t, src); slices.ContainsFunc(errs, func(err error) bool {
			return !strings.Contains(err.Error(), "imported and not used") && !strings.Contains(err.Error(), "USE")
		}) {
			return // the imports are at odds among themselves
		}
		addAndUse(t, src, pkgPath)
	})
}

func TestText(t *testing.T) {
	src := "package p\n\nvar x = f( // why\n\t1,\n)\n"
	pass, file, _ := check(t, src)
	value := file.Decls[0].(*ast.GenDecl).Specs[0].(*ast.ValueSpec).Values[0]
	if got, want := astx.Text(pass, value), "f( // why\n\t1,\n)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	pass.ReadFile = func(string) ([]byte, error) { return []byte(src + "more"), nil }
	if got, want := astx.Text(pass, value), "f(\n\t1,\n)"; got != want {
		t.Errorf("of a changed file: got %q, want %q", got, want)
	}
}
