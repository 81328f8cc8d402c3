package shape

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/objectpath"
)

// load type-checks packages from source; want compares each with what comes back from bytes.
func load(t *testing.T, env []string, patterns ...string) []*packages.Package {
	t.Helper()
	mode := packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps | packages.NeedTypes |
		packages.NeedTypesSizes | packages.NeedModule
	cfg := &packages.Config{Mode: mode, Env: env, ParseFile: func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
		return parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
	}}
	roots, err := packages.Load(cfg, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	var all []*packages.Package
	packages.Visit(roots, nil, func(p *packages.Package) {
		if p.PkgPath != "unsafe" {
			all = append(all, p)
		}
	})
	return all
}

// roundTrip encodes and decodes packages, dependencies first.
type roundTrip struct {
	t    *testing.T
	done map[string]*types.Package
	size int
}

func (rt *roundTrip) add(pkg *types.Package) *types.Package {
	rt.t.Helper()
	data, err := Encode(pkg, false)
	if err != nil {
		rt.t.Fatal(err)
	}
	again, err := Encode(pkg, false)
	if err != nil || !bytes.Equal(data, again) {
		rt.t.Fatalf("%s: two encodings differ (%v)", pkg.Path(), err)
	}
	rt.size += len(data)
	got, err := Decode(data, pkg.Path(), func(path string) (*types.Package, error) {
		if p := rt.done[path]; p != nil {
			return p, nil
		}
		return nil, fmt.Errorf("package %s does not come first", path)
	})
	if err != nil {
		rt.t.Fatal(err)
	}
	rt.done[pkg.Path()] = got
	return got
}

// exported renders all that is exported from pkg, down to methods, fields, tags, values and object paths.
func exported(pkg *types.Package) string {
	var b strings.Builder
	seen := map[types.Object]bool{}
	var enc objectpath.Encoder
	var object func(obj types.Object)
	qualify := func(p *types.Package) string { return p.Path() }
	path := func(obj types.Object) string {
		if v, ok := obj.(*types.Var); ok && v.IsField() || isInterfaceMethod(obj) {
			return "" // several lead to it, and unexported types are not all there any more
		}
		p, err := enc.For(obj)
		if err != nil {
			return "no path"
		}
		return string(p)
	}
	var walk func(t types.Type)
	object = func(obj types.Object) {
		if seen[obj] {
			return
		}
		seen[obj] = true
		fmt.Fprintf(&b, "%s | %s\n", types.ObjectString(obj, qualify), path(obj))
		if c, ok := obj.(*types.Const); ok {
			fmt.Fprintf(&b, "\t= %s %s\n", c.Val().Kind(), c.Val().ExactString())
		}
		if obj.Pkg() == pkg {
			walk(obj.Type())
		}
	}
	walked := map[types.Type]bool{}
	walk = func(t types.Type) {
		// Declared types alone end the recursion: which nameless types share memory is no part of the answer.
		if named, ok := t.(*types.Named); ok {
			if walked[named] {
				return
			}
			walked[named] = true
		}
		switch t := t.(type) {
		case *types.Alias:
			if t.TypeArgs().Len() == 0 && t.Obj().Pkg() == pkg {
				object(t.Obj())
				tparams(&b, t.TypeParams(), qualify)
				walk(t.Rhs())
			}
		case *types.Named:
			if t.TypeArgs().Len() > 0 {
				for a := range t.TypeArgs().Types() {
					walk(a)
				}
				fmt.Fprintf(&b, "\tinstance %s: %s\n", types.TypeString(t, qualify), types.TypeString(t.Underlying(), qualify))
				t = t.Origin()
			}
			if t.Obj().Pkg() != pkg {
				return
			}
			object(t.Obj())
			tparams(&b, t.TypeParams(), qualify)
			walk(t.Underlying())
			for i := range t.NumMethods() {
				object(t.Method(i))
			}
			ms := types.NewMethodSet(types.NewPointer(t))
			for i := range ms.Len() {
				fmt.Fprintf(&b, "\tmethod %s\n", ms.At(i).Obj().Id())
			}
		case *types.Struct:
			for i := range t.NumFields() {
				fmt.Fprintf(&b, "\ttag %q embedded %t %s\n", t.Tag(i), t.Field(i).Embedded(), types.ObjectString(t.Field(i), qualify))
				walk(t.Field(i).Type())
			}
		case *types.Interface:
			fmt.Fprintf(&b, "\timplicit %t comparable %t %d methods\n", t.IsImplicit(), t.IsComparable(), t.NumMethods())
			for m := range t.ExplicitMethods() {
				fmt.Fprintf(&b, "\t%s\n", types.ObjectString(m, qualify))
				fmt.Fprintf(&b, "\treceiver %s\n", types.TypeString(m.Signature().Recv().Type(), qualify))
			}
			for e := range t.EmbeddedTypes() {
				walk(e)
			}
		case *types.Signature:
			tparams(&b, t.RecvTypeParams(), qualify)
			tparams(&b, t.TypeParams(), qualify)
			if r := t.Recv(); r != nil {
				fmt.Fprintf(&b, "\treceiver %s %s %v\n", r.Name(), types.TypeString(r.Type(), qualify), r.Kind())
			}
			for _, tup := range []*types.Tuple{t.Params(), t.Results()} {
				for v := range tup.Variables() {
					fmt.Fprintf(&b, "\t%v %s %s\n", v.Kind(), v.Name(), types.TypeString(v.Type(), qualify))
					walk(v.Type())
				}
			}
		case interface{ Elem() types.Type }:
			if m, ok := t.(*types.Map); ok {
				walk(m.Key())
			}
			walk(t.Elem())
		}
	}
	for _, name := range pkg.Scope().Names() {
		if token.IsExported(name) {
			object(pkg.Scope().Lookup(name))
		}
	}
	return b.String()
}

