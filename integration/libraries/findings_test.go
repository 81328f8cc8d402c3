package libraries

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A want is what a comment asks for on its line: analyzers, and a pattern for the message of the last one.
var wantForm = regexp.MustCompile("// want ([a-z,]+)(?: \"(.*)\")?$")

// TestFindings runs the command over the programs in testdata, which use the real packages, and wants exactly what they say.
func TestFindings(t *testing.T) {
	exe := filepath.Join(t.TempDir(), "counterlint")
	if out, err := exec.Command("go", "build", "-o", exe, "github.com/counterlint/counterlint/cmd/counterlint").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	programs, err := filepath.Glob("testdata/*")
	if err != nil || len(programs) < 10 {
		t.Fatalf("%d programs, %v", len(programs), err)
	}
	args := []string{"-format=json", "-min-severity=info"}
	for _, p := range programs {
		args = append(args, "./"+filepath.ToSlash(p))
	}
	got := map[string][]string{} // "file:line" to "analyzer: message"
	for _, f := range check(t, exe, args) {
		at := fmt.Sprintf("%s:%d", filepath.ToSlash(f.File), f.Line)
		for _, name := range append([]string{f.Analyzer}, f.Also...) {
			got[at] = append(got[at], name+": "+f.Message)
		}
	}
	files, err := filepath.Glob("testdata/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		line := 0
		for text := range strings.Lines(string(src)) {
			line++
			at := fmt.Sprintf("%s:%d", filepath.ToSlash(file), line)
			m := wantForm.FindStringSubmatch(strings.TrimSpace(text))
			if m == nil {
				m = []string{"", "", ""}
				if strings.Contains(text, "// want") {
					t.Errorf("%s: a want comment of no known form", at)
				}
			}
			var names []string
			matched := m[2] == ""
			for _, f := range got[at] {
				name, message, _ := strings.Cut(f, ": ")
				names = append(names, name)
				matched = matched || regexp.MustCompile(m[2]).MatchString(message)
			}
			slices.Sort(names)
			if have := strings.Join(names, ","); have != m[1] {
				t.Errorf("%s: found %q, want %q\n%s", at, have, m[1], strings.Join(got[at], "\n"))
			} else if !matched {
				t.Errorf("%s: no message matches %q:\n%s", at, m[2], strings.Join(got[at], "\n"))
			}
			delete(got, at)
		}
	}
	for at, found := range got {
		t.Errorf("%s: %s", at, found)
	}
}

type finding struct {
	Analyzer, File, Message string
	Also                    []string
	Line                    int
}

// check runs the command and returns its findings. Packages that do not compile, of which it tells with its status, fail the test.
func check(t *testing.T, exe string, args []string) []finding {
	t.Helper()
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "COUNTERLINT_CACHE="+t.TempDir())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var doc struct{ Findings []finding }
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Findings
}
