package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers"
)

// binary is the program, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "counterlint")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "counterlint.exe")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	os.Setenv("COUNTERLINT_CACHE", filepath.Join(dir, "cache"))
	os.Setenv("GOWORK", "off")
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

func run(t *testing.T, dir, name string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			t.Fatal(err)
		}
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestExplainEachRule(t *testing.T) {
	list, _, status := run(t, ".", binary, "explain")
	if status != 0 {
		t.Fatalf("status %d", status)
	}
	for _, r := range analyzers.All() {
		if !strings.Contains(list, "\n  "+r.Name()+" ") {
			t.Errorf("%s is not in the list", r.Name())
		}
		page, stderr, status := run(t, ".", binary, "explain", r.Name())
		if status != 0 || stderr != "" || !strings.HasPrefix(page, r.Name()+": ") {
			t.Errorf("%s: status %d, %s%s", r.Name(), status, page, stderr)
		}
	}
}

// The three hosts in one program say the same of one package, and repair it in the same way.
func TestHosts(t *testing.T) {
	const (
		malformed = "package p\n\nvar n int //counterlint:ignore\n"
		repaired  = "package p\n\nvar n int\n"
	)
	unused := "package p\n\nvar n int //counterlint:ignore " + analyzers.All()[0].Name() + " nothing is here\n"
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	write(file, malformed)
	stdout, stderr, status := run(t, dir, binary, "-format=json")
	var doc struct {
		Findings []struct{ Analyzer, Message string }
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil || status != 1 || len(doc.Findings) != 1 {
		t.Fatalf("status %d, %s%s", status, stdout, stderr)
	}
	_, stderr, status = run(t, dir, "go", "vet", "-vettool="+binary, "./...")
	if status != 1 || !strings.Contains(stderr, "p.go:3:11: "+doc.Findings[0].Message+"\n") {
		t.Errorf("go vet: status %d, %s", status, stderr)
	}
	stdout, stderr, status = run(t, dir, "go", "vet", "-vettool="+binary, "-json", "./...")
	if !strings.Contains(stdout, `"ignore": [`) || status != 0 {
		t.Errorf("go vet -json: status %d, %s%s", status, stdout, stderr)
	}
	if _, stderr, status = run(t, dir, "go", "vet", "-vettool="+binary, "-ignore=false", "./..."); status != 0 {
		t.Errorf("go vet -ignore=false: status %d, %s", status, stderr)
	}

	for _, fix := range [][]string{
		{binary, "fix"},
		{"go", "fix", "-fixtool=" + binary, "./..."},
		{"go", "vet", "-vettool=" + binary, "-fix", "./..."},
	} {
		write(file, unused)
		stdout, stderr, status := run(t, dir, fix[0], fix[1:]...)
		text, err := os.ReadFile(file)
		if err != nil || string(text) != repaired || status != 0 {
			t.Errorf("%v: status %d, %v, the file holds\n%s%s%s", fix, status, err, text, stdout, stderr)
		}
	}
}
