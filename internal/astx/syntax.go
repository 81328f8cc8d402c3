// Package astx answers small questions about syntax that the standard library leaves open.
package astx

import (
	"go/ast"
	"go/token"
	"go/version"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
)

// FileOf returns the file of the package in which pos lies, or nil.
func FileOf(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// Enclosing returns the innermost node of type N around n, within its function: a function literal or declaration is a border
// that it does not look past, unless that is what is asked for.
func Enclosing[N ast.Node](pass *analysis.Pass, n ast.Node) (found N, ok bool) {
	file := FileOf(pass, n.Pos())
	if file == nil {
		return found, false
	}
	path, _ := astutil.PathEnclosingInterval(file, n.Pos(), n.End())
	for _, p := range path {
		if p == n {
			continue
		}
		if found, ok := p.(N); ok {
			return found, true
		}
		switch p.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return found, false
		}
	}
	return found, false
}

// GoAtLeast tells whether the file of pos is compiled with the language version want, such as "go1.23", or a later one. It
// answers false where the version is not known.
func GoAtLeast(pass *analysis.Pass, pos token.Pos, want string) bool {
	v := pass.Pkg.GoVersion()
	if f := FileOf(pass, pos); f != nil && pass.TypesInfo.FileVersions[f] != "" {
		v = pass.TypesInfo.FileVersions[f]
	}
	return version.IsValid(v) && version.Compare(v, want) >= 0
}

// Indent returns the white space that the line of pos begins with, or "" if the source cannot be read.
func Indent(pass *analysis.Pass, pos token.Pos) string {
	tf := pass.Fset.File(pos)
	src, err := pass.ReadFile(tf.Name())
	start := tf.Offset(tf.LineStart(tf.Line(pos)))
	if err != nil || start > len(src) {
		return ""
	}
	line, _, _ := strings.Cut(string(src[start:]), "\n")
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
