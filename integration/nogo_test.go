package integration

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The runner of rules_go is built and run on request, because it is fetched and compiled against a copy of x/tools, of whose
// internal packages it makes use as Bazel lets it:
//
//	cd integration && go test -run Nogo -nogo
var nogo = flag.Bool("nogo", false, "build the nogo runner of rules_go")

const rulesGo = "v0.62.0"

// moduleDir fetches a module and returns its folder.
func moduleDir(t *testing.T, module string) string {
	t.Helper()
	var doc struct{ Dir string }
	if err := json.Unmarshal([]byte(command(t, t.TempDir(), "go", "mod", "download", "-json", module)), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Dir
}

// list asks go list for one line for each package or file.
func list(t *testing.T, dir, format string, args ...string) []string {
	t.Helper()
	return strings.Fields(command(t, dir, "go", append([]string{"list", "-f", format}, args...)...))
}

func copyTree(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// nogoSources are what rules_go compiles into a runner, beside the main file that it generates.
var nogoSources = strings.Fields(`constants.go env.go flags.go nogo_fix.go nogo_goversions_go117.go nogo_goversions_go118.go nogo_goversions_go121.go
	nogo_goversions_go122.go nogo_main.go nogo_typeparams_go117.go nogo_typeparams_go118.go nogo_version.go nolint.go`)

// buildNogo builds a runner with the given analyzers and configuration, such as rules_go makes for a BUILD file.
func buildNogo(t *testing.T, analyzers []string, config string) (exe string) {
	t.Helper()
	dir := t.TempDir()
	builders := filepath.Join(moduleDir(t, "github.com/bazelbuild/rules_go@"+rulesGo), "go", "tools", "builders")
	tools := filepath.Join(dir, "tools")
	copyTree(t, tools, strings.TrimSpace(command(t, "..", "go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/tools")))
	command(t, dir, "chmod", "-R", "u+w", tools) // the module cache is read-only
	runner := filepath.Join(tools, "cmd", "nogo")
	if err := os.Mkdir(runner, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range nogoSources {
		text, err := os.ReadFile(filepath.Join(builders, name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(runner, name), string(text))
	}
	writeFile(t, filepath.Join(dir, "nogo.json"), config)
	generator := filepath.Join(dir, "generator")
	if err := os.Mkdir(generator, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"generate_nogo_main.go", "flags.go"} {
		text, err := os.ReadFile(filepath.Join(builders, name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(generator, name), string(text))
	}
	writeFile(t, filepath.Join(generator, "go.mod"), "module generator\n\ngo 1.24\n")
	writeFile(t, filepath.Join(generator, "main.go"), "package main\n\nimport \"os\"\n\nfunc main() {\n\tif err := genNogoMain(os.Args[1:]); err != nil {\n\t\tpanic(err)\n\t}\n}\n")
	generate := []string{"run", ".", "-output", filepath.Join(runner, "generated.go"), "-config", filepath.Join(dir, "nogo.json")}
	for _, a := range analyzers {
		generate = append(generate, "-analyzer_importpath", a)
	}
	t.Setenv("GOWORK", "off")
	command(t, generator, "go", generate...)
	source, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "go.mod"), fmt.Sprintf("module build\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/counterlint/counterlint v0.0.0\n\tgolang.org/x/tools v0.52.0\n)\n\n"+
		"replace github.com/counterlint/counterlint => %q\n\nreplace golang.org/x/tools => %q\n", source, tools))
	exe = filepath.Join(dir, "nogo")
	command(t, dir, "go", "build", "-mod=mod", "-o", exe, "golang.org/x/tools/cmd/nogo")
	return exe
}

// Every analyzer of counterlint is in the runner of rules_go, finds what it finds elsewhere, and hands facts on.
func TestNogo(t *testing.T) {
	if !*nogo {
		t.Skip("no -nogo")
	}
	var analyzers []string
	for _, pkg := range list(t, "..", "{{.ImportPath}}", "./analyzers/...") {
		if strings.Count(strings.TrimPrefix(pkg, "github.com/counterlint/counterlint/analyzers"), "/") == 2 {
			analyzers = append(analyzers, pkg)
		}
	}
	if len(analyzers) < 10 {
		t.Fatalf("%d analyzers", len(analyzers))
	}
	config, err := os.ReadFile("../examples/nogo/nogo.json")
	if err != nil {
		t.Fatal(err)
	}
	exe := buildNogo(t, analyzers, string(config))

	// What a build system does: export data of all packages below, and the runner on each of our own, dependencies first.
	work := t.TempDir()
	var cfg strings.Builder
	for _, line := range list(t, "../examples/shortlink", "{{with .Export}}{{$.ImportPath}}={{.}}{{end}}", "-export", "-deps", ".") {
		fmt.Fprintf(&cfg, "packagefile %s\n", line)
	}
	importcfg := filepath.Join(work, "importcfg")
	writeFile(t, importcfg, cfg.String())
	dir, err := filepath.Abs("../examples/shortlink")
	if err != nil {
		t.Fatal(err)
	}
	files := list(t, dir, "{{range .GoFiles}}{{.}}\n{{end}}", ".")
	args := append([]string{"-p", "example.com/shortlink", "-go_version", "1.26.0", "-importcfg", importcfg, "-x", filepath.Join(work, "facts"), "-fix_dir", work}, files...)
	t.Setenv("GOARCH", runtime.GOARCH) // as in an action of Bazel
	out, status := runBoth(t, dir, exe, args...)
	if status == 0 {
		t.Fatalf("nothing found: %s", out)
	}
	var got []string
	for line := range strings.Lines(out) {
		if i := strings.LastIndex(line, "("); strings.Contains(line, ".go:") && i > 0 {
			place, _, _ := strings.Cut(line, ": ")
			got = append(got, filepath.Base(place)+" "+strings.Trim(line[i:], "()\n"))
		}
	}
	exe = filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "go", "build", "-o", exe, "./cmd/counterlint")
	var want []string
	for p := range byCommand(t, exe, dir, []string{"COUNTERLINT_CACHE=" + t.TempDir()}, "./...") {
		// A file for 32 bits makes this one an error, and nogo names no file that is not compiled here.
		if !strings.HasSuffix(p, " misaligned64") {
			want = append(want, p)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("nogo finds\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), out)
	}
	if facts, err := os.ReadFile(filepath.Join(work, "facts")); err != nil || len(facts) == 0 {
		t.Errorf("facts: %d bytes, %v", len(facts), err)
	}
	if patch, err := filepath.Glob(filepath.Join(work, "*.patch")); err != nil || len(patch) != 1 {
		t.Errorf("the fixes are not written as a patch: %v, %v", patch, err)
	}
}

// runBoth runs a program and returns all that it prints.
func runBoth(t *testing.T, dir, name string, args ...string) (out string, status int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	text, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}
