package astx

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// AddImport returns the name by which file refers, or will refer, to the package with the given path, and the edits that
// import it; none where it is imported already. The name means the package at each of the given positions, those where it is
// going to be used: an import that a variable hides there, or a name that something else bears, is not taken.
//
// An import under another name serves as it is. A dot or blank import does not: it stays, and a named one joins it. The line
// goes where gofmt and goimports would put it. If the edits cannot be drawn, the name is "" and the fix must be given up.
//
// It does not see files of the package that build constraints hide: a package variable in one of them may bear the name.
func AddImport(pass *analysis.Pass, file *ast.File, pkgPath string, uses ...token.Pos) (name string, edits []analysis.TextEdit) {
	scope := pass.TypesInfo.Scopes[file]
	if scope == nil {
		return "", nil
	}
	for _, spec := range file.Imports {
		pn := pass.TypesInfo.PkgNameOf(spec)
		if pn != nil && pn.Imported().Path() == pkgPath && pn.Name() != "." && pn.Name() != "_" && means(scope, pn.Name(), pn, uses) {
			return pn.Name(), nil
		}
	}
	declared := packageName(pass, pkgPath)
	for _, name := range importNames(pkgPath, declared) {
		if pass.Pkg.Scope().Lookup(name) != nil || scope.Lookup(name) != nil || !means(scope, name, nil, uses) {
			continue
		}
		spec := strconv.Quote(pkgPath)
		if name != declared || declared != path.Base(pkgPath) && !looksStd(pkgPath) {
			spec = name + " " + spec
		}
		src, err := pass.ReadFile(pass.Fset.File(file.FileStart).Name())
		if err != nil || len(src) != pass.Fset.File(file.FileStart).Size() {
			return "", nil
		}
		return name, placeImport(&placer{pass.Fset.File(file.FileStart), src}, file, pkgPath, spec)
	}
	return "", nil
}

// means tells whether name, at each of the positions, stands for want; for nothing at all if want is nil.
func means(scope *types.Scope, name string, want types.Object, uses []token.Pos) bool {
	for _, pos := range uses {
		inner := scope.Innermost(pos)
		if inner == nil {
			inner = scope
		}
		if _, obj := inner.LookupParent(name, pos); obj != want {
			return false
		}
	}
	return true
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// packageName returns the name that the package declares, or what its path promises.
func packageName(pass *analysis.Pass, pkgPath string) string {
	for _, imp := range pass.Pkg.Imports() {
		if imp.Path() == pkgPath {
			return imp.Name()
		}
	}
	base := path.Base(pkgPath)
	if majorVersion.MatchString(base) {
		base = path.Base(path.Dir(pkgPath))
	}
	return identifier(base)
}

// looksStd tells packages of the standard library from others as goimports does.
func looksStd(pkgPath string) bool {
	root, _, _ := strings.Cut(pkgPath, "/")
	return !strings.Contains(root, ".")
}

func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
}

// importNames lists names for an import, the natural one first: atomic, syncatomic, atomic2, …
func importNames(pkgPath, declared string) []string {
	names := []string{declared}
	if parent := path.Base(path.Dir(pkgPath)); parent != "." && parent != "/" {
		names = append(names, identifier(parent)+declared)
	} else {
		names = append(names, "std"+declared)
	}
	for i := 2; i < 10; i++ {
		names = append(names, declared+strconv.Itoa(i))
	}
	return slices.DeleteFunc(names, func(n string) bool { return !token.IsIdentifier(n) })
}

// A placer draws edits at byte offsets of one file.
type placer struct {
	tf  *token.File
	src []byte
}

func (p *placer) insert(at int, text string) analysis.TextEdit { return p.replace(at, at, text) }

func (p *placer) replace(from, to int, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: p.tf.Pos(from), End: p.tf.Pos(to), NewText: []byte(text)}
}

var restOfLine = regexp.MustCompile(`^[ \t]*(?://[^\n]*|/\*[^\n]*\*/[ \t]*)?\r?(?:\n|$)`)

// lineEnd returns the offset of the end of the line on which pos lies, and whether nothing but a comment stands between.
func (p *placer) lineEnd(pos token.Pos) (int, bool) {
	at := p.tf.Offset(pos)
	rest := restOfLine.Find(p.src[at:])
	if rest == nil {
		return at, false
	}
	return at + len(bytes.TrimRight(rest, "\r\n")), true
}

func (p *placer) lineStart(pos token.Pos) int {
	return p.tf.Offset(p.tf.LineStart(p.tf.Line(pos)))
}

// placeImport draws the edits that add spec, such as `"sync/atomic"`, to the imports of file.
func placeImport(p *placer, file *ast.File, pkgPath, spec string) []analysis.TextEdit {
	var decls []*ast.GenDecl // all but those of "C", whose comment is a program of its own
	var last *ast.GenDecl
	for _, d := range file.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok || gen.Tok != token.IMPORT {
			continue
		}
		last = gen
		if len(gen.Specs) == 0 || importPath(gen.Specs[0]) != "C" {
			decls = append(decls, gen)
		}
	}
	if i := slices.IndexFunc(decls, func(d *ast.GenDecl) bool { return d.Rparen.IsValid() }); i >= 0 {
		return p.intoBlock(decls[i], pkgPath, spec)
	}
	switch len(decls) {
	case 0:
		if last != nil {
			return p.after(last.End(), "\n\nimport "+spec, "; import "+spec)
		}
		return p.afterPackage(file, spec)
	case 1:
		return p.makeBlock(decls[0], pkgPath, spec)
	}
	at := decls[0]
	for _, d := range decls {
		if importPath(d.Specs[0]) < pkgPath {
			at = d
		}
	}
	return p.after(at.End(), "\nimport "+spec, "; import "+spec)
}

