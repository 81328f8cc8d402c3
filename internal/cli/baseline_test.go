package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/baseline"
	"github.com/counterlint/counterlint/internal/config"
)

const twoGo = "package p\n\nvar lost int\n\nfunc f() {\n\tlost++\n}\n\nfunc g() {\n\tlost++\n\tlost++\n}\n"

// places are the findings of a report of one line each, without messages.
func places(stdout string) string {
	var out []string
	for line := range strings.Lines(stdout) {
		place, _, _ := strings.Cut(line, ": ")
		out = append(out, place)
	}
	return strings.Join(out, " ")
}

func TestBaseline(t *testing.T) {
	dir := module(t, map[string]string{"p.go": twoGo})
	check := func(about, want string, args ...string) {
		t.Helper()
		got := run(t, dir, append([]string{"-q", "-baseline=" + baseline.Name}, args...)...)
		status := 0
		if want != "" {
			status = 1
		}
		if places(got.stdout) != want || got.stderr != "" || got.status != status {
			t.Errorf("%s: %+v, want %q", about, got, want)
		}
	}
	action := func(verb, stdout, stderr string, status int) {
		t.Helper()
		got := run(t, dir, "baseline", verb)
		if got.stdout != stdout || got.stderr != stderr || got.status != status {
			t.Errorf("%s: %+v, want status %d, %s%s", verb, got, status, stdout, stderr)
		}
	}
	action("create", ".counterlint-baseline.json: 3 known findings\n"+
		"It is in force with -baseline=.counterlint-baseline.json, or with the line \"baseline: .counterlint-baseline.json\" in .counterlint.yml.\n", "", 0)
	onlyFiles(t, dir, "go.mod", "p.go", baseline.Name)
	check("all is known", "")
	if got := run(t, dir, "-q", "-baseline="); places(got.stdout) != "p.go:6:2 p.go:10:2 p.go:11:2" {
		t.Errorf("without a baseline: %+v", got)
	}

	os.Remove(filepath.Join(dir, "p.go"))
	write(t, filepath.Join(dir, "q.go"), strings.Replace(twoGo, "\n\tlost++", "\n\n\n\tlost++", 1)+"\nvar hot int\n\nfunc h() {\n\tlost++\n\thot++\n}\n")
	check("lines moved, a file was renamed, two are new", "q.go:19:2 q.go:20:2")
	action("update", ".counterlint-baseline.json: 3 known findings, before 3\n", "counterlint: 2 findings are not in the baseline, which never grows\n", 1)
	check("an update does not take new ones", "q.go:19:2 q.go:20:2")

	write(t, filepath.Join(dir, "q.go"), strings.Replace(twoGo, "func f()", "func renamed()", 1))
	check("a renamed function", "q.go:6:2")
	action("update", ".counterlint-baseline.json: 3 known findings, before 3\n", "", 0)
	check("is known after an update", "")

	write(t, filepath.Join(dir, "q.go"), strings.Replace(twoGo, "\tlost++\n\tlost++\n", "\tlost++\n", 1))
	action("prune", ".counterlint-baseline.json: 1 known finding, before 3\n", "", 0)
	write(t, filepath.Join(dir, "q.go"), twoGo)
	check("what was pruned is new when it comes back", "q.go:6:2 q.go:11:2")
}

// The file that the configuration names is meant relative to it, and fix leaves alone what is known.
func TestBaselineInFile(t *testing.T) {
	dir := module(t, map[string]string{"sub/p.go": lostGo, config.Name: "baseline: known.json\n"})
	if got := run(t, dir, "-C", "sub", "baseline", "create"); got.status != 0 || got.stdout != "../known.json: 1 known finding\n" {
		t.Fatalf("%+v", got)
	}
	for _, args := range []string{"./...", "-C sub", "fix ./...", "-config ../" + config.Name + " -C sub"} {
		if got := run(t, dir, strings.Fields(args)...); got.status != 0 || got.stdout+got.stderr != "" {
			t.Errorf("%s: %+v", args, got)
		}
	}
	if read(t, filepath.Join(dir, "sub/p.go")) != lostGo {
		t.Error("fix changed what is known")
	}
	if got := run(t, dir, "fix", "-baseline="); got.status != 0 || !strings.Contains(got.stderr, "fixed 1 finding") {
		t.Errorf("%+v", got)
	}
}

