package cli

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/review"
)

const counterGo = "package p\n\nimport \"sync/atomic\"\n\nvar hits atomic.Int64 // of the page\n\n// Hit counts one.\nfunc Hit() int64 {\n\thits.Add(1)\n\treturn hits.Load()\n}\n"

// repository makes a module whose first commit holds the files.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		t.Setenv(name, "dev@example.com")
	}
	dir := module(t, files)
	gitIn(t, dir, "init", "-q", "-b", "main")
	commitAll(t, dir)
	return dir
}

func gitIn(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func commitAll(t *testing.T, dir string) {
	t.Helper()
	gitIn(t, dir, "add", "-A")
	gitIn(t, dir, "commit", "-q", "--allow-empty", "-m", "x")
}

// TestReviewTrees wants the same review of what is committed, what is not, and what git does not know yet; packages that come and go; and no
// trace in the work tree.
func TestReviewTrees(t *testing.T) {
	headline := func(dir string, args ...string) string {
		t.Helper()
		got := run(t, dir, append([]string{"review", "-base"}, args...)...)
		if got.status != 0 || got.stderr != "" {
			t.Errorf("%v: %+v", args, got)
		}
		_, rest, _ := strings.Cut(got.stdout, "**counterlint review**: ")
		line, _, _ := strings.Cut(rest, "\n")
		return line
	}
	dir := repository(t, map[string]string{"q/q.go": "package q\n\nimport \"sync/atomic\"\n\nvar n atomic.Int64\n\nfunc F() int64 { n.Add(1); return n.Load() }\n"})
	if got := headline(dir, "HEAD"); got != "no counter was added, changed or removed" {
		t.Errorf("nothing changed: %s", got)
	}
	write(t, filepath.Join(dir, "p/p.go"), counterGo)
	if got := headline(dir, "HEAD"); got != "+1 counter" {
		t.Errorf("not known to git: %s", got)
	}
	gitIn(t, dir, "add", "-A")
	if got := headline(dir, "HEAD"); got != "+1 counter" {
		t.Errorf("staged: %s", got)
	}
	commitAll(t, dir)
	if err := os.RemoveAll(filepath.Join(dir, "q")); err != nil {
		t.Fatal(err)
	}
	if got := headline(dir, "HEAD~1"); got != "+1 counter, −1 counter" {
		t.Errorf("a package that went: %s", got)
	}
	gitIn(t, dir, "checkout", "-q", "--", "q")
	if got := headline(dir, "HEAD~1", "./p"); got != "+1 counter" {
		t.Errorf("a package that came: %s", got)
	}
	if got := headline(dir, "HEAD~1", "./q"); got != "no counter was added, changed or removed" {
		t.Errorf("another package: %s", got)
	}
	if got := headline(filepath.Join(dir, "p"), "HEAD~1"); got != "+1 counter" {
		t.Errorf("from a folder: %s", got)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if got := headline(link, "HEAD~1"); got != "+1 counter" {
		t.Errorf("through a link: %s", got)
	}
	cmd := exec.Command("git", "status", "--porcelain")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("left behind: %s%v", out, err)
	}
}

// TestReviewRefuses wants one line that says what is wrong, and the status of it.
func TestReviewRefuses(t *testing.T) {
	dir := repository(t, map[string]string{"p.go": badGo})
	write(t, filepath.Join(dir, "p.go"), cleanGo)
	commitAll(t, dir)
	shallow := filepath.Join(t.TempDir(), "shallow")
	gitIn(t, dir, "clone", "-q", "--depth", "1", "file://"+dir, shallow)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(filepath.Dir(dir)))
	outside := module(t, map[string]string{"p.go": cleanGo})
	for _, tt := range []struct {
		dir, args string
		status    int
		want      string
	}{
		{dir, "", 2, "counterlint review needs -base REV"},
		{dir, "-base nope", 2, "-base nope: git knows no revision nope"},
		{dir, "-base --output=x", 2, "-base --output=x: git knows no revision --output=x"},
		{dir, "-base HEAD -format html", 2, "want one of md, json, rdjson, github"},
		{dir, "-base HEAD -post bitbucket", 2, "want one of github, gitlab"},
		{dir, "-base HEAD -post gitlab", 2, "-post gitlab: CI_API_V4_URL and CI_PROJECT_ID are not set"},
		{shallow, "-base HEAD~1", 2, "git knows no revision HEAD~1"},
		{outside, "-base HEAD", 2, "not a git repository"},
		{dir, "-base HEAD~1", 3, "p.go:7:17: in the base"},
	} {
		t.Setenv("CI_API_V4_URL", "")
		got := run(t, tt.dir, append([]string{"review"}, strings.Fields(tt.args)...)...)
		if got.status != tt.status || !strings.HasPrefix(got.stderr, "counterlint: ") || !strings.Contains(got.stderr, tt.want) || strings.Count(got.stderr, "\n") != 1 {
			t.Errorf("%s: %d %swant %d %s", tt.args, got.status, got.stderr, tt.status, tt.want)
		}
	}
}

