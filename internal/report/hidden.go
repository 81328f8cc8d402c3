package report

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/hidden"
)

// hiddenFiles are the files of the package that are not compiled here, with the complaints that they have before any change.
type hiddenFiles struct {
	*hidden.Files
	info   *types.Info // of all, before any change
	before []complaint
}

// A complaint is a type error in a hidden file. The place is part of it as long as the file is not edited.
type complaint struct {
	file string
	pos  token.Pos
	msg  string
}

// hiddenFiles reads the hidden files when they are first asked for.
func (l *Log) hiddenFiles(pass *analysis.Pass) *hiddenFiles {
	l.hideOnce.Do(func() {
		l.hidden = &hiddenFiles{Files: hidden.Read(pass)}
		if !l.hidden.None() {
			l.hidden.info, l.hidden.before = l.hidden.ask(pass, l.hidden.Files, pass.Files, pass.Pkg)
		}
	})
	return l.hidden
}

// hiddenComplain returns the first new complaint of the hidden files when the edition, which makes pkg, takes the place of the package.
func (l *Log) hiddenComplain(pass *analysis.Pass, e *edition, pkg *types.Package) error {
	h := l.hiddenFiles(pass)
	if h.None() {
		return nil
	}
	edited := map[string]bool{}
	for f := range e.hidden {
		edited[pass.Fset.File(f.FileStart).Name()] = true
	}
	replace := func(files []*ast.File) []*ast.File {
		files = slices.Clone(files)
		for i, f := range files {
			files[i] = cmp.Or(e.hidden[f], f)
		}
		return files
	}
	fresh := &hidden.Files{Tests: replace(h.Tests), Ignored: replace(h.Ignored), Outside: replace(h.Outside)}
	before := map[complaint]int{}
	key := func(c complaint) complaint {
		if edited[c.file] {
			c.pos = token.NoPos
		}
		return c
	}
	for _, c := range h.before {
		before[key(c)]++
	}
	info, after := h.ask(pass, fresh, e.files, pkg)
	for _, c := range after {
		if before[key(c)]--; before[key(c)] < 0 {
			return types.Error{Fset: pass.Fset, Pos: c.pos, Msg: c.msg}
		}
	}
	return cgoFeels(pass.Fset, h.All(), h.info, info)
}

// ask type-checks hidden files beside the package.
func (h *hiddenFiles) ask(pass *analysis.Pass, hid *hidden.Files, files []*ast.File, pkg *types.Package) (*types.Info, []complaint) {
	var cs []complaint
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	for _, v := range hid.Check(pass, files, pkg, func() *types.Info { return info }) {
		for _, e := range v.Errors {
			cs = append(cs, complaint{pass.Fset.File(e.Pos).Name(), e.Pos, otherPlace.ReplaceAllString(e.Msg, "")})
		}
	}
	return info, cs
}

// otherPlace matches the places that a message names besides its own: those move when a file is edited.
var otherPlace = regexp.MustCompile(`\n(?s:.*)| at \S+:[0-9]+:[0-9]+`)
