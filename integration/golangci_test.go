package integration

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The real golangci-lint takes minutes to build, so its tests run on request, with a binary that is there:
//
//	go run ./cmd/counterlint golangci-build -source . -o FILE
//	cd integration && go test -run Golangci -golangci FILE
//
// With -program FOLDER the findings over another module are compared too.
var (
	golangci = flag.String("golangci", "", "golangci-lint with counterlint inside")
	program  = flag.String("program", "", "folder of a module to compare the hosts on")
)

// A place is where an analyzer found something: "file.go:1:2 analyzer".
type places map[string]bool

func (p places) String() string { return strings.Join(slices.Sorted(maps.Keys(p)), "\n") }

// run runs a program in dir, and returns what it printed on standard output.
func run(t *testing.T, dir string, env []string, name string, args ...string) (stdout string, status int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	if s := stderr.String(); s != "" {
		t.Logf("%s %v: %s", filepath.Base(name), args, s)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// byCommand asks the command itself.
func byCommand(t *testing.T, exe, dir string, env []string, args ...string) places {
	t.Helper()
	out, _ := run(t, dir, env, exe, append([]string{"-format=json"}, args...)...)
	var doc struct {
		Findings []struct {
			Analyzer, File string
			Line, Column   int
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ps := places{}
	for _, f := range doc.Findings {
		ps[fmt.Sprintf("%s:%d:%d %s", f.File, f.Line, f.Column, f.Analyzer)] = true
	}
	return ps
}

// byGolangci asks golangci-lint with a configuration.
func byGolangci(t *testing.T, dir string, env []string, config string, args ...string) (places, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "golangci.yml")
	if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	out, status := run(t, dir, env, *golangci, append([]string{"run", "-c", file, "--output.json.path=stdout", "--show-stats=false", "--path-mode=abs", "--allow-parallel-runners"}, args...)...)
	if status != 0 && status != 1 {
		t.Fatalf("golangci-lint: status %d, %s", status, out)
	}
	var doc struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	ps := places{}
	for _, i := range doc.Issues {
		name, _, _ := strings.Cut(i.Text, ": ")
		name, _, _ = strings.Cut(name, ", ")
		file, err := filepath.Rel(real, i.Pos.Filename)
		if err != nil {
			t.Fatal(err)
		}
		ps[fmt.Sprintf("%s:%d:%d %s", file, i.Pos.Line, i.Pos.Column, name)] = true
	}
	return ps, out
}

// byVet asks the go command with counterlint as its vet tool.
func byVet(t *testing.T, exe, dir string, env []string, args ...string) places {
	t.Helper()
	out, status := run(t, dir, env, "go", append([]string{"vet", "-vettool=" + exe, "-json"}, args...)...)
	if status != 0 {
		t.Fatalf("go vet: status %d, %s", status, out)
	}
	ps := places{}
	d := json.NewDecoder(strings.NewReader(out))
	for d.More() {
		var doc map[string]map[string]json.RawMessage
		if err := d.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		for _, analyzers := range doc {
			for name, raw := range analyzers {
				var found []struct{ Posn string }
				if err := json.Unmarshal(raw, &found); err != nil {
					t.Fatalf("%s: %s", name, raw)
				}
				for _, f := range found {
					file, err := filepath.Rel(dir, f.Posn)
					if err != nil {
						t.Fatal(err)
					}
					ps[file+" "+name] = true
				}
			}
		}
	}
	return ps
}

const plainConfig = `version: "2"
linters:
  default: none
  enable: [counterlint]
  settings:
    custom:
      counterlint:
        type: module
        settings: {%s}
issues: {uniq-by-line: false, max-same-issues: 0, max-issues-per-linter: 0}
`

func needGolangci(t *testing.T) (exe string, env []string) {
	t.Helper()
	if *golangci == "" {
		t.Skip("no -golangci")
	}
	exe = filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "go", "build", "-o", exe, "./cmd/counterlint")
	return exe, []string{"GOWORK=off", "GOFLAGS=", "COUNTERLINT_CACHE=" + t.TempDir(), "GOLANGCI_LINT_CACHE=" + t.TempDir()}
}

// The command, golangci-lint and go vet find the same; go vet, which compiles all that a module needs, over the example alone.
func TestGolangciOracle(t *testing.T) {
	exe, env := needGolangci(t)
	for i, dir := range []string{"../examples/shortlink", *program} {
		if dir == "" {
			continue
		}
		dir, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		want := byCommand(t, exe, dir, env, "./...")
		if len(want) == 0 {
			t.Errorf("%s: nothing found, nothing compared", dir)
		}
		config := fmt.Sprintf(plainConfig, "leave-copylocks: false")
		for _, about := range []string{"golangci-lint", "golangci-lint, from its cache"} {
			if got, _ := byGolangci(t, dir, env, config, "./..."); !maps.Equal(got, want) {
				t.Errorf("%s over %s:\n%v\nwant\n%v", about, dir, got, want)
			}
		}
		if i == 0 {
			if got := byVet(t, exe, dir, env, "./..."); !maps.Equal(got, want) {
				t.Errorf("go vet over %s:\n%v\nwant\n%v", dir, got, want)
			}
		}
		t.Logf("%s: %d findings", dir, len(want))
	}
}

func copyExample(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../examples/shortlink")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile("../examples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), strings.Replace(string(text), "module github.com/counterlint/counterlint/examples", "module example.com/shortlink", 1))
	}
	return dir
}

