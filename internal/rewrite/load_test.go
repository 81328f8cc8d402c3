package rewrite_test

import (
	"errors"
	"go/ast"
	"go/build"
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

	"github.com/counterlint/counterlint/internal/rewrite"
)

var stdLock sync.Mutex

// std imports the standard library from source, once for all tests.
var std = sync.OnceValue(func() types.Importer { return importer.ForCompiler(token.NewFileSet(), "source", nil) })

type locked struct{}

func (locked) Import(path string) (*types.Package, error) {
	stdLock.Lock()
	defer stdLock.Unlock()
	return std().Import(path)
}

// load makes the pass of the package in dir, as a host would that analyses packages without their tests.
func load(dir, goVersion string) (*analysis.Pass, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, err
	}
	pass := &analysis.Pass{
		Fset: token.NewFileSet(), TypesSizes: types.SizesFor("gc", "amd64"), ReadFile: os.ReadFile,
		TypesInfo: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
			Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
			Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
		},
	}
	for _, name := range names {
		switch {
		case strings.HasSuffix(name, ".s"):
			pass.OtherFiles = append(pass.OtherFiles, name)
			continue
		case !strings.HasSuffix(name, ".go"):
			continue
		}
		if match, err := build.Default.MatchFile(dir, filepath.Base(name)); err != nil {
			return nil, err
		} else if !match {
			pass.IgnoredFiles = append(pass.IgnoredFiles, name)
			continue
		} else if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(pass.Fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		pass.Files = append(pass.Files, f)
	}
	if len(pass.Files) == 0 {
		return nil, errors.New("no files")
	}
	conf := types.Config{Importer: locked{}, FakeImportC: true, GoVersion: goVersion, Sizes: pass.TypesSizes}
	pass.Pkg, err = conf.Check("ex.com/shapes/"+filepath.Base(dir), pass.Fset, pass.Files, pass.TypesInfo)
	return pass, err
}

// marked returns the variables declared on lines with a comment //retype, in order; those of one name unless it is "".
func marked(pass *analysis.Pass, only string) (vars []*types.Var) {
	for _, f := range pass.Files {
		lines := map[int]bool{}
		for _, g := range f.Comments {
			for _, c := range g.List {
				if strings.HasPrefix(c.Text, "//retype") {
					lines[pass.Fset.Position(c.Pos()).Line] = true
				}
			}
		}
		for n := range ast.Preorder(f) {
			if id, ok := n.(*ast.Ident); ok && lines[pass.Fset.Position(id.Pos()).Line] {
				v, ok := pass.TypesInfo.Defs[id].(*types.Var)
				if !ok || only != "" && id.Name != only {
					continue
				}
				if _, ok := rewrite.Atomic(v.Type()); ok {
					vars = append(vars, v)
				}
			}
		}
	}
	return vars
}

// applyTo returns the files of the pass with the edits.
func applyTo(t testing.TB, pass *analysis.Pass, edits []analysis.TextEdit) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	byFile := map[string][]analysis.TextEdit{}
	for i, e := range edits {
		name := pass.Fset.File(e.Pos).Name()
		byFile[name] = append(byFile[name], e)
		if i > 0 && pass.Fset.File(edits[i-1].Pos) == pass.Fset.File(e.Pos) && edits[i-1].End >= e.Pos {
			t.Errorf("%s: edits are not sorted, or touch", pass.Fset.Position(e.Pos))
		}
	}
	for name, edits := range byFile {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range slices.Backward(edits) {
			tf := pass.Fset.File(e.Pos)
			src = slices.Concat(src[:tf.Offset(e.Pos)], e.NewText, src[tf.Offset(e.End):])
		}
		texts[name] = src
	}
	return texts
}
