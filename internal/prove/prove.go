// Package prove writes tests that show what a finding says: series that grow with what clients send, updates that are lost.
//
// It promises that a test compiles, lies in a file that nobody else wrote, and counts in one goroutine what it then counts in
// several, so that it needs to know nothing of what the code is for. It does not promise that the test fails: code that turns all
// requests away counts none of them, and then the test says so. Where nothing can be written, there is one line that says why.
//
// A test calls the function that the finding is in, with arguments that are made up and on an object that the package itself can
// make. It looks at the number or the metric where it lies, so it must be reachable: a variable of the package, or a field of the
// object. Function literals, generic functions, and parameters that only their callers could make are beyond it.
package prove

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/internal/finding"
)

// Rules are the analyzers whose findings can be shown.
var Rules = []string{"casmisuse", "loadstore", "lostupdate", "splitreset", "unboundedlabel"}

// A Package is a package whose findings are to be shown.
type Package struct {
	dir   string
	flags []string // of the go command
	n     int
	*packages.Package
}

// Load loads the package in a folder, without its tests. flags are those of the go command, such as -tags; n is how many different
// inputs a test sends.
func Load(ctx context.Context, dir string, flags []string, n int) (*Package, error) {
	p, err := load(ctx, dir, flags, nil)
	if err != nil {
		return nil, err
	}
	return &Package{dir: dir, flags: flags, n: n, Package: p}, nil
}

const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedTypes |
	packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedForTest

// load loads the package in dir; with an overlay, the one that its tests see. Errors in it are errors.
func load(ctx context.Context, dir string, flags []string, overlay map[string][]byte) (*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{Context: ctx, Mode: mode, Dir: dir, BuildFlags: flags, Overlay: overlay, Tests: overlay != nil}, ".")
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(pkgs, func(p *packages.Package) bool {
		return overlay == nil || p.ForTest == p.PkgPath // the package with the tests inside
	})
	if i < 0 {
		return nil, fmt.Errorf("no package in %s", dir)
	}
	if len(pkgs[i].Errors) > 0 {
		return nil, pkgs[i].Errors[0]
	}
	return pkgs[i], nil
}

// Test writes the test for a finding, whose file name is absolute, for the named file or one that is named after what it shows. Nothing
// is written to disk. An error says why there is no test.
func (p *Package) Test(ctx context.Context, f finding.Finding, file string) (*Test, error) {
	s, err := p.siteAt(f.File, f.Line, f.Column)
	if err != nil {
		return nil, err
	}
	b := &builder{p: p, imports: map[string]string{"testing": "testing"}, names: map[string]bool{"testing": true}, made: map[string]string{}}
	var t *Test
	switch f.Analyzer {
	case "unboundedlabel":
		t, err = b.series(s, f)
	case "splitreset":
		t, err = b.resets(s, f)
	case "lostupdate", "loadstore", "casmisuse":
		t, err = b.totals(s, f)
	default:
		err = fmt.Errorf("no test can show what %s finds", f.Analyzer)
	}
	if err != nil {
		return nil, err
	}
	return t, p.finish(ctx, t, s, b, file)
}

// A site is a place in a function.
type site struct {
	path []ast.Node // what stands around it, innermost first
	file *ast.File
	decl *ast.FuncDecl
	lit  *ast.FuncLit // the innermost one around it, or nil
}

// siteAt finds the place of a finding, or one beside it.
func (p *Package) siteAt(file string, line, column int) (*site, error) {
	for _, f := range p.Syntax {
		tf := p.Fset.File(f.FileStart)
		if filepath.Clean(tf.Name()) != filepath.Clean(file) || line > tf.LineCount() {
			continue
		}
		pos := tf.LineStart(line) + token.Pos(column-1)
		s := &site{file: f}
		s.path, _ = astutil.PathEnclosingInterval(f, pos, pos)
		for _, n := range s.path {
			switch n := n.(type) {
			case *ast.FuncLit:
				if s.lit == nil {
					s.lit = n
				}
			case *ast.FuncDecl:
				s.decl = n
			}
		}
		if s.decl == nil {
			return nil, fmt.Errorf("it stands in no function")
		}
		return s, nil
	}
	return nil, fmt.Errorf("%s is in another package", filepath.Base(file))
}

// call returns the call that begins at the place of the site.
func (s *site) call(p *Package, line, column int) *ast.CallExpr {
	for _, n := range s.path {
		if c, ok := n.(*ast.CallExpr); ok {
			if at := p.Fset.Position(c.Pos()); at.Line == line && at.Column == column {
				return c
			}
		}
	}
	return nil
}

// callee returns the function that a call calls, if that is known.
func (p *Package) callee(call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	fn, _ := p.TypesInfo.Uses[id].(*types.Func)
	return fn
}
