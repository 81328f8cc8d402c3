//go:build unix

package editors

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNeovim has a real editor open, type, and take a fix.
func TestNeovim(t *testing.T) {
	need(t, *goplsFile, "gopls")
	need(t, *nvimFile, "nvim")
	script, err := filepath.Abs("testdata/edit.lua")
	if err != nil {
		t.Fatal(err)
	}
	edits(t, exec.Command(*nvimFile, "--headless", "-u", "NONE", "-n", "-c", "luafile "+script))
}

// TestEmacs does the same in another one, with the configuration that docs/editors.md gives.
func TestEmacs(t *testing.T) {
	need(t, *goplsFile, "gopls")
	need(t, *emacsFile, "emacs")
	doc, err := os.ReadFile("../../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, config, found := strings.Cut(string(doc), "```elisp\n")
	config, _, _ = strings.Cut(config, "```")
	script, err := filepath.Abs("testdata/edit.el")
	if err != nil || !found {
		t.Fatal(err, found)
	}
	bin := t.TempDir()
	if err := os.Symlink(counterlint, filepath.Join(bin, "counterlint")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(bin, "config.el")
	if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(*emacsFile, "--batch", "-q", "-l", script)
	cmd.Env = []string{"CONFIG=" + file, "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")}
	edits(t, cmd)
}

// edits runs an editor with a script that types bothGo, takes the fix of counterlint, asks what the name in the ignore comment is, and
// reports.
func edits(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	dir, scratch := world(t), t.TempDir()
	typed, reported := filepath.Join(scratch, "typed.go"), filepath.Join(scratch, "report.json")
	if err := os.WriteFile(typed, []byte(bothGo), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "COUNTERLINT="+counterlint, "COUNTERLINT_GOPLS="+*goplsFile, "TYPED="+typed, "REPORT="+reported, "GOWORK=off", "HOME="+scratch,
		"GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE")), cmd.Env...)
	out, runErr := cmd.CombinedOutput()
	data, err := os.ReadFile(reported)
	if err != nil {
		t.Fatalf("%v, %v: %s", err, runErr, out)
	}
	var report struct {
		Problem, Hover, Text string
		Modified             bool
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if report.Problem != "" || runErr != nil || !report.Modified || !strings.HasPrefix(report.Hover, "**loadstore**") {
		t.Fatalf("%+v, %v: %s", report, runErr, out)
	}
	if !strings.Contains(report.Text, "return refs.Add(-1) == 0") {
		t.Errorf("fixed:\n%s", report.Text)
	}
	compiles(t, dir, report.Text)
}

func goEnv(t *testing.T, name string) string {
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
