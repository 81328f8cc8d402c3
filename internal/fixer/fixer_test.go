package fixer_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer"
)

// module writes a module of the given files, go.mod included, and returns its folder.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := realTemp(t)
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const goMod = "module ex.com/m\n\ngo 1.24\n"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// byMarks analyses by the marks of [replacements] alone.
func byMarks(dir string) func(context.Context, map[string][]byte) ([]finding.Finding, error) {
	return func(_ context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
		return replacements(dir, overlay)
	}
}

// TestDiff: a preview shows what all rounds together would do, and does nothing.
func TestDiff(t *testing.T) {
	files := map[string]string{
		"go.mod": goMod,
		"a.go":   "package m\n\nvar a = 1 //mend:replace = 1=>= 2 //mend@other:replace = 2=>= 3\n",
		"s/b.go": "package s\n\nvar b = 1 //mend:replace 1=>len(\"\")\n",
		"c.go":   "package m\n\nvar c = 1\n",
	}
	dir := module(t, files)
	var diff bytes.Buffer
	r, err := fixer.Run(t.Context(), fixer.Options{Dir: dir, Analyze: byMarks(dir), Diff: &diff})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if got := read(t, filepath.Join(dir, name)); got != text {
			t.Errorf("%s changed to %q", name, got)
		}
	}
	want := "--- a/a.go\n+++ b/a.go\n@@ -1,3 +1,3 @@\n package m\n \n" +
		"-var a = 1 //mend:replace = 1=>= 2 //mend@other:replace = 2=>= 3\n+var a = 3 //mend:replace = 1=>= 2 //mend@other:replace = 2=>= 3\n" +
		"--- a/s/b.go\n+++ b/s/b.go\n@@ -1,3 +1,3 @@\n package s\n \n" +
		"-var b = 1 //mend:replace 1=>len(\"\")\n+var b = len(\"\") //mend:replace 1=>len(\"\")\n"
	if diff.String() != want {
		t.Errorf("diff\n%swant\n%s", &diff, want)
	}
	if len(r.Applied) != 3 || r.Rounds != 2 || !slices.Equal(r.Files, []string{filepath.Join(dir, "a.go"), filepath.Join(dir, "s", "b.go")}) {
		t.Errorf("result %+v", r)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	git := exec.Command("git", "apply", "-")
	git.Dir, git.Stdin = dir, &diff
	if out, err := git.CombinedOutput(); err != nil {
		t.Fatalf("the diff does not apply: %v\n%s", err, out)
	}
	if got := read(t, filepath.Join(dir, "a.go")); !strings.Contains(got, "var a = 3") {
		t.Errorf("the diff makes of a.go: %q", got)
	}
}

