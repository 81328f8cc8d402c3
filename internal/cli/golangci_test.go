package cli

import (
	"strings"
	"testing"
)

func TestGolangciBuildErrors(t *testing.T) {
	dir := module(t, map[string]string{"p.go": cleanGo})
	for args, want := range map[string]string{
		"":                       "this counterlint was built in a folder and has no version; name the folder with -source",
		"-source .":              "-source .: no go.mod of github.com/counterlint/counterlint there",
		"-source gone":           "-source gone: no go.mod of github.com/counterlint/counterlint there",
		"-golangci-lint 2.15.0":  "-golangci-lint 2.15.0: want a version such as v2.15.0",
		"-golangci-lint v1.64.8": "-golangci-lint v1.64.8: want a version such as v2.15.0",
		"-o .":                   "-o .: not a file",
		"./...":                  "counterlint golangci-build takes no argument, but was given ./...",
	} {
		got := run(t, dir, append([]string{"golangci-build"}, strings.Fields(args)...)...)
		if got.status != 2 || got.stderr != "counterlint: "+want+"\n" {
			t.Errorf("%s: %+v", args, got)
		}
	}
	onlyFiles(t, dir, "go.mod", "p.go")
}

// What fails to build is told by the go command's own lines, and leaves nothing behind.
func TestGolangciBuildFails(t *testing.T) {
	source := module(t, map[string]string{"go.mod": "module github.com/counterlint/counterlint\n\ngo 1.26\n", "p.go": cleanGo})
	cmd := program(t, source, "golangci-build", "-source", ".", "-o", "out")
	cmd.Env = append(cmd.Env, "GOPROXY=off", "GOMODCACHE="+t.TempDir())
	got := finish(t, cmd)
	if got.status != 3 || got.stdout != "" || !strings.Contains(got.stderr, "github.com/golangci/golangci-lint/v2") || !strings.Contains(got.stderr, "GOPROXY=off") {
		t.Errorf("%+v", got)
	}
	onlyFiles(t, source, "go.mod", "p.go")
}
