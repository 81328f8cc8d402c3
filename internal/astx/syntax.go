// Package astx answers small questions about syntax that the standard library leaves open.
package astx

import (
	"go/ast"
	"go/token"
	"go/version"
	"slices"
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

// StmtAfter returns the statement that consists of the call alone and the statement after it in the same list; nil, nil if the call
// is no statement or the last one.
func StmtAfter(pass *analysis.Pass, call *ast.CallExpr) (this, next ast.Stmt) {
	list, i := listOf(pass, call)
	if i < 0 || i+1 == len(list) {
		return nil, nil
	}
	return list[i], list[i+1]
}

// StmtBefore returns the statement before the one that consists of the call alone, in the same list, and that one; nil, nil if the
// call is no statement or the first one.
func StmtBefore(pass *analysis.Pass, call *ast.CallExpr) (previous, this ast.Stmt) {
	list, i := listOf(pass, call)
	if i < 1 {
		return nil, nil
	}
	return list[i-1], list[i]
}

// Previous returns the statement before stmt in the same list, or nil.
func Previous(pass *analysis.Pass, stmt ast.Stmt) ast.Stmt {
	list, i := around(pass, stmt)
	if i < 1 {
		return nil
	}
	return list[i-1]
}

// Next returns the statement after stmt in the same list, or nil.
func Next(pass *analysis.Pass, stmt ast.Stmt) ast.Stmt {
	list, i := around(pass, stmt)
	if i < 0 || i+1 == len(list) {
		return nil
	}
	return list[i+1]
}

// around returns the list in which stmt stands, and where; -1 if it stands in none.
func around(pass *analysis.Pass, stmt ast.Stmt) ([]ast.Stmt, int) {
	file := FileOf(pass, stmt.Pos())
	if file == nil {
		return nil, -1
	}
	path, _ := astutil.PathEnclosingInterval(file, stmt.Pos(), stmt.End())
	for _, n := range path {
		list := statements(n)
		if i := slices.Index(list, stmt); i >= 0 {
			return list, i
		}
	}
	return nil, -1
}

// listOf returns the list of statements in which the call is a statement of its own, and where; -1 if it is none.
func listOf(pass *analysis.Pass, call *ast.CallExpr) ([]ast.Stmt, int) {
	file := FileOf(pass, call.Pos())
	if file == nil {
		return nil, -1
	}
	path, _ := astutil.PathEnclosingInterval(file, call.Pos(), call.End())
	for i, n := range path {
		stmt, ok := n.(*ast.ExprStmt)
		if !ok || i+1 == len(path) {
			continue
		}
		if ast.Unparen(stmt.X) != call {
			return nil, -1
		}
		list := statements(path[i+1])
		return list, slices.Index(list, ast.Stmt(stmt))
	}
	return nil, -1
}

func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// CommentBetween tells whether a comment lies in [from, to): a fix that deletes this text would delete it too.
func CommentBetween(pass *analysis.Pass, from, to token.Pos) bool {
	for _, group := range FileOf(pass, from).Comments {
		if group.End() > from && group.Pos() < to {
			return true
		}
	}
	return false
}
