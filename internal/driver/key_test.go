package driver

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/counterlint/counterlint/internal/rule"
)

// What the answer depends on is in the key, and what it does not depend on is not.
func TestKeys(t *testing.T) {
	const files = chain + `
-- a/a_windows.go --
package a
-- a/a_test.go --
package a
-- a/a.s --
-- b/b_test.go --
package b
`
	tests := []struct {
		name           string
		change         func(w *world, cfg *Config)
		analyzed, deps int
	}{
		{"nothing", func(w *world, cfg *Config) {}, 0, 0},
		{"another build of the tool", func(w *world, cfg *Config) { cfg.Tool = "other" }, 1, 0},
		{"tests wanted", func(w *world, cfg *Config) { cfg.Tests = true }, 1, 0},
		{"fewer rules", func(w *world, cfg *Config) { cfg.Rules = cfg.Rules[1:] }, 1, 0},
		{"rules in another order", func(w *world, cfg *Config) { slices.Reverse(cfg.Rules) }, 0, 0},
		{"a file for another system", func(w *world, cfg *Config) { w.write("-- a/a_windows.go --\npackage a\n\nvar x int\n") }, 1, 0},
		{"a test file", func(w *world, cfg *Config) { w.write("-- a/a_test.go --\npackage a\n\nvar x int\n") }, 1, 0},
		{"a new test file", func(w *world, cfg *Config) { w.write("-- a/x_test.go --\npackage a_test\n") }, 1, 0},
		{"an assembly file", func(w *world, cfg *Config) { w.write("-- a/a.s --\n// nothing\n") }, 1, 0},
		{"a test file of a dependency", func(w *world, cfg *Config) { w.write("-- b/b_test.go --\npackage b\n\nvar x int\n") }, 0, 0},
		{"a body of a dependency", func(w *world, cfg *Config) {
			w.write("-- c/c.go --\npackage c\n\ntype T struct{ count int }\n\nfunc (T) Bad() {\n}\n\nfunc Good() int { return 1 }\n")
		}, 0, 1},
		{"the language version", func(w *world, cfg *Config) { w.write("-- go.mod --\nmodule m\n\ngo 1.25\n") }, 1, 2},
		{"an overlay that says the same", func(w *world, cfg *Config) {
			cfg.Overlay = map[string][]byte{filepath.Join(w.dir, "a/a_test.go"): []byte("package a\n")}
		}, 0, 0},
		{"the architecture", func(w *world, cfg *Config) { cfg.Env = append(cfg.Env, "GOARCH=386") }, 1, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, files)
			config := func() Config {
				cfg := w.config("./a")
				cfg.Matters = func(string, []string, bool) bool { return false }
				return cfg
			}
			w.wantWork(w.runConfig(config()), 1, 2)
			cfg := config()
			tt.change(w, &cfg)
			w.wantWork(w.runConfig(cfg), tt.analyzed, tt.deps)
		})
	}
}

func TestSplitPosition(t *testing.T) {
	for _, tt := range []struct {
		in     string
		file   string
		line   int
		column int
	}{
		{"a.go:3:8", "a.go", 3, 8},
		{"a.go:3", "a.go", 3, 0},
		{"a.go", "a.go", 0, 0},
		{`C:\x\a.go:3:8`, `C:\x\a.go`, 3, 8},
		{"odd:name.go:3:8", "odd:name.go", 3, 8},
		{"a.go:1:2:3", "a.go:1", 2, 3},
		{"-", "", 0, 0},
		{"", "", 0, 0},
	} {
		if file, line, column := splitPosition(tt.in); file != tt.file || line != tt.line || column != tt.column {
			t.Errorf("splitPosition(%q) = %q, %d, %d", tt.in, file, line, column)
		}
	}
}

func TestTidyErrors(t *testing.T) {
	errs := tidyErrors([]PackageError{
		{"p", "a.go", 3, 1, "syntax", ListError},
		{"p [p.test]", "a.go", 3, 5, "syntax", ParseError},
		{"p", "a.go", 3, 5, "syntax", ParseError},
		{"p", "a.go", 3, 7, "follows from it", TypeError},
		{"p", "a.go", 9, 1, "missing", ListError},
		{"p", "a.go", 9, 8, "could not import", TypeError},
		{"q", "", 0, 0, "same words", ListError},
		{"p", "", 0, 0, "same words", ListError},
		{"p", "", 0, 0, "same words", ListError},
		{"p", "a.go", 2, 1, "twice", TypeError},
		{"p", "a.go", 2, 1, "twice", TypeError},
	})
	want := []PackageError{
		{"p", "", 0, 0, "same words", ListError},
		{"q", "", 0, 0, "same words", ListError},
		{"p", "a.go", 2, 1, "twice", TypeError},
		{"p", "a.go", 3, 5, "syntax", ParseError},
		{"p", "a.go", 9, 1, "missing", ListError},
	}
	if !slices.Equal(errs, want) {
		t.Errorf("got %+v", errs)
	}
}

func TestNoRules(t *testing.T) {
	w := newWorld(t, chain)
	cfg := w.config("./...")
	cfg.Rules = []*rule.Rule{}
	w.wantLines(w.runConfig(cfg))
}
