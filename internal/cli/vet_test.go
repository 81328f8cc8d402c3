package cli

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// goTool runs the go command with this program as a tool.
func goTool(t *testing.T, dir, verb, flag string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append([]string{verb, flag + "=" + exe}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCommand+"=1", "PWD="+dir, "GOFLAGS=", "GOWORK=off")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			t.Fatal(err)
		}
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestGoVet(t *testing.T) {
	dir := module(t, map[string]string{"p.go": allGo, "p_test.go": "package p\n\nfunc g() {\n\tlost++\n}\n", "clean/p.go": cleanGo})
	const lost, hot, shaky, narrow, inTest = "p.go:6:2: lost is incremented\n", "p.go:8:2: hot is incremented\n",
		"p.go:7:2: shaky is incremented\n", "p.go:9:2: narrow is incremented\n", "p_test.go:4:2: lost is incremented\n"
	for _, tt := range []struct {
		args   string
		want   []string
		status int
	}{
		{"./...", []string{lost, hot}, 1},
		{"./clean", nil, 0},
		{"-lost ./...", []string{lost}, 1},
		{"-lost=false ./...", []string{hot}, 1},
		{"-counterlintreport.min-severity=info ./...", []string{lost, hot, narrow}, 1},
		{"-counterlintreport.min-severity=error ./...", []string{lost}, 1},
		{"-counterlintreport.deep ./...", []string{lost, shaky, hot}, 1},
		{"-counterlintreport.tests ./...", []string{lost, hot, inTest}, 1},
		{"-tags=x ./...", []string{lost, hot}, 1},
	} {
		_, stderr, status := goTool(t, dir, "vet", "-vettool", strings.Fields(tt.args)...)
		if status != tt.status {
			t.Errorf("go vet %s: status %d, want %d\n%s", tt.args, status, tt.status, stderr)
		}
		findings := 0
		for line := range strings.Lines(stderr) {
			if !strings.HasPrefix(line, "#") {
				findings++
			}
		}
		if findings != len(tt.want) {
			t.Errorf("go vet %s: %d findings, want %d\n%s", tt.args, findings, len(tt.want), stderr)
		}
		for _, want := range tt.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("go vet %s: no %q in\n%s", tt.args, want, stderr)
			}
		}
	}
	if _, stderr, status := goTool(t, dir, "vet", "-vettool", "-nope", "./..."); status == 0 || !strings.Contains(stderr, "nope") {
		t.Errorf("an unknown flag: status %d, %s", status, stderr)
	}
}

func TestGoVetJSON(t *testing.T) {
	dir := module(t, map[string]string{"p.go": allGo})
	stdout, stderr, status := goTool(t, dir, "vet", "-vettool", "-json", "./...")
	var doc map[string]map[string][]struct {
		Posn, Message, Category string
		SuggestedFixes          []struct{ Message string } `json:"suggested_fixes"`
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	found := doc["example.com/m"]
	if status != 0 || len(found) != 2 || len(found["lost"]) != 1 || len(found["hot"]) != 1 {
		t.Fatalf("status %d, %+v", status, doc)
	}
	lost, hot := found["lost"][0], found["hot"][0]
	if !strings.HasSuffix(lost.Posn, "p.go:6:2") || lost.Category != "increment" || len(lost.SuggestedFixes) != 1 {
		t.Errorf("%+v", lost)
	}
	if len(hot.SuggestedFixes) != 0 {
		t.Errorf("a fix that needs review is offered: %+v", hot)
	}
}

// go fix and go vet -fix apply the safe fixes alone.
func TestGoFix(t *testing.T) {
	fixed := strings.Replace(allGo, "lost++", "lost += 1", 1)
	for _, tt := range []struct {
		args, after, stdout string
		status              int
	}{
		{"fix -fixtool ./...", fixed, "", 0},
		{"fix -fixtool -lost=false ./...", allGo, "", 0},
		{"fix -fixtool -diff ./...", allGo, "+\tlost += 1\n", 1},
		{"vet -vettool -fix ./...", fixed, "", 0},
	} {
		dir := module(t, map[string]string{"p.go": allGo})
		args := strings.Fields(tt.args)
		stdout, stderr, status := goTool(t, dir, args[0], args[1], args[2:]...)
		if status != tt.status || !strings.Contains(stdout, tt.stdout) {
			t.Errorf("%s: status %d\n%s%s", tt.args, status, stdout, stderr)
		}
		if got := read(t, filepath.Join(dir, "p.go")); got != tt.after {
			t.Errorf("%s: the file holds\n%s", tt.args, got)
		}
	}
}

func TestVetProtocol(t *testing.T) {
	for args, want := range map[string]bool{
		"-V=full": true, "-flags": true, "/tmp/vet.cfg": true, "-json -lost=true /tmp/vet.cfg": true,
		"": false, "./...": false, "check": false, "-config x.cfg ./...": false, "version": false,
		"./... -config x.cfg": false, "-config=x.cfg": false, "--config x.cfg": false, "-o text=x.cfg": false,
	} {
		if got := isVetProtocol(strings.Fields(args)); got != want {
			t.Errorf("%q: %v", args, got)
		}
	}
}