func importPath(s ast.Spec) string {
	value, err := strconv.Unquote(s.(*ast.ImportSpec).Path.Value)
	if err != nil {
		return ""
	}
	return value
}

// after inserts line at the end of the line of pos or, where more code stands on it, joined at pos itself.
func (p *placer) after(pos token.Pos, line, joined string) []analysis.TextEdit {
	if end, alone := p.lineEnd(pos); alone {
		return []analysis.TextEdit{p.insert(end, line)}
	}
	return []analysis.TextEdit{p.insert(p.tf.Offset(pos), joined)}
}

// afterPackage adds the first import of a file:
//
//	package p // comment
//	─────────────────────
//
//	import "sync/atomic"
func (p *placer) afterPackage(file *ast.File, spec string) []analysis.TextEdit {
	end, alone := p.lineEnd(file.Name.End())
	if !alone {
		return []analysis.TextEdit{p.insert(p.tf.Offset(file.Name.End()), "; import "+spec)}
	}
	text := "\n\nimport " + spec
	if next := bytes.TrimLeft(p.src[end:], "\r"); len(next) > 1 && !bytes.HasPrefix(bytes.TrimLeft(next[1:], " \t\r"), []byte("\n")) {
		text += "\n" // what follows at once, a comment perhaps, keeps its distance from the import
	}
	return []analysis.TextEdit{p.insert(end, text)}
}

// makeBlock turns one import into a block of two:
//
//	import "fmt" // comment
//	───────      ───────────
//	import (
//		"fmt" // comment
//		"sync/atomic"
//	)
func (p *placer) makeBlock(decl *ast.GenDecl, pkgPath, spec string) []analysis.TextEdit {
	old := decl.Specs[0]
	end, alone := p.lineEnd(old.End())
	if !alone {
		return []analysis.TextEdit{p.insert(p.tf.Offset(old.End()), "; import "+spec)}
	}
	from, to := p.tf.Offset(decl.Pos()), p.tf.Offset(old.Pos())
	if bytes.ContainsAny(p.src[from:to], "/\n") { // a comment in between: leave the line as it is
		return []analysis.TextEdit{p.insert(end, "\nimport "+spec)}
	}
	gap := ""
	if looksStd(pkgPath) != looksStd(importPath(old)) {
		gap = "\n"
	}
	if comesBefore(pkgPath, spec, old.(*ast.ImportSpec)) {
		return []analysis.TextEdit{p.replace(from, to, "import (\n\t"+spec+"\n"+gap+"\t"), p.insert(end, "\n)")}
	}
	return []analysis.TextEdit{p.replace(from, to, "import (\n\t"), p.insert(end, "\n"+gap+"\t"+spec+"\n)")}
}

// comesBefore tells whether spec belongs above s: the standard library before the rest, then by path, then by name.
func comesBefore(pkgPath, spec string, s *ast.ImportSpec) bool {
	other, name, otherName := importPath(s), "", ""
	if before, _, named := strings.Cut(spec, " "); named {
		name = before
	}
	if s.Name != nil {
		otherName = s.Name.Name
	}
	if std := looksStd(pkgPath); std != looksStd(other) {
		return std
	}
	return cmp.Or(cmp.Compare(pkgPath, other), cmp.Compare(name, otherName)) < 0
}

// intoBlock adds a line to the group of its kind in a block, in order, or makes a group for it.
func (p *placer) intoBlock(decl *ast.GenDecl, pkgPath, spec string) []analysis.TextEdit {
	if len(decl.Specs) == 0 {
		return []analysis.TextEdit{p.insert(p.tf.Offset(decl.Lparen)+1, "\n\t"+spec+"\n")}
	}
	var group []*ast.ImportSpec
	for _, g := range p.groups(decl) {
		if looksStd(importPath(g[0])) == looksStd(pkgPath) {
			group = g
			if looksStd(pkgPath) || importPath(g[0]) > pkgPath {
				break
			}
		}
	}
	first, final := decl.Specs[0].(*ast.ImportSpec), decl.Specs[len(decl.Specs)-1]
	if group == nil {
		if looksStd(pkgPath) {
			return p.before(first, spec, "\n")
		}
		return p.after(final.End(), "\n\n\t"+spec, "; "+spec)
	}
	var before *ast.ImportSpec
	for _, s := range group {
		if !comesBefore(pkgPath, spec, s) {
			before = s
		}
	}
	if before == nil {
		return p.before(group[0], spec, "")
	}
	return p.after(before.End(), "\n\t"+spec, "; "+spec)
}

// before adds a line above s and its doc comment.
func (p *placer) before(s *ast.ImportSpec, spec, gap string) []analysis.TextEdit {
	pos := s.Pos()
	if s.Doc != nil {
		pos = s.Doc.Pos()
	}
	start := p.lineStart(pos)
	if len(bytes.TrimSpace(p.src[start:p.tf.Offset(pos)])) > 0 { // import ("fmt" …
		return []analysis.TextEdit{p.insert(p.tf.Offset(s.Pos()), spec+"; ")}
	}
	return []analysis.TextEdit{p.insert(start, "\t"+spec+"\n"+gap)}
}

// groups cuts the lines of a block where gofmt does: at blank and comment lines.
func (p *placer) groups(decl *ast.GenDecl) [][]*ast.ImportSpec {
	var groups [][]*ast.ImportSpec
	for i, s := range decl.Specs {
		if i == 0 || p.tf.Line(s.Pos()) > p.tf.Line(decl.Specs[i-1].End())+1 {
			groups = append(groups, nil)
		}
		n := len(groups) - 1
		groups[n] = append(groups[n], s.(*ast.ImportSpec))
	}
	return groups
}