func TestGolangciSettings(t *testing.T) {
	exe, env := needGolangci(t)
	dir := copyExample(t)
	for settings, args := range map[string][]string{
		"enable: [loadstore, cost]":                  {"-enable=loadstore,cost"},
		"disable: race":                              {"-disable=race"},
		"min-severity: error":                        {"-min-severity=error"},
		"min-severity: info, deep: true":             {"-min-severity=info", "-deep"},
		"paths: [{path: store.go, disable: [race]}]": nil,
		"severities: {race: off}":                    {"-disable=race"},
		"severities: {addload: info}":                {"-disable=addload"},
	} {
		if args == nil {
			if err := os.WriteFile(filepath.Join(dir, ".counterlint.yml"), []byte(settings+"\n"), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want := byCommand(t, exe, dir, env, append(args, "./...")...)
		if got, _ := byGolangci(t, dir, env, fmt.Sprintf(plainConfig, settings), "./..."); !maps.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s:\n%v\nwant\n%v", settings, got, want)
		}
		os.Remove(filepath.Join(dir, ".counterlint.yml"))
	}
	file := filepath.Join(t.TempDir(), "golangci.yml")
	if err := os.WriteFile(file, fmt.Appendf(nil, plainConfig, "enabel: race"), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, status := run(t, dir, env, *golangci, "run", "-c", file, "./..."); status == 0 || status == 1 {
		t.Errorf("a wrong key is not noticed: status %d, %s", status, out)
	}
	groups := strings.ReplaceAll(fmt.Sprintf(plainConfig, ""), "enable: [counterlint]", "enable: [counterlint_race, counterlint_cost, counterlint_rules]")
	groups = strings.ReplaceAll(groups, "      counterlint:\n        type: module\n        settings: {}\n",
		"      counterlint_race: {type: module}\n      counterlint_cost: {type: module}\n      counterlint_rules: {type: module}\n")
	got, _ := byGolangci(t, dir, env, groups, "./...")
	if want := byCommand(t, exe, dir, env, "-enable=race,cost,rules", "./..."); !maps.Equal(got, want) {
		t.Errorf("by groups:\n%v\nwant\n%v", got, want)
	}
}

// The example configuration is valid, and works.
func TestGolangciExample(t *testing.T) {
	_, env := needGolangci(t)
	example, err := filepath.Abs("../.golangci.example.yml")
	if err != nil {
		t.Fatal(err)
	}
	dir := copyExample(t)
	if out, status := run(t, dir, env, *golangci, "config", "verify", "-c", example); status != 0 {
		t.Errorf("config verify: status %d, %s", status, out)
	}
	sarif := filepath.Join(t.TempDir(), "out.sarif")
	out, status := run(t, dir, env, *golangci, "run", "-c", example, "--output.sarif.path="+sarif, "./...")
	if status != 1 {
		t.Errorf("status %d, %s", status, out)
	}
	text, err := os.ReadFile(sarif)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(validate(t, sarifSchema(t), "SARIF of golangci-lint", text).Runs[0].Results); n < 10 {
		t.Errorf("%d results", n)
	}
}

// A comment of golangci-lint silences the linter, one of ours a single analyzer.
func TestGolangciComments(t *testing.T) {
	_, env := needGolangci(t)
	dir := copyExample(t)
	before, _ := byGolangci(t, dir, env, fmt.Sprintf(plainConfig, ""), "./...")
	file := filepath.Join(dir, "stats.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const reset = "s.redirects.Store(0)"
	for comment, gone := range map[string]bool{
		"//nolint:counterlint // because":                    true,
		"//counterlint:ignore splitreset one process resets": true,
		"//nolint:staticcheck":                               false,
	} {
		changed := strings.Replace(string(text), reset, reset+" "+comment, 1)
		if changed == string(text) {
			t.Fatal("the example has no " + reset)
		}
		if err := os.WriteFile(file, []byte(changed), 0o666); err != nil {
			t.Fatal(err)
		}
		after, _ := byGolangci(t, dir, env, fmt.Sprintf(plainConfig, ""), "./...")
		if want := len(before); len(after) != want && !gone || gone && len(after) != want-1 {
			t.Errorf("%s: %d findings became %d:\n%v", comment, want, len(after), after)
		}
	}
}

// golangci-lint run --fix leaves code that builds, and repeated runs come to an end.
func TestGolangciFix(t *testing.T) {
	exe, env := needGolangci(t)
	dir := copyExample(t)
	fixable := func() int {
		out, _ := run(t, dir, env, exe, "-format=json", "./...")
		return strings.Count(out, `"class":"safe"`)
	}
	if fixable() == 0 {
		t.Fatal("the example has nothing to fix")
	}
	for range 5 {
		byGolangci(t, dir, env, fmt.Sprintf(plainConfig, ""), "--fix", "./...")
		if out, status := run(t, dir, env, "go", "vet", "./..."); status != 0 {
			t.Fatalf("the fixed code does not build: %s", out)
		}
	}
	if n := fixable(); n > 0 {
		out, _ := run(t, dir, env, exe, "./...")
		t.Errorf("%d safe fixes are left; of those that span files only may be:\n%s", n, out)
	}
}
