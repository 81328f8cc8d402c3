package integration

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// readYAML reads a file of which all fields are known.
func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	decodeYAML(t, file, into, true)
}

// readYAMLPart reads of a file what into has fields for.
func readYAMLPart(t *testing.T, file string, into any) {
	t.Helper()
	decodeYAML(t, file, into, false)
}

func decodeYAML(t *testing.T, file string, into any, known bool) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(known)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// onPath puts the program on the PATH, and returns a module with one finding.
func onPath(t *testing.T) (dir string) {
	t.Helper()
	bin := t.TempDir()
	command(t, "..", "go", "build", "-o", filepath.Join(bin, "counterlint"), "./cmd/counterlint")
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("COUNTERLINT_CACHE", t.TempDir())
	t.Setenv("GOWORK", "off")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	dir = t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	writeFile(t, filepath.Join(dir, "p.go"), "package p\n\nvar n int //counterlint:ignore\n")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "x"}} {
		command(t, dir, "git", args...)
	}
	return dir
}

// The script of the GitHub Action, with its inputs.
func TestAction(t *testing.T) {
	var action struct {
		Name, Description string
		Branding          map[string]string
		Inputs            map[string]struct{ Description, Default string }
		Runs              struct {
			Using string
			Steps []struct {
				Name, Shell, Run string
				Directory        string `yaml:"working-directory"`
				Env              map[string]string
			}
		}
	}
	readYAML(t, "../action.yml", &action)
	steps := action.Runs.Steps
	check := steps[len(steps)-1]
	if action.Runs.Using != "composite" || check.Name != "check" || check.Shell != "bash" {
		t.Fatalf("%+v", action.Runs)
	}
	for _, step := range steps {
		for name, value := range step.Env {
			input := strings.TrimSuffix(strings.TrimPrefix(value, "${{ inputs."), " }}")
			if _, ok := action.Inputs[input]; !ok {
				t.Errorf("%s is no input: %s", name, value)
			}
		}
		if strings.Contains(step.Run, "${{") {
			t.Errorf("step %s pastes an input into its script, where it could be more than a value", step.Name)
		}
	}
	dir := onPath(t)
	for _, tt := range []struct {
		about, args, packages, newFrom, sarif string
		status                                int
		stdout                                string
	}{
		{"defaults", "", "./...", "", "", 1, "::warning title=ignore,file=p.go,line=3,col=11::"},
		{"flags", "-fail-on error -min-severity info", "./... example.com/m", "", "", 0, "::warning title=ignore"},
		{"what changed", "", "./...", "HEAD", "", 0, ""},
		{"SARIF", "", "./...", "", "out.sarif", 1, "::warning title=ignore"},
		{"no injection", "", "./...;echo injected", "", "", 3, ""},
	} {
		summary := filepath.Join(t.TempDir(), "summary.md")
		writeFile(t, summary, "")
		env := []string{"GITHUB_STEP_SUMMARY=" + summary, "PACKAGES=" + tt.packages, "ARGS=" + tt.args, "NEW_FROM=" + tt.newFrom, "SARIF=" + tt.sarif}
		out, status := run(t, dir, env, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check.Run)
		if status != tt.status || !strings.HasPrefix(out, tt.stdout) || tt.stdout == "" && strings.Contains(out, "::warning") || strings.HasPrefix(out, "injected") {
			t.Errorf("%s: status %d, %s", tt.about, status, out)
		}
		text, err := os.ReadFile(summary)
		if err != nil || !strings.HasPrefix(string(text), "**counterlint**: ") {
			t.Errorf("%s: summary %s, %v", tt.about, text, err)
		}
		if tt.sarif != "" {
			text, err := os.ReadFile(filepath.Join(dir, tt.sarif))
			if err != nil {
				t.Fatal(err)
			}
			validate(t, sarifSchema(t), "the report of the action", text)
		}
	}
}

// The script of the job for GitLab.
func TestGitLabJob(t *testing.T) {
	var file map[string]struct {
		Image, Stage string
		Variables    map[string]string
		Cache        map[string]any
		Before       []string `yaml:"before_script"`
		Script       []string
		Artifacts    struct {
			When    string
			Reports map[string]string
		}
	}
	readYAML(t, "../ci/gitlab.yml", &file)
	job := file["counterlint"]
	dir := onPath(t)
	for args, want := range map[string]int{"": 1, "-new-from HEAD": 0} {
		env := []string{"COUNTERLINT_ARGS=" + args, "COUNTERLINT_PACKAGES=" + job.Variables["COUNTERLINT_PACKAGES"]}
		out, status := run(t, dir, env, "bash", "-eo", "pipefail", "-c", strings.Join(job.Script, "\n"))
		if status != want || want == 1 != strings.Contains(out, "p.go:3:11: warning: ") {
			t.Errorf("%q: status %d, %s", args, status, out)
		}
		for _, report := range job.Artifacts.Reports {
			if text, err := os.ReadFile(filepath.Join(dir, report)); err != nil || len(text) == 0 {
				t.Errorf("%s: %v", report, err)
			}
		}
	}
}

// The hooks call what exists, with flags that exist.
func TestPreCommitHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Language, Entry string
		Args, Types                            []string
		PassFilenames                          bool `yaml:"pass_filenames"`
		RequireSerial                          bool `yaml:"require_serial"`
	}
	readYAML(t, "../.pre-commit-hooks.yaml", &hooks)
	dir := onPath(t)
	for _, hook := range hooks {
		if hook.Language != "golang" || hook.PassFilenames || !slices.Equal(hook.Types, []string{"go"}) {
			t.Errorf("%+v", hook)
		}
		words := append(strings.Fields(hook.Entry), hook.Args...)
		if out, status := run(t, dir, nil, words[0], words[1:]...); status != 0 || out != "" {
			t.Errorf("%s, nothing changed: status %d, %s", hook.ID, status, out)
		}
	}
	writeFile(t, filepath.Join(dir, "p.go"), "package p\n\nvar n, m int //counterlint:ignore\n")
	words := append(strings.Fields(hooks[0].Entry), hooks[0].Args...)
	if out, status := run(t, dir, nil, words[0], words[1:]...); status != 1 {
		t.Errorf("a changed line: status %d, %s", status, out)
	}
}
