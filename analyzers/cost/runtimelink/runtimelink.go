// The links are found here and in assembly.go, the threads in thread.go.

package runtimelink

import (
	_ "embed"
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "runtimelink"},
	Group:     "cost",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Fix:       finding.NoFix,
	Questions: []string{"Q23", "Q62", "Q66"},
	Categories: []rule.Category{
		{ID: "procpin", Summary: "a link to the runtime's procPin or procUnpin"},
		{ID: "fastrand", Summary: "a link to the runtime's fastrand or cheaprand functions"},
		{ID: "lockosthread", Summary: "a thread is locked so that a worker may update its own cell"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// ownRuntime is the module whose one internal package may do what this rule reports: it falls back where the link is gone.
const ownRuntime = "github.com/counterlint/counterlint/runtime/"

func run(pass *report.Pass) error {
	if isStd(pass) || strings.HasPrefix(pass.Pkg.Path()+"/", ownRuntime) {
		return nil
	}
	checkLinks(pass)
	checkAssembly(pass)
	checkThreads(pass)
	return nil
}

func isStd(pass *report.Pass) bool {
	if m := pass.Module; m != nil && m.Path != "" && m.Path != "std" && m.Path != "cmd" {
		return false
	}
	return astx.IsStd(pass.Pkg.Path())
}

// checkLinks reports the directives that pull one of the functions into the package. A directive on a function with a body
// goes the other way, and one without a target only opens the local function to others.
func checkLinks(pass *report.Pass) {
	var bodyless map[string]*ast.FuncDecl
	for _, file := range pass.Files {
		for _, link := range astx.Linknames(file) {
			symbol, ok := astx.RuntimeSymbol(link.Target)
			category := categoryOf(symbol)
			if !ok || category == "" {
				continue
			}
			if bodyless == nil {
				bodyless = astx.Bodyless(pass.Files)
			}
			decl := bodyless[link.Local]
			if decl == nil {
				continue
			}
			f := report.Finding{
				Pos: link.Comment.Pos(), End: link.Comment.End(), Category: category,
				Message: message(pass, file, fmt.Sprintf("go:linkname ties %s to %s", link.Local, link.Target), category),
			}
			if pass.Fset.Position(decl.Pos()).Line != pass.Fset.Position(link.Comment.Pos()).Line+1 {
				f.Related = []analysis.RelatedInformation{{Pos: decl.Name.Pos(), End: decl.Name.End(), Message: link.Local + " is declared without a body here"}}
			}
			pass.Report(f)
		}
	}
}

// categoryOf returns the sub-case that the runtime's function of that name belongs to, or "".
func categoryOf(symbol string) string {
	switch {
	case symbol == "procPin" || symbol == "procUnpin":
		return "procpin"
	case strings.HasPrefix(symbol, "fastrand"), strings.HasPrefix(symbol, "cheaprand"):
		return "fastrand"
	}
	return ""
}

// message says what ties the package to the runtime, and what to write instead as far as the Go version of the file allows.
func message(pass *report.Pass, file *ast.File, tie, category string) string {
	floor := astx.GoFloor(pass.Pkg, file)
	random := "math/rand/v2"
	switch {
	case astx.Before(floor, "go1.20"):
		random = "math/rand/v2 once go.mod says Go 1.22"
	case astx.Before(floor, "go1.22"):
		random = "math/rand, whose top-level functions take no lock since Go 1.20"
	}
	if category == "procpin" {
		return tie + ", which is no API: a Go release may change or block it, and a pinned section that blocks hangs the program;" +
			" give each worker its own shard, or pick shards with " + random
	}
	return tie + ", which is no API: a Go release may change or block it; draw from " + random
}

// checkAssembly reports functions without a body whose assembly goes to one of the functions.
func checkAssembly(pass *report.Pass) {
	var bodyless map[string]*ast.FuncDecl
	for _, name := range pass.OtherFiles {
		if !strings.HasSuffix(name, ".s") {
			continue
		}
		if bodyless == nil {
			bodyless = astx.Bodyless(pass.Files)
		}
		src, err := pass.ReadFile(name)
		if err != nil {
			continue // the build says so, and better
		}
		for _, use := range runtimeUses(string(src)) {
			decl := bodyless[use.local]
			if decl == nil {
				continue
			}
			category := categoryOf(use.symbol)
			tie := fmt.Sprintf("the assembly of %s goes to runtime.%s", use.local, use.symbol)
			pass.Report(report.Finding{
				Pos: decl.Name.Pos(), End: decl.Name.End(), Category: category,
				Message: message(pass, astx.FileOf(pass.Pass, decl.Pos()), tie, category),
			})
		}
	}
}
