package integration

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// proxy serves this tree as a release, to the go command alone and with all that it requires from the module cache, so that what
// others do to install counterlint can be done here.
func proxy(t *testing.T, version string) (env []string) {
	t.Helper()
	const path = "github.com/counterlint/counterlint"
	dir := t.TempDir()
	versions := filepath.Join(dir, path, "@v")
	if err := os.MkdirAll(versions, 0o777); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(versions, "list"), version+"\n")
	writeFile(t, filepath.Join(versions, version+".mod"), string(mod))
	writeFile(t, filepath.Join(versions, version+".info"), fmt.Sprintf(`{"Version":%q,"Time":"2026-01-01T00:00:00Z"}`, version))
	f, err := os.Create(filepath.Join(versions, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := zip.CreateFromDir(f, module.Version{Path: path, Version: version}, ".."); err != nil {
		t.Fatal(err)
	}
	cache := strings.TrimSpace(command(t, "..", "go", "env", "GOMODCACHE"))
	return []string{
		"GOPROXY=file://" + filepath.ToSlash(dir) + ",file://" + filepath.ToSlash(cache) + "/cache/download", "GOSUMDB=off", "GONOPROXY=none", "GOWORK=off",
		"GOFLAGS=-modcacherw -trimpath", "GOMODCACHE=" + t.TempDir(), "GOTOOLCHAIN=local",
	}
}

// The steps that install counterlint in a workflow of GitHub and in a job of GitLab, for a release and for the latest one.
func TestInstall(t *testing.T) {
	const version = "v0.0.99"
	env := proxy(t, version)
	var action struct {
		Runs struct {
			Steps []struct{ Name, Run string }
		}
	}
	readYAMLPart(t, "../action.yml", &action)
	var gitlab struct {
		Counterlint struct {
			Before []string `yaml:"before_script"`
		}
	}
	readYAMLPart(t, "../ci/gitlab.yml", &gitlab)
	bin := t.TempDir()
	path := filepath.Join(bin, "path")
	for about, tt := range map[string]struct {
		script, exe string
		env         []string
	}{
		"GitHub": {action.Runs.Steps[0].Run, filepath.Join(bin, "counterlint", "counterlint"), []string{"VERSION=" + version, "RUNNER_TEMP=" + bin, "GITHUB_PATH=" + path}},
		"GitLab": {strings.Join(gitlab.Counterlint.Before, "\n"), filepath.Join(bin, "gitlab", "counterlint"), []string{"COUNTERLINT_VERSION=latest", "GOBIN=" + filepath.Join(bin, "gitlab")}},
	} {
		if out, status := run(t, bin, append(env, tt.env...), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", tt.script); status != 0 {
			t.Errorf("%s: status %d, %s", about, status, out)
			continue
		}
		if out := command(t, bin, tt.exe, "version"); !strings.Contains(out, version) {
			t.Errorf("%s: %s", about, out)
		}
	}
	if text, err := os.ReadFile(path); err != nil || strings.TrimSpace(string(text)) != filepath.Join(bin, "counterlint") {
		t.Errorf("the path of later steps: %q, %v", text, err)
	}
}

// The line of the Dockerfile that builds the program builds it, and what the second stage copies is what the first one makes.
func TestDockerfile(t *testing.T) {
	text, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	build, made, copied := "", "", ""
	for line := range strings.Lines(string(text)) {
		if args, ok := strings.CutPrefix(line, "RUN "); ok && strings.Contains(args, "go build") {
			build = args
			_, made, _ = strings.Cut(args, " -o ")
			made, _, _ = strings.Cut(made, " ")
		}
		if args, ok := strings.CutPrefix(line, "COPY --from=build "); ok {
			copied, _, _ = strings.Cut(args, " ")
		}
	}
	if made == "" || made != copied {
		t.Fatalf("%q is built and %q is copied", made, copied)
	}
	exe := filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "sh", "-ec", strings.Replace(build, made, exe, 1))
	if out := command(t, "..", exe, "version"); !strings.HasPrefix(out, "counterlint ") {
		t.Error(out)
	}
}

var preCommit = flag.String("pre-commit", "", "the program pre-commit")

// The real pre-commit clones this repository as it was last committed, and builds it:
//
//	cd integration && go test -run RealPreCommit -pre-commit FILE
func TestRealPreCommit(t *testing.T) {
	if *preCommit == "" {
		t.Skip("no -pre-commit")
	}
	const was = "package p\n\nimport \"sync/atomic\"\n\nvar refs atomic.Int64\n"
	dir := onPath(t)
	t.Setenv("PRE_COMMIT_HOME", t.TempDir())
	t.Setenv("PATH", os.Getenv("PATH")[strings.IndexRune(os.Getenv("PATH"), os.PathListSeparator)+1:]) // its own counterlint, not ours
	os.Unsetenv("GOWORK")
	source, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, ".pre-commit-config.yaml"), fmt.Sprintf("repos:\n- repo: %s\n  rev: %s  hooks:\n  - id: counterlint\n  - id: counterlint-fix\n",
		source, command(t, source, "git", "rev-parse", "HEAD")))
	writeFile(t, filepath.Join(dir, "p.go"), was)
	commit := func() {
		command(t, dir, "git", "add", ".")
		command(t, dir, "git", "-c", "user.name=dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "x")
	}
	commit()
	hook := func(name string) (string, int) { return run(t, dir, nil, *preCommit, "run", name) }
	writeFile(t, filepath.Join(dir, "p.go"), was+"\nfunc Release() bool {\n\trefs.Add(-1)\n\treturn refs.Load() == 0\n}\n")
	command(t, dir, "git", "add", ".")
	if out, status := hook("counterlint"); status != 1 || !strings.Contains(out, "p.go:9:9: error: ") {
		t.Errorf("status %d, %s", status, out)
	}
	if out, status := hook("counterlint-fix"); status != 1 || !strings.Contains(out, "files were modified by this hook") {
		t.Errorf("status %d, %s", status, out)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "p.go")); err != nil || !strings.Contains(string(text), "return refs.Add(-1) == 0") {
		t.Errorf("%v: %s", err, text)
	}
	command(t, dir, "git", "add", ".")
	for _, name := range []string{"counterlint", "counterlint-fix"} {
		if out, status := hook(name); status != 0 || !strings.Contains(out, "Passed") {
			t.Errorf("%s, repaired: status %d, %s", name, status, out)
		}
	}
}
