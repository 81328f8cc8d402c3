package shape

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// checkSource type-checks one file. Packages in done can be imported.
func checkSource(t *testing.T, path, src string, done map[string]*types.Package) (*types.Package, []error) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path+".go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var errs []error
	conf := types.Config{
		Error: func(err error) { errs = append(errs, err) },
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if p := done[path]; p != nil {
				return p, nil
			}
			return nil, fmt.Errorf("no %s", path)
		}),
	}
	pkg, _ := conf.Check(path, fset, []*ast.File{f}, nil)
	return pkg, errs
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

const forms = `package a

type B struct {
	X int ` + "`json:\"x\"`" + `
	y []B
	*inner
	E
}

type inner struct{ deep map[string]chan<- *B }

func (*inner) Promoted(f func(a, b int, rest ...string) (n int, err error)) {}

type E interface {
	error
	M(E) (E, bool)
	m()
}

type (
	Number       interface{ ~int | ~float64 | B }
	Same         comparable
	Anything     any
	Err          error
	List[T any]  struct{ next *List[T]; val T; all Map[string, T] }
	Map[K comparable, V any] map[K]V
	Loop[P Point[P]] struct{ p P }
	Point[P any] interface{ *B | *inner; Add(P) P }
	Set[K comparable] = Map[K, struct{}]
	Sets         = []Set[string]
	hiddenAlias  = *hidden
	hidden       struct{ h hiddenAlias }
	Fn           func(hiddenAlias) <-chan Fn
	Mutual       struct{ m []*mutual }
	mutual       struct{ m [3]Mutual }
	unreached    struct{ secret int }
)

func (l *List[T]) Push(x T) *List[T] { return l }
func (List[E]) All() func(yield func(int, E) bool) { return nil }

func Sum[T Number, S ~[]T](xs S, f func(T) T) (total T) { return }

func unreachedFunc(unreached) {}

var V, W = unreached2(), struct{ A, b int }{}

func unreached2() map[[4]byte]List[Set[int]] { return nil }

const (
	Small   = -7
	Big     = 1 << 200
	Neg     = -1 << 100
	Third   = 1.0 / 3
	Tiny    = 1e-300 * 1e-300 * 1e-300
	Cplx    = 3 + 4i/3
	Str     = "s\x00\u00e9"
	Typed   Float = 2
	Yes     = Small < 0
	Rune    = 'x'
)

type Float float32
`

