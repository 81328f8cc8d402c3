package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/hidden"
)

// compiles tells why a fix must not be offered: the package, with the edits applied, no longer type-checks, or copies what vet's
// copylocks forbids, or needs a newer Go than its module names; a file of the package that is not compiled here, such as a test
// or one for another system, has something new to complain about; a comment is lost. A host then gets only fixes that leave the
// package whole, and it costs nothing where nothing is found.
//
// Other packages are out of sight: whoever applies fixes without the fixer must see to those itself.
func (l *Log) compiles(pass *analysis.Pass, edits []analysis.TextEdit) error {
	if len(pass.TypeErrors) > 0 {
		return errors.New("the package has type errors already")
	}
	if len(edits) == 0 {
		return errors.New("a fix without edits")
	}
	e, err := l.edit(pass, edits)
	if e != nil {
		defer e.forget()
	}
	if err != nil {
		return err
	}
	if done, err := l.bodies(pass, e); done {
		return err
	}
	pkg, info, err := typeCheck(pass, e.files)
	if err != nil {
		return err
	}
	if err := needsNewerGo(pass, info, e); err != nil {
		return err
	}
	if after := astx.Copylocks(pass.Fset, e.files, pkg, info); len(after) > 0 {
		l.copyOnce.Do(func() { l.copies = astx.Copylocks(pass.Fset, pass.Files, pass.Pkg, pass.TypesInfo) })
		if d, worse := astx.NewCopies(l.copies, after); worse {
			return types.Error{Fset: pass.Fset, Pos: d.Pos, Msg: d.Message}
		}
	}
	if !e.reshapes(pass) && len(e.hidden) == 0 {
		return nil
	}
	if err := cgoFeels(pass.Fset, e.files, pass.TypesInfo, info); err != nil {
		return err
	}
	return l.hiddenComplain(pass, e, pkg)
}

// An edition is the package with the edits of a fix applied.
type edition struct {
	fset   *token.FileSet
	edits  map[*token.File][]analysis.TextEdit
	files  []*ast.File             // like pass.Files, edited ones parsed anew
	parsed map[*ast.File]*ast.File // edited file → what it becomes
	hidden map[*ast.File]*ast.File // the same for files that are not compiled here
}

func (e *edition) forget() {
	for _, edited := range []map[*ast.File]*ast.File{e.parsed, e.hidden} {
		for _, f := range edited {
			e.fset.RemoveFile(e.fset.File(f.FileStart))
		}
	}
}

// edit applies the edits. The caller must forget the result.
func (l *Log) edit(pass *analysis.Pass, edits []analysis.TextEdit) (*edition, error) {
	ed := &edition{fset: pass.Fset, edits: map[*token.File][]analysis.TextEdit{}, parsed: map[*ast.File]*ast.File{}, hidden: map[*ast.File]*ast.File{}}
	for _, e := range edits {
		f, e := l.editable(pass, e)
		if f == nil {
			return ed, errors.New("an edit outside the files of the package")
		}
		tf := pass.Fset.File(f.FileStart)
		switch {
		case pass.Fset.Position(e.Pos).Filename != tf.Name():
			// cgo and other generators leave a //line comment: the text seen here is not the text on disk.
			return ed, fmt.Errorf("%s is not the source that a person edits", tf.Name())
		case generated(pass.Fset, f):
			return ed, fmt.Errorf("%s is generated", tf.Name())
		case importsC(f):
			return ed, fmt.Errorf("%s is a cgo file", tf.Name())
		}
		if c := losesComment(f, e); c != nil {
			return ed, fmt.Errorf("%s: the fix loses a comment", pass.Fset.Position(c.Pos()))
		}
		ed.edits[tf] = append(ed.edits[tf], e)
		if l.files[tf] == nil {
			ed.hidden[f] = nil
		}
	}
	for _, f := range pass.Files {
		g := f
		if ed.edits[pass.Fset.File(f.FileStart)] != nil {
			var err error
			g, err = ed.parse(pass, f)
			if g != nil {
				ed.parsed[f] = g
			}
			if err != nil {
				return ed, err
			}
		}
		ed.files = append(ed.files, g)
	}
	for f := range maps.Clone(ed.hidden) {
		g, err := ed.parse(pass, f)
		delete(ed.hidden, f)
		if g != nil {
			ed.hidden[f] = g
		}
		if err != nil {
			return ed, err
		}
	}
	return ed, nil
}

