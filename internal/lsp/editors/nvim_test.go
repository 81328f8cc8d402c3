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
	dir := world(t)
	script, err := filepath.Abs("testdata/edit.lua")
	if err != nil {
		t.Fatal(err)
	}
	scratch := t.TempDir()
	typed, reported := filepath.Join(scratch, "typed.go"), filepath.Join(scratch, "report.json")
	if err := os.WriteFile(typed, []byte(bothGo), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(*nvimFile, "--headless", "-u", "NONE", "-n", "-c", "luafile "+script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "COUNTERLINT="+counterlint, "COUNTERLINT_GOPLS="+*goplsFile, "TYPED="+typed, "REPORT="+reported, "GOWORK=off", "HOME="+scratch,
		"GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"))
	out, runErr := cmd.CombinedOutput()
	data, err := os.ReadFile(reported)
	if err != nil {
		t.Fatalf("%v, %v: %s", err, runErr, out)
	}
	var report struct {
		Problem, Hover, Text string
		Fixed, Modified      bool
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if report.Problem != "" || runErr != nil || !report.Fixed || !report.Modified || !strings.HasPrefix(report.Hover, "**loadstore**") {
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
