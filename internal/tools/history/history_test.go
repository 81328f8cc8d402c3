package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/loadstore"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/rule"
)

// The past of a made-up repository: mistakes, and the commit that repairs one of them.
const (
	gomod   = "module example.com/tiny\n\ngo 1.26\n"
	mistake = `package tiny

import "sync/atomic"

var hits, misses atomic.Int64

func Hit(n int64) {
	hits.Store(hits.Load() + n)
}

func Miss(n int64) {
	misses.Store(misses.Load() + n)
}
`
)

func TestRun(t *testing.T) {
	clones := t.TempDir()
	repo := filepath.Join(clones, "tiny")
	commit(t, repo, map[string]string{"go.mod": gomod, "tiny.go": mistake})
	fix := commit(t, repo, map[string]string{"tiny.go": strings.Replace(mistake, "hits.Store(hits.Load() + n)", "hits.Add(n)", 1)})

	table := filepath.Join(t.TempDir(), "history.tsv")
	row := func(line, level, after, reason string) string {
		return strings.Join([]string{"tiny", fix, "", ".", "tiny.go", line, "checkthenact,loadstore", level, after, reason}, "\t") + "\n"
	}
	head := strings.Join(header, "\t") + "\n"
	// The second place is one that the fix left as it was; on the third there is nothing to tell.
	was := head + row("8", "missed", "silent", "") + row("12", "default", "silent", "untouched") + row("7", "missed", "silent", "no mistake")
	if err := os.WriteFile(table, []byte(was), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		var out, complaints bytes.Buffer
		tool := &tool{
			ctx: t.Context(), table: table, page: filepath.Join(filepath.Dir(table), "history.md"), stdout: &out, stderr: &complaints,
			config: driver.Config{Rules: []*rule.Rule{loadstore.Rule}, Tool: "test"},
		}
		if got := tool.command(args); got != want || complaints.Len() > 0 {
			t.Fatalf("%v: exit status %d, want %d\n%s%s", args, got, want, &out, &complaints)
		}
		return out.String()
	}

	if out := run(1, "run", "-dir", clones); !strings.Contains(out, "it was default, after: silent") {
		t.Errorf("the place that is still reported is not told:\n%s", out)
	}
	run(0, "run", "-dir", clones, "-record")
	want := head + row("8", "default", "silent", "") + row("12", "default", "reported", "untouched") + row("7", "missed", "silent", "no mistake")
	if got := text(t, table); got != want {
		t.Errorf("recorded:\n%s\nwant:\n%s", got, want)
	}
	if out := run(0, "run", "-dir", clones, "-repo", "other"); out != "" {
		t.Errorf("another repository was asked for:\n%s", out)
	}

	page := filepath.Join(filepath.Dir(table), "history.md")
	if err := os.WriteFile(page, []byte("<!-- history rules -->\n<!-- end -->\n<!-- history losses -->\n<!-- end -->\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run(0, "docs")
	for _, line := range []string{"| all | 3 | 2 | 0 | 0 | 1 | 0 | 1 |", "reported after the fix | untouched |", "missed | no mistake |"} {
		if !strings.Contains(text(t, page), line) {
			t.Errorf("the page lacks %q:\n%s", line, text(t, page))
		}
	}
}

func TestRead(t *testing.T) {
	for name, row := range map[string]string{
		"line":   "tiny\t0123456789ab\t\t.\ta.go\t0\tloadstore\tdefault\tsilent\t",
		"commit": "tiny\tHEAD\t\t.\ta.go\t1\tloadstore\tdefault\tsilent\t",
		"level":  "tiny\t0123456789ab\t\t.\ta.go\t1\tloadstore\tloud\tsilent\t",
	} {
		file := filepath.Join(t.TempDir(), "history.tsv")
		if err := os.WriteFile(file, []byte(strings.Join(header, "\t")+"\n"+row+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := read(file); err == nil || !strings.Contains(err.Error(), "history.tsv:2: not a "+name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// commit writes files into a repository, which it makes first where there is none, and returns the new commit.
func commit(t *testing.T, repo string, files map[string]string) string {
	t.Helper()
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		cmd.Dir = repo
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	if err := os.MkdirAll(repo, 0o755); err != nil {
		t.Fatal(err)
	}
	git("init", "-q")
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(repo, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git("add", ".")
	git("commit", "-q", "-m", "change")
	return git("rev-parse", "HEAD")
}

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
