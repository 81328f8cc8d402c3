package hidden

import (
	"go/importer"
	"go/token"
	"go/types"
	"maps"
	"testing"
)

// TestStubs: what stands in for a package that is not seen declares nothing that the real one does not.
func TestStubs(t *testing.T) {
	imp := &packages{stubs: map[string]*types.Package{}}
	std := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for path := range stubs {
		stub, err := imp.stub(path)
		if err != nil {
			t.Fatal(err)
		}
		real, err := std.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		qualify := func(p *types.Package) string { return p.Path() }
		for _, name := range stub.Scope().Names() {
			obj := stub.Scope().Lookup(name)
			if !obj.Exported() {
				continue
			}
			want := real.Scope().Lookup(name)
			if want == nil {
				t.Errorf("%s has no %s", path, name)
				continue
			}
			if _, ok := obj.(*types.TypeName); !ok {
				if got, want := types.ObjectString(obj, qualify), types.ObjectString(want, qualify); got != want {
					t.Errorf("%s, really %s", got, want)
				}
				continue
			}
			methods := maps.Collect(methodsOf(want.Type(), qualify))
			for name, sig := range methodsOf(obj.Type(), qualify) {
				if methods[name] != sig {
					t.Errorf("%s.%s is %s, really %s", want.Name(), name, sig, methods[name])
				}
			}
			sizes := types.SizesFor("gc", "amd64")
			if got, want := sizes.Sizeof(obj.Type()), sizes.Sizeof(want.Type()); path == "sync/atomic" && got != want {
				t.Errorf("%s has %d bytes, really %d", name, got, want)
			}
		}
	}
}

func methodsOf(typ types.Type, qualify types.Qualifier) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		set := types.NewMethodSet(types.NewPointer(typ))
		for m := range set.Methods() {
			if m.Obj().Exported() && !yield(m.Obj().Name(), types.TypeString(m.Type(), qualify)) {
				return
			}
		}
	}
}