// editable returns the file in which an edit lies, or nil. One of a hidden file was drawn on another reading of it: it returns in
// the positions of the one that the checks know.
func (l *Log) editable(pass *analysis.Pass, e analysis.TextEdit) (*ast.File, analysis.TextEdit) {
	tf := pass.Fset.File(e.Pos)
	if tf == nil {
		return nil, e
	}
	if info := l.files[tf]; info != nil {
		return info.syntax, e
	}
	for _, f := range l.hiddenFiles(pass).All() {
		known := pass.Fset.File(f.FileStart)
		if known.Name() == tf.Name() && known.Size() == tf.Size() {
			end := max(e.Pos, e.End)
			return f, analysis.TextEdit{Pos: known.Pos(tf.Offset(e.Pos)), End: known.Pos(tf.Offset(end)), NewText: e.NewText}
		}
	}
	return nil, e
}

// parse reads the file f with its edits.
func (e *edition) parse(pass *analysis.Pass, f *ast.File) (*ast.File, error) {
	tf := pass.Fset.File(f.FileStart)
	src, err := hidden.ReadFile(pass, tf.Name())
	if err != nil {
		return nil, err
	}
	if len(src) != tf.Size() {
		return nil, fmt.Errorf("%s changed while it was analysed", tf.Name())
	}
	edited, err := applyEdits(tf, src, e.edits[tf])
	if err != nil {
		return nil, err
	}
	return parser.ParseFile(pass.Fset, tf.Name(), edited, parser.SkipObjectResolution|parser.ParseComments)
}

// losesComment returns a comment that stands in the text which e replaces and not in what replaces it. A plain deletion may take
// the comments of what it deletes with it.
func losesComment(f *ast.File, e analysis.TextEdit) *ast.Comment {
	if len(bytes.TrimSpace(e.NewText)) == 0 {
		return nil
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < e.End && e.Pos < c.End() && !bytes.Contains(e.NewText, []byte(strings.TrimRight(c.Text, " \t\r"))) {
				return c
			}
		}
	}
	return nil
}

// reshapes tells whether other files could notice an edit: it changes more than the body of a function. An import that comes is
// noticed by a file that declares something of that name; one that goes is not.
func (e *edition) reshapes(pass *analysis.Pass) bool {
	for f := range e.parsed {
		for _, edit := range e.edits[pass.Fset.File(f.FileStart)] {
			quiet := func(d ast.Decl) bool {
				var n ast.Node = d
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Body == nil {
						return false
					}
					n = d.Body
				case *ast.GenDecl:
					if d.Tok != token.IMPORT || len(bytes.TrimSpace(edit.NewText)) > 0 {
						return false
					}
				}
				return n.Pos() <= edit.Pos && max(edit.Pos, edit.End) <= n.End()
			}
			if !slices.ContainsFunc(f.Decls, quiet) {
				return true
			}
		}
	}
	return false
}

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{},
	}
}

func typeCheck(pass *analysis.Pass, files []*ast.File) (*types.Package, *types.Info, error) {
	var first error
	info := newInfo()
	conf := types.Config{
		Importer:    hidden.NewImporter(pass, nil),
		FakeImportC: true,
		Sizes:       pass.TypesSizes,
		GoVersion:   pass.Pkg.GoVersion(),
		Error:       func(err error) { first = cmp.Or(first, err) },
	}
	pkg, err := conf.Check(pass.Pkg.Path(), pass.Fset, files, info)
	return pkg, info, cmp.Or(first, err)
}

// cgoFeels refuses a change by which an expression of a cgo file gets another type: those of C are unknown to this check, so it
// cannot tell whether the expression still fits.
func cgoFeels(fset *token.FileSet, files []*ast.File, before, after *types.Info) error {
	for _, f := range files {
		if !importsC(f) {
			continue
		}
		for n := range ast.Preorder(f) {
			if e, ok := n.(ast.Expr); ok {
				was, is := before.TypeOf(e), after.TypeOf(e)
				if was != nil && is != nil && was.String() != is.String() {
					return types.Error{Fset: fset, Pos: e.Pos(), Msg: fmt.Sprintf("a cgo file uses it: %s becomes %s", was, is)}
				}
			}
		}
	}
	return nil
}

func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
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