func TestForms(t *testing.T) {
	rt := &roundTrip{t: t, done: map[string]*types.Package{}}
	src, errs := checkSource(t, "a", forms, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := rt.add(src)
	if want, have := exported(src), exported(got); want != have {
		t.Error(firstDifference(want, have))
	}
	for _, name := range []string{"unreached", "unreachedFunc", "unreached2"} {
		if got.Scope().Lookup(name) != nil {
			t.Errorf("%s is there, though nothing exported leads to it", name)
		}
	}
	for _, name := range []string{"inner", "hidden", "hiddenAlias", "mutual"} {
		if got.Scope().Lookup(name) == nil {
			t.Errorf("%s is missing", name)
		}
	}
	if obj := got.Scope().Lookup("B"); obj.Pos().IsValid() {
		t.Error("objects have positions")
	}
}

// An edit that no importer can see changes no byte, and one that it can see does.
func TestEqualShapes(t *testing.T) {
	shape := func(src string) []byte {
		t.Helper()
		pkg, errs := checkSource(t, "a", src, nil)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		data, err := Encode(pkg, false)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	base := shape(forms)
	for from, to := range map[string]string{
		"package a\n":                   "// A comment.\n\npackage a\n",
		"unreached    struct{ secret":   "unreached    struct{ more, secret",
		"func unreachedFunc(unreached)": "func unreachedFunc2(unreached, int)",
		"{ return l }":                  "{ l = nil; return l }",
		"type Float float32\n":          "\n\ntype Float float32\n\nfunc more() {}\n",
	} {
		changed := strings.Replace(forms, from, to, 1)
		if changed == forms {
			t.Fatalf("no %q", from)
		}
		if !bytes.Equal(base, shape(changed)) {
			t.Errorf("%q for %q changes the shape", to, from)
		}
	}
	for from, to := range map[string]string{
		`json:"x`:          `json:"y`,
		"`json":            "`yaml",
		"deep map[string]": "deep map[int]",
		"Small   = -7":     "Small   = -8",
		"Third   = 1.0":    "Third   = 1.1",
		"(a, b int":        "(a, c int",
		"chan<- *B":        "<-chan *B",
		"[3]Mutual":        "[4]Mutual",
		"~int |":           "int |",
		"\tm()\n":          "\tm2()\n",
		"*inner\n":         "inner\n",
		"func Sum":         "func Sum2",
	} {
		changed := strings.Replace(forms, from, to, 1)
		if changed == forms {
			t.Fatalf("no %q", from)
		}
		if bytes.Equal(base, shape(changed)) {
			t.Errorf("%q for %q does not change the shape", to, from)
		}
	}
}

// In type T other.U fields and methods stay the objects of the other package: facts about them must be found.
func TestForeignFields(t *testing.T) {
	rt := &roundTrip{t: t, done: map[string]*types.Package{}}
	a, errs := checkSource(t, "a", forms, nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	a = rt.add(a)
	src, errs := checkSource(t, "b", "package b\n\nimport \"a\"\n\ntype T a.B\n\ntype I a.E\n\ntype L a.List[int]\n\nvar X = a.V\n", rt.done)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	b := rt.add(src)
	if want, have := exported(src), exported(b); want != have {
		t.Error(firstDifference(want, have))
	}
	under := func(p *types.Package, name string) types.Type { return p.Scope().Lookup(name).Type().Underlying() }
	for i := range under(a, "B").(*types.Struct).NumFields() {
		if want, got := under(a, "B").(*types.Struct).Field(i), under(b, "T").(*types.Struct).Field(i); want != got {
			t.Errorf("field %v became another", want)
		}
	}
	if want, got := under(a, "E").(*types.Interface).ExplicitMethod(0), under(b, "I").(*types.Interface).ExplicitMethod(0); want != got {
		t.Errorf("method %v became another", want)
	}
	if !types.Identical(a.Scope().Lookup("V").Type(), b.Scope().Lookup("X").Type()) {
		t.Error("equal types of two packages differ")
	}
}

// Broken code gives what types there are.
func TestBroken(t *testing.T) {
	for _, src := range []string{
		"package a\n\ntype T struct{ X missing; Y int }\n\nvar V T\n\nfunc (t T) M() undefined { return nil }\n",
		"package a\n\ntype T struct{ Y int }\n\ntype T struct{ Z int }\n\nvar V T\n\nfunc F() {}\n\nfunc F(int) {}\n",
		"package a\n\ntype T T\n\ntype A = B\n\ntype B = A\n\ntype C = *C\n\ntype D [len(d)]D\n\nvar d D\n\nvar V int\n",
		"package a\n\nimport \"missing\"\n\ntype T struct{ missing.U }\n\ntype I interface{ missing.I; M() }\n\nvar V = missing.F()\n",
		"package a\n\nconst C = 1 / 0\n\nconst D int8 = 1000\n\nvar V = C\n\nfunc () M() {}\n\nfunc (x V) N() {}\n",
		"package a\n\ntype G[P any] struct{}\n\ntype H = G\n\nvar V G\n\nvar W G[int, int]\n\nfunc F[T G](x T) {}\n\nfunc (g G[A, B]) M() {}\n",
		"package a\n\nfunc F() { type Local struct{}; V = Local{} }\n\nvar V, W = func() {}\n\ntype E struct{ E2 }\n\ntype E2 struct{ E }\n",
	} {
		pkg, errs := checkSource(t, "a", src, nil)
		if len(errs) == 0 {
			t.Errorf("nothing is wrong with\n%s", src)
		}
		data, err := Encode(pkg, true)
		if err != nil {
			t.Errorf("%v\n%s", err, src)
			continue
		}
		got, err := Decode(data, "a", func(path string) (*types.Package, error) { return types.NewPackage(path, path), nil })
		if err != nil {
			t.Errorf("%v\n%s", err, src)
			continue
		}
		if v := got.Scope().Lookup("V"); v == nil && strings.Contains(src, "V ") {
			t.Errorf("V is lost\n%s", src)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	pkg, _ := checkSource(t, "a", forms, nil)
	data, err := Encode(pkg, false)
	if err != nil {
		t.Fatal(err)
	}
	none := func(path string) (*types.Package, error) { return nil, fmt.Errorf("no %s", path) }
	for n := range len(data) {
		if _, err := Decode(data[:n], "a", none); err == nil {
			t.Fatalf("%d of %d bytes are enough", n, len(data))
		}
	}
	if _, err := Decode([]byte("\x00\x01?"), "a", none); err == nil || !strings.Contains(err.Error(), "version") {
		t.Errorf("another version: %v", err)
	}
}
