package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/tools/root"
)

// copyTree copies the part of the project that a new rule stands on into a folder of its own.
func copyTree(t *testing.T) string {
	t.Helper()
	from, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	out, err := goCommand(from, "list", "-deps", "-f", "{{with .Module}}{{if .Main}}{{$.Dir}}{{end}}{{end}}", "./internal/linttest")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	folders := append(strings.Fields(out), filepath.Join(from, "testdata", "src", "linttest"))
	slices.Sort(folders) // a folder before those in it, which come with it
	to := t.TempDir()
	for _, folder := range folders {
		name, err := filepath.Rel(from, folder)
		if _, missing := os.Stat(filepath.Join(to, name)); missing == nil {
			continue
		}
		if err == nil {
			err = os.CopyFS(filepath.Join(to, name), os.DirFS(folder))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(from, name))
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
	cmd.Env = append(os.Environ(), "GOWORK=off")
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
