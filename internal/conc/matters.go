package conc

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// matters tells whether the package has anything to look at: an atomic, an expvar number or a lock, also one that is reached
// through a field, a variable or a helper of a package that it imports; or a number that is updated in place, beside a goroutine or
// a handler.
func (m *Model) matters(pass *analysis.Pass, files []*ast.File) bool {
	if len(m.facts.helpers) > 0 || len(m.facts.cells) > 0 {
		return true
	}
	for _, imp := range pass.Pkg.Imports() {
		if interesting(imp) {
			return true
		}
	}
	for _, sel := range pass.TypesInfo.Selections {
		if interesting(sel.Obj().Pkg()) {
			return true
		}
	}
	return (len(m.facts.updates) > 0 || updates(files)) && (m.importsRunner(pass.Pkg) || startsGoroutines(files))
}

func interesting(pkg *types.Package) bool {
	if pkg == nil {
		return false
	}
	switch pkg.Path() {
	case "sync/atomic", "expvar", "sync":
		return true
	}
	return false
}

// importsRunner tells whether the package imports, or is, one that runs what it is handed on other goroutines.
func (m *Model) importsRunner(pkg *types.Package) bool {
	if m.rows.HasContextsIn(pkg.Path()) {
		return true
	}
	for _, imp := range pkg.Imports() {
		switch imp.Path() {
		case "net/http", "net/rpc", "time", "context", "golang.org/x/sync/errgroup", "google.golang.org/grpc", "log/slog",
			"github.com/prometheus/client_golang/prometheus":
			return true
		}
		if m.rows.HasContextsIn(imp.Path()) {
			return true
		}
	}
	return false
}

// updates tells whether some statement updates a number in place.
func updates(files []*ast.File) bool {
	return contains(files, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			return true
		case *ast.AssignStmt:
			return n.Tok != token.DEFINE
		}
		return false
	})
}

func startsGoroutines(files []*ast.File) bool {
	return contains(files, func(n ast.Node) bool { _, ok := n.(*ast.GoStmt); return ok })
}

func contains(files []*ast.File, is func(ast.Node) bool) bool {
	found := false
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			found = found || n != nil && is(n)
			return !found
		})
		if found {
			return true
		}
	}
	return false
}
