package cli

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	got := run(t, t.TempDir(), "explain", "hot")
	want := `hot: report increments of a variable with that name

  group cost, severity warning, since 0.1.0
  offers fixes: needs review
  https://github.com/counterlint/counterlint/blob/main/docs/rules/hot.md

WHAT IT REPORTS

  Each hot++, whatever it means. [Limits] apply.

WHY IT MATTERS

  It does not.

BAD

      func f() {
          hot++
      }

LIMITS

    - One thing.
    - Another one.

CATEGORIES

  increment (warning): an increment

To silence one finding: //counterlint:ignore hot reason
`
	if got != (result{want, "", 0}) {
		t.Errorf("got\n%s%s\nwant\n%s", got.stdout, got.stderr, want)
	}
	list := run(t, t.TempDir(), "explain").stdout
	for _, name := range []string{"lost", "hot", "narrow", "ignore"} {
		if !regexp.MustCompile(`(?m)^  ` + name + ` +(error|warning|info) +report `).MatchString(list) {
			t.Errorf("%s is not in the list:\n%s", name, list)
		}
	}
}

func TestCache(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	cacheDir := filepath.Join(t.TempDir(), "cache")
	cached := func(args ...string) result {
		cmd := program(t, dir, args...)
		cmd.Env = append(cmd.Env, "COUNTERLINT_CACHE="+cacheDir)
		return finish(t, cmd)
	}
	if got := cached("cache", "stat"); got != (result{cacheDir + ": 0 entries, 0 B\n", "", 0}) {
		t.Errorf("before: %+v", got)
	}
	first := cached("-format=json")
	if got := cached("cache", "stat"); !regexp.MustCompile(`: [1-9]\d* entr(y|ies), \d+(\.\d)? k?B\n$`).MatchString(got.stdout) {
		t.Errorf("after a run: %+v", got)
	}
	if again := cached("-format=json"); again != first {
		t.Errorf("with the cache: %+v, without: %+v", again, first)
	}
	if got := cached("cache", "clean"); got != (result{}) {
		t.Errorf("clean: %+v", got)
	}
	if got := cached("cache", "stat"); got != (result{cacheDir + ": 0 entries, 0 B\n", "", 0}) {
		t.Errorf("after clean: %+v", got)
	}
}

func TestFix(t *testing.T) {
	src := "package p\n\nvar lost, hot int\n\nfunc f() {\n\tlost++\n\thot++\n}\n"
	safe := strings.Replace(src, "lost++", "lost += 1", 1)
	both := strings.Replace(safe, "hot++", "hot += 2", 1)
	diffOf := func(lines ...string) string {
		return "--- a/p.go\n+++ b/p.go\n@@ -3,6 +3,6 @@\n var lost, hot int\n \n func f() {\n" + strings.Join(lines, "\n") + "\n }\n"
	}
	for _, tt := range []struct {
		args   string
		after  string
		stdout string // "" stands for a report
		left   string
		stderr string
		status int
	}{
		{"fix", safe, "", "hot", "counterlint: fixed 1 finding in 1 file\n", 1},
		{"check -fix", safe, "", "hot", "counterlint: fixed 1 finding in 1 file\n", 1},
		{"./... -fix", safe, "", "hot", "counterlint: fixed 1 finding in 1 file\n", 1},
		{"fix -fail-on=error", safe, "", "hot", "counterlint: fixed 1 finding in 1 file\n", 0},
		{"fix -unsafe-fixes", both, "", "", "counterlint: fixed 2 findings in 1 file\n", 0},
		{"fix -disable lost", src, "", "hot", "", 1},
		{"fix -fix=false", src, "", "lost hot", "", 1},
		{"fix -q -unsafe-fixes", both, "", "", "", 0},
		{"fix -diff", src, diffOf("-\tlost++", "+\tlost += 1", " \thot++"), "", "counterlint: would fix 1 finding in 1 file\n", 1},
		{"-diff -fail-on never", src, diffOf("-\tlost++", "+\tlost += 1", " \thot++"), "", "counterlint: would fix 1 finding in 1 file\n", 0},
		{"fix -diff -unsafe-fixes", src, diffOf("-\tlost++", "-\thot++", "+\tlost += 1", "+\thot += 2"), "", "counterlint: would fix 2 findings in 1 file\n", 1},
	} {
		t.Run(strings.ReplaceAll(tt.args, "./...", "all"), func(t *testing.T) {
			dir := module(t, map[string]string{"p.go": src})
			got := run(t, dir, append(strings.Fields(tt.args), "-o", "json=left.json")...)
			if got.status != tt.status || got.stderr != tt.stderr || tt.stdout != "" && got.stdout != tt.stdout {
				t.Errorf("got %+v, want %+v", got, tt)
			}
			if after := read(t, filepath.Join(dir, "p.go")); after != tt.after {
				t.Errorf("the file holds\n%s", after)
			}
			left := tt.left
			if tt.stdout != "" {
				left = "lost hot" // a preview reports the files as they are
			}
			report := read(t, filepath.Join(dir, "left.json"))
			for _, name := range []string{"lost", "hot"} {
				if strings.Contains(report, `"analyzer":"`+name+`"`) != strings.Contains(left, name) {
					t.Errorf("want findings of %q in %s", left, report)
				}
			}
		})
	}
}

