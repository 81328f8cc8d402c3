//go:build unix

package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

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
			wait := start(t, cmd)
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
			if got := wait(); got != want {
				t.Errorf("%s, %v: %+v, want %+v", command, sig, got, want)
			}
			if got := read(t, filepath.Join(dir, "report.json")); got != "old" {
				t.Errorf("%s, %v: the report holds %q", command, sig, got)
			}
			onlyFiles(t, dir, "go.mod", "p.go", "report.json")
		}
	}
}
