package astx

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Copylocks returns what vet's copylocks says of a package without type errors. info needs Types, Defs, Uses, Selections and
// FileVersions.
func Copylocks(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info) []analysis.Diagnostic {
	var ds []analysis.Diagnostic
	pass := &analysis.Pass{
		Analyzer: copylock.Analyzer, Fset: fset, Files: files, Pkg: pkg, TypesInfo: info,
		ResultOf: map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
		Report:   func(d analysis.Diagnostic) { ds = append(ds, d) },
	}
	if _, err := copylock.Analyzer.Run(pass); err != nil {
		return nil // it never returns one
	}
	return ds
}

// NewCopies returns the first of after that is one more of its kind than in before, as Copylocks found them. Positions may have
// moved and do not count.
func NewCopies(before, after []analysis.Diagnostic) (analysis.Diagnostic, bool) {
	known := map[string]int{}
	for _, d := range before {
		known[d.Message]++
	}
	for _, d := range after {
		if known[d.Message]--; known[d.Message] < 0 {
			return d, true
		}
	}
	return analysis.Diagnostic{}, false
}
