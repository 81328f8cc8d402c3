package fixer

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer/typecheck"
)

// A file is one whose text the fixer holds: it was read once, and edits are made on that text alone.
type file struct {
	name   string   // absolute, as findings name it
	shown  string   // as messages name it: relative where it lies below the working directory
	real   string   // without symbolic links
	names  []string // all names under which the analysis may know it
	mode   fs.FileMode
	disk   []byte // what was read; nil if it is frozen
	text   []byte // the same with the fixes of earlier rounds
	frozen string // why it must not be edited; "": it may be

	outline outline // of text
	clean   bool    // text is as gofmt writes it, but for a byte order mark and the kind of its line ends
}

// hold reads a file and decides whether it may be edited.
func (r *run) hold(name string) *file {
	p := r.program
	f := &file{name: name, shown: r.rel(name), real: p.Real(name)}
	f.names = append([]string{name, f.real}, p.Aliases(f.real)...)
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
	f.frozen = f.read(p)
	return f
}

func (f *file) read(p *typecheck.Program) (frozen string) {
	if !strings.HasSuffix(f.name, ".go") {
		return "it is not a Go file"
	}
	if _, ok := p.Module(f.name); !ok {
		return "it lies outside the main module"
	}
	for _, root := range []string{p.GOROOT, p.ModCache} {
		if root != "" && strings.HasPrefix(f.real, root+string(filepath.Separator)) {
			return "it is a link out of the main module"
		}
	}
	info, err := os.Stat(f.real)
	switch {
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular():
		return "it is not a regular file"
	case info.Mode().Perm()&0o200 == 0:
		return fmt.Sprintf("it is read-only (mode %04o)", info.Mode().Perm())
	}
	f.mode = info.Mode()
	w, err := os.OpenFile(f.real, os.O_WRONLY, 0)
	if err != nil {
		return reason(err)
	}
	w.Close()
	text, err := os.ReadFile(f.real)
	if err != nil {
		return reason(err)
	}
	if why := foreign(text); why != "" {
		return why
	}
	f.disk = text
	f.set(text)
	return ""
}

// reason drops the name of the file from an error about it.
func reason(err error) string {
	if e, ok := err.(*fs.PathError); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// set makes text the current one.
func (f *file) set(text []byte) {
	f.text = text
	f.outline = outlineOf(text)
	plain, _ := unix(text)
	formatted, err := format.Source(plain)
	f.clean = err == nil && bytes.Equal(formatted, plain)
}

var lineDirective = regexp.MustCompile(`(?m)^//line |/\*line `)

// foreign tells why a text is not for a person, and so not for the fixer, to edit.
func foreign(text []byte) string {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly|parser.ParseComments)
	switch {
	case err != nil:
		return "it does not parse"
	case ast.IsGenerated(f):
		return "it is generated"
	case lineDirective.Match(text):
		return "it has //line directives"
	case slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` }):
		return "it is a cgo file"
	}
	return ""
}

// An outline says which declaration lies where, in byte offsets.
type outline struct {
	imports int      // end of the lines of the package clause and the imports
	decls   [][2]int // begin and end of each declaration but imports
}

func outlineOf(text []byte) outline {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return outline{}
	}
	tf := fset.File(f.FileStart)
	head := f.Name.End()
	var o outline
	for _, d := range f.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			head = d.End()
			continue
		}
		o.decls = append(o.decls, [2]int{tf.Offset(d.Pos()), tf.Offset(d.End())})
	}
	o.imports = len(text)
	if line := tf.Line(head); line < tf.LineCount() {
		o.imports = tf.Offset(tf.LineStart(line + 1))
	}
	if len(o.decls) > 0 {
		o.imports = min(o.imports, o.decls[0][0])
	}
	return o
}

// decl returns the index of the declaration that the edit touches, or -1: an import, or what lies between declarations.
func (o outline) decl(e finding.Edit) int {
	return slices.IndexFunc(o.decls, func(d [2]int) bool { return e.Start < d[1] && e.End > d[0] || d[0] < e.Start && e.Start < d[1] })
}

// apply returns the text with sorted edits that do not overlap. Line ends, a byte order mark and, where the text was formatted
// by gofmt, that form are kept.
func (f *file) apply(edits []finding.Edit) ([]byte, error) {
	text := f.text
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(out, text[at:e.Start]...)
		fresh := strings.ReplaceAll(e.New, "\r\n", "\n")
		if crlfAt(text, e.Start) {
			fresh = strings.ReplaceAll(fresh, "\n", "\r\n")
		}
		out = append(out, fresh...)
		at = e.End
	}
	out = append(out, text[at:]...)

	if !f.clean {
		return out, nil
	}
	plain, _ := unix(out)
	formatted, err := format.Source(plain)
	if err != nil {
		return nil, err
	}
	if _, crlf := unix(text); crlf {
		formatted = bytes.ReplaceAll(formatted, []byte("\n"), []byte("\r\n"))
	}
	if bytes.HasPrefix(text, bom) {
		formatted = slices.Concat(bom, formatted)
	}
	return formatted, nil
}

var bom = []byte("\xef\xbb\xbf")

// unix drops a byte order mark and, where every line ends in CR LF, the CRs.
func unix(text []byte) (plain []byte, crlf bool) {
	text = bytes.TrimPrefix(text, bom)
	if n := bytes.Count(text, []byte("\r\n")); n > 0 && n == bytes.Count(text, []byte("\n")) {
		return bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), true
	}
	return text, false
}

// crlfAt tells whether the line at an offset, or the one before it at the end of the file, ends in CR LF.
func crlfAt(text []byte, at int) bool {
	end := bytes.IndexByte(text[at:], '\n')
	if end >= 0 {
		end += at
	} else {
		end = bytes.LastIndexByte(text, '\n')
	}
	return end > 0 && text[end-1] == '\r'
}
