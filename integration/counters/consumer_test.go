package counters

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const consumer = `package main

import "github.com/counterlint/counterlint/runtime/counter"

func main() {
	var c counter.Counter
	c.Add(42)
	println(c.Value())
}
`

// TestConsumer builds a program that imports only the package counter: it gets golang.org/x/sys and nothing else of others, and
// nothing of the linter.
func TestConsumer(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	module, err := filepath.Abs("../../runtime")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.go": consumer,
		"go.sum":  string(sums),
		"go.mod": "module consumer\n\ngo 1.26.0\n\nrequire github.com/counterlint/counterlint/runtime v0.0.0\n\n" +
			"replace github.com/counterlint/counterlint/runtime => " + module + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	program := filepath.Join(dir, "consumer.exe")
	run("go", "build", "-o", program, ".")
	if out := strings.TrimSpace(run(program)); out != "42" {
		t.Errorf("the program says %q, want 42", out)
	}
	modules := strings.Fields(run("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "."))
	slices.Sort(modules)
	if got, want := slices.Compact(modules), []string{"consumer", "github.com/counterlint/counterlint/runtime", "golang.org/x/sys"}; !slices.Equal(got, want) {
		t.Errorf("modules %q, want %q", got, want)
	}
	for line := range strings.Lines(run("go", "list", "-m", "-f", "{{.Path}}", "all")) {
		if m := strings.TrimSpace(line); !slices.Contains(modules, m) {
			t.Errorf("the module graph has %s too", m)
		}
	}
	heavy := []string{"net", "net/http", "expvar", "encoding/json", "reflect", "fmt"}
	for line := range strings.Lines(run("go", "list", "-deps", ".")) {
		if slices.Contains(heavy, strings.TrimSpace(line)) {
			t.Errorf("it links %s", line)
		}
	}
}
