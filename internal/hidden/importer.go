package hidden

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// A packages importer hands out what the package imports already, directly or through others. A fix may also name a package that nobody
// imports yet: for the few of the standard library that fixes use there are declarations in stubs.go.
type packages struct {
	direct map[string]*types.Package // by the path in the source, which vendoring in the standard library changes
	root   *types.Package
	self   *types.Package // the package itself, as its external tests import it; nil: nobody does
	stubs  map[string]*types.Package
}

// NewImporter returns an importer for type-checking the package of pass anew, or files beside it. self is the package itself, as
// its external tests import it; nil if nobody does.
func NewImporter(pass *analysis.Pass, self *types.Package) types.Importer {
	imp := &packages{direct: map[string]*types.Package{}, root: pass.Pkg, self: self, stubs: map[string]*types.Package{}}
	for _, f := range pass.Files {
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if pn := pass.TypesInfo.PkgNameOf(spec); err == nil && pn != nil {
				imp.direct[path] = pn.Imported()
			}
		}
	}
	return imp
}

func (imp *packages) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if imp.self != nil && path == imp.self.Path() {
		return imp.self, nil
	}
	if p := imp.direct[path]; p != nil {
		return p, nil
	}
	done := map[*types.Package]bool{}
	for queue := imp.root.Imports(); len(queue) > 0; queue = queue[1:] {
		p := queue[0]
		if done[p] {
			continue
		}
		done[p] = true
		if p.Path() == path && p.Complete() {
			return p, nil
		}
		queue = append(queue[:len(queue):len(queue)], p.Imports()...)
	}
	return imp.stub(path)
}

// stub makes the package from its declarations. Nothing that the package imports mentions it, so its types meet no others.
func (imp *packages) stub(path string) (*types.Package, error) {
	src, ok := stubs[path]
	if !ok {
		return nil, fmt.Errorf("import %q is not among the imports seen", path)
	}
	if p := imp.stubs[path]; p != nil {
		return p, nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	conf := types.Config{IgnoreFuncBodies: true, Importer: imp}
	p, err := conf.Check(path, fset, []*ast.File{f}, nil)
	imp.stubs[path] = p
	return p, err
}