// TestDiffFails: a writer that fails is an error, as a full disk behind a pipe is.
func TestDiffFails(t *testing.T) {
	dir := module(t, map[string]string{"go.mod": goMod, "a.go": "package m\n\nvar a = 1 //mend:replace 1=>2\n"})
	_, err := fixer.Run(t.Context(), fixer.Options{Dir: dir, Analyze: byMarks(dir), Diff: brokenWriter{}})
	if !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestChangedMeanwhile: what somebody else writes while the fixer works is never overwritten.
func TestChangedMeanwhile(t *testing.T) {
	const text = "package m\n\nvar a = 1 //mend:replace 1=>2\n"
	const theirs = "package m\n\nvar b, a = 0, 1 //mend:replace 1=>2\n"
	for when, want := range map[int]string{
		1: "package m\n\nvar b, a = 0, 2 //mend:replace 1=>2\n", // after the first analysis, before the text is held: fixed as it is now
		2: theirs,                                               // later: an error
		3: theirs,
	} {
		dir := module(t, map[string]string{"go.mod": goMod, "a.go": text})
		name := filepath.Join(dir, "a.go")
		calls := 0
		_, err := fixer.Run(t.Context(), fixer.Options{Dir: dir, Analyze: func(ctx context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
			fs, err := replacements(dir, overlay)
			if calls++; calls == when {
				err = os.WriteFile(name, []byte(theirs), 0o644)
			}
			return fs, err
		}})
		if got := read(t, name); got != want {
			t.Errorf("changed after analysis %d: %q", when, got)
		}
		if (when > 1) != (err != nil && err.Error() == "a.go: changed on disk while it was being fixed; nothing was written") {
			t.Errorf("changed after analysis %d: error %v", when, err)
		}
	}
}

// TestRunaway: a fix that brings the next one is stopped.
func TestRunaway(t *testing.T) {
	dir := module(t, map[string]string{"go.mod": goMod, "a.go": "package m\n\nvar a = 1\n"})
	name := filepath.Join(dir, "a.go")
	r, err := fixer.Run(t.Context(), fixer.Options{Dir: dir, Analyze: func(_ context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
		text := read(t, name)
		if held, ok := overlay[name]; ok {
			text = string(held)
		}
		at := strings.Index(text, "1\n")
		return []finding.Finding{{Analyzer: "more", File: "a.go", Line: 3, Fixes: []finding.Fix{{
			Class: finding.Safe, Edits: []finding.Edit{{File: "a.go", Start: at, End: at, New: "1"}},
		}}}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Rounds != fixer.DefaultRounds || len(r.Left) != 1 || r.Left[0].Reason != "fixes still come up after 8 rounds" {
		t.Errorf("result %+v", r)
	}
	if got, want := read(t, name), "package m\n\nvar a = 111111111\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestErrors: whatever goes wrong is one line, and changes nothing.
func TestErrors(t *testing.T) {
	const text = "package m\n\nvar a = 1 //mend:replace 1=>2\n"
	files := map[string]string{"go.mod": goMod, "a.go": text}
	edit := func(edits ...finding.Edit) func(context.Context, map[string][]byte) ([]finding.Finding, error) {
		return func(context.Context, map[string][]byte) ([]finding.Finding, error) {
			return []finding.Finding{{Analyzer: "x", File: "a.go", Line: 1, Fixes: []finding.Fix{{Class: finding.Safe, Edits: edits}}}}, nil
		}
	}
	for _, test := range []struct {
		about   string
		files   map[string]string
		analyze func(context.Context, map[string][]byte) ([]finding.Finding, error)
		err     string // of Run
		left    string // or a reason
	}{
		{"the analysis fails", files, func(context.Context, map[string][]byte) ([]finding.Finding, error) { return nil, errors.New("no") }, "no", ""},
		{"a broken go.mod", map[string]string{"go.mod": "modul\n", "a.go": text}, nil, "", "the fix edits a.go: it lies outside the main module"},
		{"no module", map[string]string{"a.go": text}, nil, "", "the fix edits a.go: it lies outside the main module"},
		{"no file", files, edit(finding.Edit{File: "b.go"}), "", "the fix edits b.go: no such file or directory"},
		{"no Go file", files, edit(finding.Edit{File: "go.mod"}), "", "the fix edits go.mod: it is not a Go file"},
		{"a folder", map[string]string{"go.mod": goMod, "d.go/x.go": "package x\n"}, edit(finding.Edit{File: "d.go"}), "",
			"the fix edits d.go: it is not a regular file"},
		{"outside the text", files, edit(finding.Edit{File: "a.go", Start: 5, End: 500}), "", "the fix edits a.go outside its text"},
		{"backwards", files, edit(finding.Edit{File: "a.go", Start: 5, End: 4}), "", "the fix edits a.go outside its text"},
		{"overlapping itself", files, edit(finding.Edit{File: "a.go", Start: 5, End: 8}, finding.Edit{File: "a.go", Start: 7, End: 9}), "",
			"the edits of the fix overlap in a.go"},
		{"a file that does not parse", map[string]string{"go.mod": goMod, "a.go": "package\n"}, edit(finding.Edit{File: "a.go"}), "",
			"the fix edits a.go: it does not parse"},
		{"no edits", files, edit(), "", "no fix is offered"},
	} {
		t.Run(test.about, func(t *testing.T) {
			dir := module(t, test.files)
			if test.analyze == nil {
				test.analyze = byMarks(dir)
			}
			env := append(os.Environ(), "GOWORK=off", "GOFLAGS=")
			r, err := fixer.Run(t.Context(), fixer.Options{Dir: dir, Analyze: test.analyze, Env: env})
			switch {
			case test.err != "" && (err == nil || err.Error() != test.err), test.err == "" && err != nil:
				t.Errorf("error %v, want %q", err, test.err)
			case test.left != "" && (len(r.Left) != 1 || r.Left[0].Reason != test.left):
				t.Errorf("left %+v, want %q", r.Left, test.left)
			}
			for name, text := range test.files {
				if got := read(t, filepath.Join(dir, name)); got != text {
					t.Errorf("%s changed to %q", name, got)
				}
			}
		})
	}
}

// TestCancelled: a run that is broken off changes nothing, wherever it was.
func TestCancelled(t *testing.T) {
	const text = "package m\n\nvar a = 1 //mend:replace 1=>2\n"
	for when := 1; when <= 2; when++ {
		dir := module(t, map[string]string{"go.mod": goMod, "a.go": text})
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		_, err := fixer.Run(ctx, fixer.Options{Dir: dir, Analyze: func(_ context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
			if calls++; calls == when {
				cancel()
			}
			return replacements(dir, overlay)
		}})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled in analysis %d: error %v", when, err)
		}
		if got := read(t, filepath.Join(dir, "a.go")); got != text {
			t.Errorf("cancelled in analysis %d: %q", when, got)
		}
	}
}

// TestDirectoryLink: a module that is reached by a symbolic link is fixed in its place.
func TestDirectoryLink(t *testing.T) {
	dir := module(t, map[string]string{
		"m/go.mod":        goMod,
		"m/a.go":          "package m\n\nvar A int64 = 1 //mend:replace int64=>int\n\nvar b = 1 //mend:replace 1=>2\n",
		"m/sub/b.go":      "package sub\n\nimport \"ex.com/m\"\n\nvar B int64 = m.A\n",
		"m/sub/b_test.go": "package sub\n",
	})
	link := filepath.Join(dir, "link")
	if err := os.Symlink("m", link); err != nil {
		t.Fatal(err)
	}
	r, err := fixer.Run(t.Context(), fixer.Options{Dir: link, Analyze: byMarks(link + "/")})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Applied) != 1 || len(r.Left) != 1 || !strings.Contains(r.Left[0].Reason, "does not compile: sub/b.go:5:15") {
		t.Errorf("result %+v", r)
	}
	if got := read(t, filepath.Join(dir, "m", "a.go")); !strings.Contains(got, "var b = 2") {
		t.Errorf("a.go is %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}