// A fix that does not go in is named, with the reason.
func TestFixRefused(t *testing.T) {
	dep := "package dep\n\nvar lost int\n\nfunc f() {\n\tlost++\n}\n"
	dir := module(t, map[string]string{
		"go.mod":     "module example.com/m\n\ngo 1.26\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n",
		"p.go":       "package p\n\nimport _ \"example.com/dep\"\n",
		"dep/go.mod": "module example.com/dep\n\ngo 1.26\n",
		"dep/dep.go": dep,
	})
	got := run(t, dir, "fix", "example.com/dep")
	if got.status != 1 || !regexp.MustCompile(`^counterlint: dep/dep\.go:6:2: not fixed: [^\n]+\n$`).MatchString(got.stderr) || !strings.Contains(got.stdout, "[lost]") {
		t.Errorf("%+v", got)
	}
	if got := read(t, filepath.Join(dir, "dep", "dep.go")); got != dep {
		t.Errorf("the file holds\n%s", got)
	}
}

func TestHelp(t *testing.T) {
	overview := run(t, t.TempDir(), "help")
	for _, args := range [][]string{{"-h"}, {"--help"}, {"-help", "check"}} {
		if got := run(t, t.TempDir(), args...); got != overview {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for _, args := range [][]string{{"help", "check"}, {"-q", "-h"}, {"check", "-h"}, {"fix", "./...", "-help"}} {
		got := run(t, t.TempDir(), args...)
		if got.status != 0 || got.stderr != "" || !strings.HasPrefix(got.stdout, "usage: counterlint ") || !strings.Contains(got.stdout, "  -fail-on severity\n") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for _, c := range commands() {
		if !strings.Contains(overview.stdout, "\n  "+c.name+" ") {
			t.Errorf("the overview lacks %s", c.name)
		}
		if got := run(t, t.TempDir(), "help", c.name); got.status != 0 || !strings.HasPrefix(got.stdout, "usage: counterlint "+c.name) {
			t.Errorf("help %s: %+v", c.name, got)
		}
	}
}

func TestVersion(t *testing.T) {
	got := run(t, t.TempDir(), "version")
	if !regexp.MustCompile(`^counterlint \S+ \(go1\.\S+, \w+/\w+\)\n$`).MatchString(got.stdout) || got.status != 0 {
		t.Errorf("%+v", got)
	}
}

func TestWords(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 1_550_000: "1.6 MB", 3_000_000_000_000_000: "3000.0 TB"} {
		if got := size(bytes); got != want {
			t.Errorf("size(%d) = %s, want %s", bytes, got, want)
		}
	}
	if got := shellWords([]string{"./...", "a b", "it's", "", "$x"}); got != `./... 'a b' 'it'\''s' '' '$x'` {
		t.Errorf("shellWords: %s", got)
	}
	if got := alternatives([]string{"a", "b", "c"}); got != "a, b or c" {
		t.Errorf("alternatives: %s", got)
	}
}
