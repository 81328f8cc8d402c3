package userrows

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

func TestNames(t *testing.T) {
	for name, ok := range map[string]bool{
		"fmt.Sprint": true, "example.com/a.F": true, "example.com/a/v2.F": true, "gopkg.in/yaml.v3.Marshal": true, "(*example.com/a.T).M": true,
		"(example.com/a.I).M": true, "example.com/a.T.M": true, "main.run": true,
		"": false, "F": false, "example.com/a": false, "example.com/a.": false, "a.F()": false, "func a.F": false, "(*a.T.M": false, "*a.T.M": false,
		"/a.F": false, "./a.F": false, "a..F": false, "a.1": false,
	} {
		if err := CheckFunc(name); (err == nil) != ok {
			t.Errorf("CheckFunc(%q) = %v", name, err)
		}
	}
	for name, ok := range map[string]bool{"a.T.F": true, "example.com/a/v2.T.F": true, "a.F": false, "example.com/a.T": false, "(a.T).F": false, "": false} {
		if err := CheckField(name); (err == nil) != ok {
			t.Errorf("CheckField(%q) = %v", name, err)
		}
	}
}

const source = `package p
type T struct { Key string }
func (t *T) Ptr() string { return "" }
func (t T) Val() string { return "" }
type I interface { Meth() string }
type G[X any] struct { Key X }
func (g *G[X]) Of() X { return g.Key }
func F() string { return "" }
`

func TestTable(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := (&types.Config{Importer: importer.Default()}).Check("example.com/p/v2", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	method := func(typ, name string) *types.Func {
		obj, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup(typ).Type(), true, pkg, name)
		return obj.(*types.Func)
	}
	table, err := Parse(`{"label-sanitizers":[{"func":"(*example.com/p/v2.T).Ptr"},{"func":"(example.com/p/v2.I).Meth"},{"func":"example.com/p/v2.T.Val"},{"func":"example.com/p/v2.G.Of"}],
		"label-sources":[{"func":"example.com/p/v2.F","what":"x"},{"field":"example.com/p/v2.T.Key"}],"label-sinks":[{"func":"example.com/p/v2.T.Ptr","arg":1},{"func":"example.com/q/r.F"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, fn := range []*types.Func{method("T", "Ptr"), method("T", "Val"), method("I", "Meth"), method("G", "Of")} {
		if !table.Sanitizes(fn) {
			t.Errorf("no row for %s", fn.FullName())
		}
	}
	fn := pkg.Scope().Lookup("F").(*types.Func)
	if table.Sanitizes(fn) {
		t.Error("F sanitizes")
	}
	if s, ok := table.SourceOf(fn); !ok || s.What != "x" {
		t.Errorf("SourceOf(F) = %v, %t", s, ok)
	}
	key, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup("T").Type(), true, pkg, "Key")
	if _, ok := table.FieldSource(key.(*types.Var), types.NewPointer(pkg.Scope().Lookup("T").Type())); !ok {
		t.Error("no row for T.Key")
	}
	if s := table.SinksOf(method("T", "Ptr")); len(s) != 1 || s[0].Arg != 1 {
		t.Errorf("SinksOf(Ptr) = %v", s)
	}
	for path, want := range map[string]bool{"example.com/p/v2": true, "example.com/p": false, "example.com/q": false, "example.com/q/r": true} {
		if table.HasSinksIn(path) != want {
			t.Errorf("HasSinksIn(%s) = %t", path, !want)
		}
	}
	again, err := Parse(table.String())
	if err != nil || again.String() != table.String() {
		t.Errorf("Parse(%s) = %s, %v", table, again, err)
	}
}

func TestNilTable(t *testing.T) {
	table, err := Parse("")
	if table != nil || err != nil || table.String() != "" || New(Rows{}) != nil || table.Sanitizes(nil) || table.HasSinksIn("a") {
		t.Errorf("no rows: %v, %v", table, err)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"{":            "rows: unexpected EOF",
		`{"sinks":[]}`: `rows: unknown field "sinks"`,
		`{} {}`:        "rows: something stands behind the closing brace",
		`{"contexts":[{"func":"a.Go"},{"func":"Go"}]}`:       "rows: contexts[1]: Go names no function; want PATH.Func or (*PATH.Type).Method",
		`{"contexts":[{"func":"a.Go","runs":"twice"}]}`:      "rows: contexts[0]: runs is twice, want one of once, many",
		`{"label-sinks":[{"func":"a.F","arg":-1}]}`:          "rows: label-sinks[0]: arg is -1; arguments count from 0, the receiver aside",
		`{"label-sources":[{}]}`:                             "rows: label-sources[0]: the key func or field is missing",
		`{"label-sources":[{"func":"a.F","field":"a.T.F"}]}`: "rows: label-sources[0]: func and field exclude each other; write two rows",
		`{"label-sanitizers":[{}]}`:                          "rows: label-sanitizers[0]: the key func is missing",
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%s): %v, want %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"label-sinks":[{"func":"(*a/b.T).M","arg":1,"as":"map"}]}`)
	f.Add(`{"label-sources":[{"field":"a.T.F"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		table, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(table.String()); err != nil || again.String() != table.String() {
			t.Errorf("%s reads as %s, and that as %s (%v)", text, table, again, err)
		}
	})
}
