package cli

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// isVetProtocol tells whether the go command calls: it asks for the version and the flags of a tool, and hands it one package in a
// file *.cfg behind flags that have their values in the same word.
func isVetProtocol(args []string) bool {
	if slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") {
		return true
	}
	n := len(args)
	return n > 0 && strings.HasSuffix(args[n-1], ".cfg") && !strings.HasPrefix(args[n-1], "-") &&
		(n == 1 || !slices.Contains([]string{"config", "o"}, strings.TrimLeft(args[n-2], "-")))
}

// serveVet answers the go command and exits. Policy comes from the flags of [report.Analyzer], which offers safe fixes alone, and
// rows from those of [userrows.Analyzer].
func serveVet(rules []*rule.Rule) {
	analyzers := []*analysis.Analyzer{report.Analyzer, userrows.Analyzer}
	for _, r := range rules {
		analyzers = append(analyzers, r.Analyzer)
	}
	unitchecker.Main(analyzers...)
}
