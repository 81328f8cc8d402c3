package astx

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// A Linkname is one //go:linkname directive that the compiler obeys.
type Linkname struct {
	Comment *ast.Comment
	Local   string
	Target  string // "import/path.name"; "" in the form that only opens Local to other packages
}

// Linknames lists the directives of f. Without an import of unsafe the compiler refuses them, and so there are none.
func Linknames(f *ast.File) []Linkname {
	if !importsUnsafe(f) {
		return nil
	}
	var links []Linkname
	for _, group := range f.Comments {
		for _, c := range group.List {
			rest, ok := strings.CutPrefix(c.Text, "//go:linkname ")
			if !ok {
				continue
			}
			switch words := strings.Fields(rest); len(words) {
			case 1:
				links = append(links, Linkname{Comment: c, Local: words[0]})
			case 2:
				links = append(links, Linkname{Comment: c, Local: words[0], Target: words[1]})
			}
		}
	}
	return links
}

func importsUnsafe(f *ast.File) bool {
	for _, spec := range f.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && path == "unsafe" {
			return true
		}
	}
	return false
}

// RuntimeSymbol names the function of the Go runtime that a linkname target or an assembly symbol "path.name" stands for,
// such as "procPin" for sync.runtime_procPin: the runtime lends it to the standard library under that name. It reports false
// for a target outside the standard library.
func RuntimeSymbol(target string) (string, bool) {
	dot := strings.LastIndexByte(target, '.')
	if dot < 0 || !IsStd(target[:dot]) {
		return "", false
	}
	return strings.TrimPrefix(target[dot+1:], "runtime_"), true
}

// stdRoots are the first path elements of the packages of the standard library that come near the scheduler or its random
// numbers, now or in an older release.
var stdRoots = map[string]bool{
	"crypto": true, "hash": true, "internal": true, "math": true, "net": true, "os": true, "reflect": true, "runtime": true,
	"sync": true, "syscall": true, "testing": true, "time": true, "unique": true, "weak": true,
}

// IsStd tells whether path is one of those packages.
func IsStd(path string) bool {
	root, _, _ := strings.Cut(path, "/")
	return stdRoots[root]
}

// Pulled maps each function of pkg that is declared without a body and linked to a function of the Go runtime to the name of
// that function there.
func Pulled(pkg *types.Package, files []*ast.File) map[*types.Func]string {
	pulled := map[*types.Func]string{}
	var bodyless map[string]*ast.FuncDecl
	for _, f := range files {
		for _, link := range Linknames(f) {
			symbol, ok := RuntimeSymbol(link.Target)
			if !ok {
				continue
			}
			if bodyless == nil {
				bodyless = Bodyless(files)
			}
			if fn, ok := pkg.Scope().Lookup(link.Local).(*types.Func); ok && bodyless[link.Local] != nil {
				pulled[fn] = symbol
			}
		}
	}
	return pulled
}

// Bodyless maps the names of the functions that files declare without a body to their declarations.
func Bodyless(files []*ast.File) map[string]*ast.FuncDecl {
	found := map[string]*ast.FuncDecl{}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body == nil && fn.Recv == nil {
				found[fn.Name.Name] = fn
			}
		}
	}
	return found
}
