package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestEnvironment(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	bare := t.TempDir() // no module
	write(t, filepath.Join(bare, "p.go"), "package p\n")
	for _, tt := range []struct {
		name, dir, env string
		args           []string
		status         int
		stderr         string
	}{
		{
			"no go command", dir, "PATH=" + bare, nil, 3,
			"counterlint: the go command is not in PATH; packages cannot be loaded without it\n",
		},
		{"no go.mod", bare, "", nil, 3, "counterlint: pattern ./...: directory prefix . does not contain main module or its selected dependencies\n"},
		{"no such package", dir, "", []string{"net/htp"}, 3, "counterlint: package net/htp is not in std (GOROOT/src/net/htp)\n"},
		{"no such folder", dir, "", []string{"./gone"}, 3, "counterlint: ./gone: stat DIR/gone: directory not found\n"},
		{
			"a cache that cannot be made", dir, "COUNTERLINT_CACHE=" + filepath.Join(dir, "go.mod", "x"), nil, 1,
			"counterlint: warning: the cache is not used: mkdir DIR/go.mod: not a directory\n",
		},
		{"no place for a cache", dir, "COUNTERLINT_CACHE=\nHOME=\nXDG_CACHE_HOME=", nil, 1, "counterlint: warning: no cache: neither $XDG_CACHE_HOME nor $HOME are defined\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, format := range []string{"text", "json", "sarif"} {
				cmd := program(t, tt.dir, append(tt.args, "-format", format)...)
				cmd.Env = append(cmd.Env, "GOCACHE="+os.TempDir())
				cmd.Env = append(cmd.Env, strings.Split(tt.env, "\n")...)
				got := finish(t, cmd)
				got.stderr = strings.ReplaceAll(got.stderr, tt.dir, "DIR")
				if i := strings.Index(got.stderr, "("); i >= 0 {
					got.stderr = got.stderr[:i+1] + "GOROOT" + got.stderr[strings.Index(got.stderr, "/src/"):]
				}
				if got.status != tt.status || got.stderr != tt.stderr {
					t.Errorf("%s: status %d\ngot  %swant %s", format, got.status, got.stderr, tt.stderr)
				}
				if tt.status == 1 && !strings.Contains(got.stdout, "lost is incremented") {
					t.Errorf("%s: the finding is lost: %s", format, got.stdout)
				}
			}
		})
	}
}

// A signal ends the run with the status that a shell would give, one line and no file left behind. The run is caught while the go
// command works: here that is a script that says so and waits.
func TestSignals(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "report.json": "old"})
	bin := t.TempDir()
	fifo := filepath.Join(bin, "started")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	write(t, filepath.Join(bin, "go"), "#!/bin/sh\necho started >"+fifo+"\nexec sleep 600\n")
	if err := os.Chmod(filepath.Join(bin, "go"), 0o700); err != nil {
		t.Fatal(err)
	}
	for sig, want := range map[syscall.Signal]result{
		syscall.SIGINT:  {"", "counterlint: interrupted\n", 130},
		syscall.SIGTERM: {"", "counterlint: terminated\n", 143},
	} {
		for _, command := range []string{"check", "fix"} {
			cmd := program(t, dir, command, "-o", "json=report.json")
			cmd.Env = append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"))
			done := make(chan result)
			go func() { done <- finish(t, cmd) }()
			started, err := os.Open(fifo) // waits for the script
			if err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(started).ReadString('\n'); line != "started\n" {
				t.Fatalf("the go command said %q (%v)", line, err)
			}
			started.Close()
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if got := <-done; got != want {
				t.Errorf("%s, %v: %+v, want %+v", command, sig, got, want)
			}
			if got := read(t, filepath.Join(dir, "report.json")); got != "old" {
				t.Errorf("%s, %v: the report holds %q", command, sig, got)
			}
			onlyFiles(t, dir, "go.mod", "p.go", "report.json")
		}
	}
}
