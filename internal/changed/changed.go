// Package changed tells which findings a change brought: it compares the files on disk with a revision of git.
//
// It judges declarations, not lines: a finding is of the change if the declaration around it was touched, or one that it names as
// evidence (the new goroutine that makes old code race). Code that only moved within its file is not touched, and a renamed file
// is compared with what it was.
//
// It promises that the answer depends on the files and the revision alone, not on the configuration of git. It runs git and reads
// files; it changes nothing. It does not see what a change does to files that it leaves alone.
package changed

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
)

// Changes are what differs between a revision and the files on disk.
type Changes struct {
	files map[string]*file // by absolute name, links resolved
	read  func(name string) ([]byte, error)
}

// A file is one that was touched.
type file struct {
	new   bool // all of it
	spans []span
	decls map[string]bool // names of the declarations that were touched
}

// A span is a range of lines of the text on disk. What was deleted lies between its two lines.
type span struct {
	first, last int
	deleted     bool
}

// touches tells whether the lines from first to last were changed. They were not if something beside them was deleted.
func (s span) touches(first, last int) bool {
	if s.deleted {
		return first <= s.first && s.last <= last
	}
	return s.first <= last && first <= s.last
}

// Since compares the files on disk with the common ancestor of HEAD and rev, so that a branch is judged by what it brought itself.
// dir is a folder of the repository; read returns the text of a file by its name on disk. An error is one line.
func Since(ctx context.Context, dir, rev string, read func(name string) ([]byte, error)) (*Changes, error) {
	files, err := diff(ctx, dir, rev)
	if err != nil {
		return nil, err
	}
	c := &Changes{files: files, read: read}
	for name, f := range files {
		if err := f.findDecls(name, read); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// findDecls names the declarations that the spans touch. What cannot be parsed is judged by lines.
func (f *file) findDecls(name string, read func(string) ([]byte, error)) error {
	f.decls = map[string]bool{}
	if f.new || filepath.Ext(name) != ".go" {
		return nil
	}
	text, err := read(name)
	if err != nil {
		return err
	}
	fset, syntax := parse(name, text)
	if syntax == nil {
		return nil
	}
	for _, d := range astx.Decls(syntax) {
		for _, s := range f.spans {
			if s.touches(line(fset, d.Pos), line(fset, d.End)) {
				f.decls[d.Name] = true
			}
		}
	}
	return nil
}

func parse(name string, text []byte) (*token.FileSet, *ast.File) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil
	}
	return fset, syntax
}

// line ignores //line comments, as git does.
func line(fset *token.FileSet, pos token.Pos) int { return fset.PositionFor(pos, false).Line }

// Of returns the findings of fs that the change brought.
func (c *Changes) Of(fs []finding.Finding) []finding.Finding {
	var out []finding.Finding
	for _, f := range fs {
		if c.brought(&f) {
			out = append(out, f)
		}
	}
	return out
}

func (c *Changes) brought(f *finding.Finding) bool {
	if t := c.file(f.File); t != nil && t.touched(f.Decl, f.Line) {
		return true
	}
	for _, rel := range f.Related {
		if t := c.file(rel.File); t != nil && t.touched(c.declAt(rel.File, rel.Line), rel.Line) {
			return true
		}
	}
	return false
}

// file returns what was touched of a file, or nil.
func (c *Changes) file(name string) *file {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	return c.files[name]
}

// touched judges a place by its declaration, or by its line where it has none.
func (f *file) touched(decl string, line int) bool {
	if f.new || f.decls[decl] {
		return true
	}
	if decl != "" {
		return false
	}
	for _, s := range f.spans {
		if s.touches(line, line) {
			return true
		}
	}
	return false
}

// declAt names the declaration around a line.
func (c *Changes) declAt(name string, at int) string {
	text, err := c.read(name)
	if err != nil {
		return ""
	}
	fset, syntax := parse(name, text)
	if syntax == nil {
		return ""
	}
	for _, d := range astx.Decls(syntax) {
		if line(fset, d.Pos) <= at && at <= line(fset, d.End) {
			return d.Name
		}
	}
	return ""
}
