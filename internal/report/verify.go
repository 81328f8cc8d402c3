package report

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// compiles checks that the package, with the edits applied, still parses and type-checks against the same imports. A host then
// gets only fixes that compile. It costs one parse of the edited files and one type check, and only where something is found.
func (l *Log) compiles(pass *analysis.Pass, edits []analysis.TextEdit) error {
	if len(pass.TypeErrors) > 0 {
		return errors.New("the package has type errors already")
	}
	if len(edits) == 0 {
		return errors.New("a fix without edits")
	}
	byFile := map[*token.File][]analysis.TextEdit{}
	for _, e := range edits {
		tf := pass.Fset.File(e.Pos)
		if l.files[tf] == nil {
			return errors.New("an edit outside the files of the package")
		}
		// cgo and other generators leave a //line comment: the text seen here is not the text on disk.
		if pass.Fset.Position(e.Pos).Filename != tf.Name() {
			return fmt.Errorf("%s is not the source that a person edits", tf.Name())
		}
		byFile[tf] = append(byFile[tf], e)
	}
	files := make([]*ast.File, 0, len(pass.Files))
	for _, f := range pass.Files {
		tf := pass.Fset.File(f.FileStart)
		if byFile[tf] == nil {
			files = append(files, f)
			continue
		}
		src, err := pass.ReadFile(tf.Name())
		if err != nil {
			return err
		}
		edited, err := applyEdits(tf, src, byFile[tf])
		if err != nil {
			return err
		}
		g, err := parser.ParseFile(pass.Fset, tf.Name(), edited, parser.SkipObjectResolution|parser.ParseComments)
		if g != nil {
			defer pass.Fset.RemoveFile(pass.Fset.File(g.FileStart))
		}
		if err != nil {
			return err
		}
		files = append(files, g)
	}
	return typeCheck(pass, files)
}

func typeCheck(pass *analysis.Pass, files []*ast.File) error {
	var first error
	conf := types.Config{
		Importer:  seen{pass.Pkg},
		Sizes:     pass.TypesSizes,
		GoVersion: pass.Pkg.GoVersion(),
		Error: func(err error) {
			if first == nil {
				first = err
			}
		},
	}
	_, err := conf.Check(pass.Pkg.Path(), pass.Fset, files, nil)
	return cmp.Or(first, err)
}

// seen imports what the package imports already, directly or through others.
type seen struct{ pkg *types.Package }

func (s seen) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	done := map[*types.Package]bool{}
	queue := s.pkg.Imports()
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if done[p] {
			continue
		}
		done[p] = true
		if p.Path() == path && p.Complete() {
			return p, nil
		}
		queue = append(queue, p.Imports()...)
	}
	return nil, fmt.Errorf("import %q is not among the imports seen", path)
}

// applyEdits returns src with the edits of one file applied. Edits must not overlap.
func applyEdits(tf *token.File, src []byte, edits []analysis.TextEdit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int { return cmp.Compare(a.Pos, b.Pos) })
	var out []byte
	at := 0
	for _, e := range edits {
		from := tf.Offset(e.Pos)
		to := from
		if e.End.IsValid() {
			to = tf.Offset(e.End)
		}
		if from < at || to < from || to > len(src) {
			return nil, fmt.Errorf("%s: overlapping or misplaced edits", tf.Name())
		}
		out = append(out, src[at:from]...)
		out = append(out, e.NewText...)
		at = to
	}
	return append(out, src[at:]...), nil
}
