package driver

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// skeleton renders a file without the bodies of its functions, and the line of each declaration.
func skeleton(src []byte) (string, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintln(&b, f.Name.Name, f.GoVersion)
	for _, d := range f.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Body != nil {
					n.Body = &ast.BlockStmt{Lbrace: n.Body.Lbrace, Rbrace: n.Body.Lbrace + 1}
				}
			case *ast.FuncLit: // at the start of a line it looks like a declaration
				n.Body = &ast.BlockStmt{Lbrace: n.Body.Lbrace, Rbrace: n.Body.Lbrace + 1}
			}
			return true
		})
		fmt.Fprintln(&b, fset.Position(d.Pos()).Line)
		if err := printer.Fprint(&b, fset, d); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// checkTrim says how trimming changes what is declared in src, "" if it does not or if src does not parse.
func checkTrim(src []byte) string {
	want, err := skeleton(src)
	if err != nil {
		return ""
	}
	trimmed := trimBodies(src)
	got, err := skeleton(trimmed)
	if err != nil {
		return fmt.Sprintf("trimmed text does not parse: %v\n%s", err, trimmed)
	}
	if got != want {
		return fmt.Sprintf("trimmed text declares\n%s\nwant\n%s", got, want)
	}
	return ""
}

var trimSeeds = []string{
	"package p\n\nfunc f() { x := \"}\"; y := '}'; z := `}\n}`; _ = x /* } */ // }\n}\nfunc g() {}\n",
	"package p\n\nfunc f() struct{ x int } { return struct{ x int }{1} }\nfunc g() interface{ A() } {\n\treturn nil\n}\nvar x = 1\n",
	"package p\n\nfunc asm(x struct{}, f func() struct{}) struct{ y int }\nfunc h() (x int) // {\nfunc i() /* { */ { /* } */ }\n",
	"package p\n\nfunc (t *T[K, V]) M(a [len(\"{\")]int) map[string]struct{} { return nil }\n\ntype T[K comparable, V any] struct {\n\tf func() struct{}\n}\n",
	"package p\r\n\r\nfunc f() {\r\n\tif x { y() }\r\n}\r\n",
	"//go:build go1.21\n\npackage p\n\nvar f = func() { g() }\nvar h =\nfunc (x int) int { return x }\n",
	"package p\nfunc f() mystruct { return 1 }\nfunc g() (a, b interface {\n\tM()\n}) {\n\treturn\n}\nfunc last() { return }",
	"package p\nfunc\tf[T interface{ ~int | ~string }](x T) chan<- struct{} { select {} }; func g() {}\n",
	"package p\nfunc f(\n\ta int, // func g() {\n\tb int,\n) (c, d struct{ e int }) { return }\n",
	"package p\nfunc unterminated( { }\n", "package p\nfunc f() { ' }\n", "package p\nfunc f() { \"\n }\n", "package p\n}}}", "", "func ", "package p\nfunc f() {",
}

func TestTrimBodies(t *testing.T) {
	for _, s := range trimSeeds {
		if problem := checkTrim([]byte(s)); problem != "" {
			t.Errorf("%q: %s", s, problem)
		}
	}
	if got := string(trimBodies([]byte(trimSeeds[0]))); got != "package p\n\nfunc f() {\n\n}\nfunc g() {}\n" {
		t.Errorf("trimmed to %q", got)
	}
	files, saved := 0, 0
	for _, dir := range []string{"fmt", "go/types", "net/http", "reflect", "runtime", "sync", "time", "unicode"} {
		names, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if problem := checkTrim(src); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			files++
			saved += len(src) - len(trimBodies(src))
		}
	}
	if files < 300 || saved < 2_000_000 {
		t.Errorf("%d files, %d bytes saved: this proves little", files, saved)
	}
}

func FuzzTrimBodies(f *testing.F) {
	for _, s := range trimSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if problem := checkTrim(src); problem != "" {
			t.Error(problem)
		}
		if out := trimBodies(src); bytes.Count(out, []byte("\n")) != bytes.Count(src, []byte("\n")) {
			t.Errorf("%d lines, want %d", bytes.Count(out, []byte("\n")), bytes.Count(src, []byte("\n")))
		}
	})
}