// TestReviewBroken wants nothing said of the counters of a package that is not analysed but that it is not.
func TestReviewBroken(t *testing.T) {
	dir := repository(t, map[string]string{"p.go": counterGo, "q/q.go": strings.Replace(counterGo, "package p", "package q", 1)})
	write(t, filepath.Join(dir, "p.go"), counterGo+"func (\n")
	if err := os.Remove(filepath.Join(dir, "q/q.go")); err != nil {
		t.Fatal(err)
	}
	got := run(t, dir, "review", "-base", "HEAD", "./...")
	if got.status != 3 || strings.Count(got.stdout, " removed") != 1 || !strings.Contains(got.stdout, "q/q.go") || !strings.Contains(got.stdout, "Not analysed as a whole") {
		t.Errorf("status %d: %s%s", got.status, got.stdout, got.stderr)
	}
}

// TestReviewFindings wants new findings alone, and that they hold the change up where the team says so.
func TestReviewFindings(t *testing.T) {
	dir := repository(t, map[string]string{"p.go": hotGo, ".counterlint.yml": "review: {blocking: findings}\n"})
	write(t, filepath.Join(dir, "q.go"), "package p\n\nvar lost int\n\nfunc g() {\n\tlost++\n}\n")
	commitAll(t, dir)
	got := run(t, dir, "review", "-base", "HEAD~1")
	if got.status != 1 || !strings.Contains(got.stdout, "q.go:6") || strings.Contains(got.stdout, "p.go") || !strings.Contains(got.stdout, "suggestion\n  \tlost += 1\n") {
		t.Errorf("%+v", got)
	}
	if got := run(t, dir, "review", "-base", "HEAD"); got.status != 0 {
		t.Errorf("nothing new: %+v", got)
	}
}

// docs/review.md names every flag of review and every check; the configuration knows the same checks; the templates call what there is.
func TestReviewDocumentation(t *testing.T) {
	text := read(t, "../../docs/review.md")
	fs := flag.NewFlagSet("review", flag.ContinueOnError)
	reviewCommand().setup(&app{}, fs)
	fs.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "`-"+f.Name+"`") && !strings.Contains(text, "`-"+f.Name+" ") {
			t.Errorf("no word of -%s", f.Name)
		}
	})
	if !slices.Equal(review.CheckNames(), config.ReviewChecks) {
		t.Errorf("checks %v, in the configuration %v", review.CheckNames(), config.ReviewChecks)
	}
	for _, name := range review.CheckNames() {
		if !strings.Contains(text, "\n| `"+name+"` |") {
			t.Errorf("no row for %s", name)
		}
	}
	for _, template := range []string{"../../ci/review.github.yml", "../../ci/review.gitlab.yml"} {
		text := read(t, template)
		var doc map[string]any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Errorf("%s: %v", template, err)
		}
		call := regexp.MustCompile(`counterlint review -.*`).FindString(text)
		flags := regexp.MustCompile(`(?:^| )-([a-z]+)`).FindAllStringSubmatch(call, -1)
		if len(flags) < 2 {
			t.Errorf("%s calls %q", template, call)
		}
		for _, m := range flags {
			if fs.Lookup(m[1]) == nil {
				t.Errorf("%s: there is no -%s", template, m[1])
			}
		}
	}
}
