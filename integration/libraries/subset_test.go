package libraries

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// missing lists what the exported API of a stub promises and the real package does not have: names, signatures, methods, fields,
// values of constants. A stub may have fewer of each.
func missing(stub, real *types.Package) (problems []string) {
	for _, name := range stub.Scope().Names() {
		s := stub.Scope().Lookup(name)
		if !s.Exported() {
			continue
		}
		for _, problem := range missingOf(s, real.Scope().Lookup(name)) {
			problems = append(problems, fmt.Sprintf("%s.%s: %s", stub.Path(), name, problem))
		}
	}
	return problems
}

func missingOf(stub, real types.Object) []string {
	if real == nil {
		return []string{"the real package has no such name"}
	}
	if fmt.Sprintf("%T", stub) != fmt.Sprintf("%T", real) {
		return []string{fmt.Sprintf("the stub has %v, the real package %v", stub, real)}
	}
	switch stub := stub.(type) {
	case *types.TypeName:
		return missingOfType(stub.Type(), real.Type())
	case *types.Const:
		if !constant.Compare(stub.Val(), token.EQL, real.(*types.Const).Val()) {
			return []string{fmt.Sprintf("the stub has %v, the real package %v", stub, real)}
		}
	}
	if !same(stub.Type(), real.Type()) {
		return []string{fmt.Sprintf("the stub has %v, the real package %v", stub, real)}
	}
	return nil
}

// missingOfType compares two declared types.
func missingOfType(stub, real types.Type) (problems []string) {
	stub, real = types.Unalias(stub), types.Unalias(real)
	complain := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch s := stub.Underlying().(type) {
	case *types.Struct:
		r, ok := real.Underlying().(*types.Struct)
		if !ok {
			complain("the stub has a struct, the real package %v", real.Underlying())
			break
		}
		for f := range s.Fields() {
			if f.Exported() && !hasField(r, f) {
				complain("the real struct has no field %v", f)
			}
		}
	case *types.Interface:
		if !types.IsInterface(real) {
			complain("the stub has an interface, the real package %v", real.Underlying())
		}
	default:
		if !same(s, real.Underlying()) {
			complain("the stub has %v, the real package %v", s, real.Underlying())
		}
	}
	for _, pointer := range []bool{false, true} {
		have, want := methods(real, pointer), methods(stub, pointer)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if m, r := want[name], have[name]; r == nil {
				complain("the real type has no method %v", m)
			} else if !same(m.Type(), r.Type()) {
				complain("the stub has %v, the real type %v", m, r)
			}
		}
	}
	return slices.Compact(problems)
}

func hasField(s *types.Struct, want *types.Var) bool {
	for f := range s.Fields() {
		if f.Name() == want.Name() && f.Embedded() == want.Embedded() && same(f.Type(), want.Type()) {
			return true
		}
	}
	return false
}

// methods returns the exported methods of t, or those of a pointer to it, by name.
func methods(t types.Type, pointer bool) map[string]types.Object {
	if pointer && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	byName := map[string]types.Object{}
	for m := range types.NewMethodSet(t).Methods() {
		if m.Obj().Exported() {
			byName[m.Obj().Name()] = m.Obj()
		}
	}
	return byName
}

