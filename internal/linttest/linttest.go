// Package linttest is the test harness of all analyzers: one call checks everything that a finished rule promises.
package linttest

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/counterlint/counterlint/internal/rule"
)

// Testdata is the GOPATH-style tree of all test packages.
func Testdata() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "testdata")
}

// Run checks r over every package below testdata/src/NAME: want comments and goldens.
func Run(t *testing.T, r *rule.Rule) {
	t.Helper()
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
	dirs, err := filepath.Glob(filepath.Join(Testdata(), "src", r.Name(), "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test packages below testdata/src/%s (%v)", r.Name(), err)
	}
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			analysistest.RunWithSuggestedFixes(t, Testdata(), r.Analyzer, r.Name()+"/"+filepath.Base(dir))
		})
	}
}