func isInterfaceMethod(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Recv() != nil && types.IsInterface(fn.Signature().Recv().Type())
}

func tparams(b *strings.Builder, list *types.TypeParamList, q types.Qualifier) {
	for tp := range list.TypeParams() {
		fmt.Fprintf(b, "\ttype parameter %d %s %s of %s\n", tp.Index(), tp.Obj().Name(), types.TypeString(tp.Constraint(), q), tp.Obj().Pkg().Path())
	}
}

func firstDifference(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			from := max(i-5, 0)
			return fmt.Sprintf("line %d is\n%s\nwant\n%s", i, strings.Join(lb[from:i+1], "\n"), strings.Join(la[from:i+1], "\n"))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(lb), len(la))
}

// What comes back says the same as the source, and encodes to the same bytes.
func TestStandardLibrary(t *testing.T) {
	patterns := []string{"std"}
	if testing.Short() {
		patterns = []string{"net/http", "go/types"}
	}
	if p := os.Getenv("SHAPE_PATTERNS"); p != "" {
		patterns = strings.Fields(p)
	}
	rt := &roundTrip{t: t, done: map[string]*types.Package{}}
	n := 0
	for _, p := range load(t, append(os.Environ(), "CGO_ENABLED=0"), patterns...) {
		if len(p.CompiledGoFiles) == 0 || len(p.Errors) > 0 {
			continue
		}
		n++
		got := rt.add(p.Types)
		if want, have := exported(p.Types), exported(got); want != have {
			t.Errorf("%s: %s", p.PkgPath, firstDifference(want, have))
		}
		first, _ := Encode(p.Types, false)
		second, err := Encode(got, false)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: decoded types encode to %d other bytes, not %d (%v)", p.PkgPath, len(second), len(first), err)
		}
	}
	t.Logf("%d packages, %d bytes", n, rt.size)
	if n < 50 {
		t.Errorf("only %d packages", n)
	}
}