// same compares types of two worlds: declared ones are the same if they have the same name in packages of one path.
func same(a, b types.Type) bool {
	a, b = types.Unalias(a), types.Unalias(b)
	switch a := a.(type) {
	case *types.Named:
		b, ok := b.(*types.Named)
		return ok && qualified(a.Obj()) == qualified(b.Obj()) && sameAll(slices.Collect(a.TypeArgs().Types()), slices.Collect(b.TypeArgs().Types()))
	case *types.Pointer:
		b, ok := b.(*types.Pointer)
		return ok && same(a.Elem(), b.Elem())
	case *types.Slice:
		b, ok := b.(*types.Slice)
		return ok && same(a.Elem(), b.Elem())
	case *types.Array:
		b, ok := b.(*types.Array)
		return ok && a.Len() == b.Len() && same(a.Elem(), b.Elem())
	case *types.Map:
		b, ok := b.(*types.Map)
		return ok && same(a.Key(), b.Key()) && same(a.Elem(), b.Elem())
	case *types.Chan:
		b, ok := b.(*types.Chan)
		return ok && a.Dir() == b.Dir() && same(a.Elem(), b.Elem())
	case *types.TypeParam:
		b, ok := b.(*types.TypeParam)
		return ok && a.Index() == b.Index()
	case *types.Signature:
		b, ok := b.(*types.Signature)
		return ok && a.Variadic() == b.Variadic() && a.TypeParams().Len() == b.TypeParams().Len() &&
			sameAll(typesOf(a.Params()), typesOf(b.Params())) && sameAll(typesOf(a.Results()), typesOf(b.Results()))
	}
	return types.Identical(a, b) // of predeclared types, and of literals of those
}

func sameAll(as, bs []types.Type) bool {
	for i := range as {
		if i >= len(bs) || !same(as[i], bs[i]) {
			return false
		}
	}
	return len(as) == len(bs)
}

func typesOf(vars *types.Tuple) (all []types.Type) {
	for v := range vars.Variables() {
		all = append(all, v.Type())
	}
	return all
}

func qualified(o types.Object) string {
	if o.Pkg() == nil {
		return o.Name()
	}
	return o.Pkg().Path() + "." + o.Name()
}

// TestMissing: each way in which a stub can drift away is noticed.
func TestMissing(t *testing.T) {
	const real = `package p
		import "time"
		const Level = 2
		var Default *T
		type Labels map[string]string
		type Option func(int)
		type T struct { Name string; n int }
		func (t *T) Add(n float64) {}
		func (t T) Sum() float64 { return 0 }
		type I interface { Set(v float64, at ...time.Time) (int, error); hidden() }
		func New(name string, opts ...Option) *T { return nil }`
	for _, c := range []struct{ stub, want string }{
		{`const Level = 2; var Default *T; type T struct { Name string; other int }; func (x *T) Add(v float64) {}; func (T) Sum() (f float64) { return }`, ""},
		{`import "time"; type Option func(a int); type T struct{}; type I interface { Set(float64, ...time.Time) (int, error); other() }; func New(s string, o ...Option) (t *T) { return }`, ""},
		{`func Old() {}`, "no such name"},
		{`var New int`, "the stub has var"},
		{`const Level = 3`, "the stub has const"},
		{`type T struct{ N int }`, "no field"},
		{`type T struct{ Name []byte }`, "no field"},
		{`type T int`, "the stub has int"},
		{`type Labels struct{}`, "the stub has a struct"},
		{`type Labels map[string]any`, "the stub has map"},
		{`type T interface{}`, "the stub has an interface"},
		{`type T struct{}; func (t *T) Sub(n float64) {}`, "no method"},
		{`type T struct{}; func (t *T) Add(n int) {}`, "the stub has func"},
		{`type T struct{}; func (t T) Add(n float64) {}`, "no method"},
		{`type I interface { Set(v float64) (int, error) }`, "the stub has func"},
		{`type Option func(int); type T struct{}; func New(name string, opts []Option) *T { return nil }`, "the stub has func"},
		{`type Option interface{}; type T struct{}; func New(name string, opts ...Option) *T { return nil }`, "the stub has an interface"},
	} {
		got := missing(parse(t, "package p; "+c.stub), parse(t, real))
		if text := strings.Join(got, "\n"); c.want == "" && text != "" || !strings.Contains(text, c.want) {
			t.Errorf("%s: %q, want %q", c.stub, text, c.want)
		}
	}
}

func parse(t *testing.T, src string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&types.Config{Importer: importer.Default()}).Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
