package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/tools/root"
)

// needed is the part of the tree that a new rule stands on.
var needed = []string{
	"go.mod", "go.sum", "internal/doctext", "internal/finding", "internal/linttest", "internal/report", "internal/rule", "testdata/src/linttest",
}

// copyTree copies the part of the project that a new rule needs into a folder of its own.
func copyTree(t *testing.T) string {
	t.Helper()
	from, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	for _, name := range needed {
		path := filepath.Join(from, name)
		if info, err := os.Stat(path); err != nil {
			t.Fatal(err)
		} else if info.IsDir() {
			err = os.CopyFS(filepath.Join(to, name), os.DirFS(path))
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestCreate: what is created compiles, is formatted, and fails its test for one reason.
func TestCreate(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a copy of the harness")
	}
	dir := copyTree(t)
	files, err := create(dir, "race/brandnew")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(layout) {
		t.Errorf("created %q", files)
	}
	if out, err := goCommand(dir, "vet", "./analyzers/..."); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := goCommand(dir, "test", "./analyzers/race/brandnew")
	if err == nil {
		t.Fatal("the test of an empty rule passes")
	}
	if strings.Count(out, "brandnew_test.go:") != 1 || !strings.Contains(out, "Bad of doc.go is not reported") {
		t.Errorf("want one failure, that Bad is not reported:\n%s", out)
	}
}

func goCommand(dir string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := create(dir, "race/taken"); err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]string{
		"race":         "is not GROUP/NAME",
		"nowhere/name": "is not GROUP/NAME",
		"race/Name":    "is not GROUP/NAME",
		"race/a/b":     "is not GROUP/NAME",
		"race/../x":    "is not GROUP/NAME",
		"race/":        "is not GROUP/NAME",
		"race/taken":   "there is a rule taken already",
		"cost/taken":   "there is a rule taken already",
	} {
		if _, err := create(dir, what); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", what, err, want)
		}
	}
	// Test code of a rule that is gone is not overwritten.
	if err := os.RemoveAll(filepath.Join(dir, "analyzers")); err != nil {
		t.Fatal(err)
	}
	if _, err := create(dir, "race/taken"); err == nil || !strings.Contains(err.Error(), "is in the way") {
		t.Errorf("error %v", err)
	}
}