func TestBaselineOfOtherPackages(t *testing.T) {
	dir := module(t, map[string]string{"a/p.go": lostGo, "b/p.go": lostGo, "c/p.go": lostGo})
	run(t, dir, "baseline", "create")
	os.RemoveAll(filepath.Join(dir, "c"))
	write(t, filepath.Join(dir, "b/p.go"), cleanGo)
	if got := run(t, dir, "baseline", "prune", "./a"); got.stdout != ".counterlint-baseline.json: 2 known findings, before 3\n" {
		t.Errorf("a package that is gone leaves, one that is not looked at stays: %+v", got)
	}
	text := read(t, filepath.Join(dir, baseline.Name))
	if !strings.Contains(text, `"example.com/m/b"`) || strings.Contains(text, `"example.com/m/c"`) {
		t.Error(text)
	}
	write(t, filepath.Join(dir, "a/p.go"), badGo)
	got := run(t, dir, "baseline", "prune")
	if got.status != 3 || !strings.HasSuffix(got.stderr, "the baseline is left as it is: not every package could be analysed as a whole\n") || read(t, filepath.Join(dir, baseline.Name)) != text {
		t.Errorf("%+v", got)
	}
}

func TestBaselineErrors(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "broken.json": "{\n<<<<<<< HEAD\n"})
	for args, want := range map[string]string{
		"baseline":                              "counterlint baseline takes an action and packages: create, update or prune",
		"baseline crate":                        "counterlint baseline crate: want create, update or prune; did you mean create?",
		"baseline update":                       ".counterlint-baseline.json: there is no such baseline; counterlint baseline create makes it",
		"-baseline=gone.json":                   "gone.json: there is no such baseline; counterlint baseline create makes it",
		"-baseline=broken.json":                 "broken.json: line 2: not a baseline: invalid character '<' looking for beginning of object key string",
		"-baseline=.":                           ".: is a directory",
		"baseline create -baseline=broken.json": "broken.json is there already; counterlint baseline update or prune changes it",
		"baseline create -baseline=no/x.json":   "no/x.json: no such file or directory",
		"baseline create -fail-on=never":        "unknown flag -fail-on of counterlint baseline",
	} {
		got := run(t, dir, strings.Fields(args)...)
		if got.status != 2 || got.stderr != "counterlint: "+want+"\n" {
			t.Errorf("%s: %+v", args, got)
		}
	}
	onlyFiles(t, dir, "go.mod", "p.go", "broken.json")
}

func TestNewFrom(t *testing.T) {
	dir := module(t, map[string]string{"p.go": twoGo, "sub/p.go": lostGo})
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=dev", "-c", "user.email=dev@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", "x")
	if got := run(t, dir, "-new-from", "HEAD"); got.status != 0 || got.stdout+got.stderr != "" {
		t.Errorf("nothing changed: %+v", got)
	}
	write(t, filepath.Join(dir, "p.go"), strings.Replace(twoGo, "func g() {\n", "func g() {\n\tprintln()\n", 1))
	write(t, filepath.Join(dir, "new/p.go"), lostGo)
	for _, tt := range []struct{ args, want string }{
		{"-q -new-from HEAD", "new/p.go:6:2 p.go:11:2 p.go:12:2"},
		{"-q -new-from=HEAD -C new ../...", "../p.go:11:2 ../p.go:12:2 p.go:6:2"},
		{"-q -new-from HEAD ./sub", ""},
		{"-q -new-from=", "new/p.go:6:2 p.go:6:2 p.go:11:2 p.go:12:2 sub/p.go:6:2"},
	} {
		got := run(t, dir, strings.Fields(tt.args)...)
		if places(got.stdout) != tt.want || got.stderr != "" {
			t.Errorf("%s: %+v, want %s", tt.args, got, tt.want)
		}
	}
	if got := run(t, dir, "-new-from", "nope"); got.status != 2 || got.stderr != "counterlint: -new-from nope: git knows no revision nope\n" {
		t.Errorf("%+v", got)
	}
	if got := run(t, dir, "fix", "-new-from", "HEAD"); got.status != 0 || !strings.Contains(got.stderr, "fixed 3 findings in 2 files") {
		t.Errorf("%+v", got)
	}
	if read(t, filepath.Join(dir, "sub/p.go")) != lostGo || !strings.Contains(read(t, filepath.Join(dir, "p.go")), "func f() {\n\tlost++\n") {
		t.Error("old code was fixed")
	}
}
