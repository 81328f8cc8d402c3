//go:build unix

package cli

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// waitingGo makes a go command that says when it is called, and waits.
func waitingGo(t *testing.T) (dir string, waitStarted func()) {
	t.Helper()
	dir = t.TempDir()
	fifo := filepath.Join(dir, "started")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	write(t, filepath.Join(dir, "go"), "#!/bin/sh\necho started >"+fifo+"\nexec sleep 600\n")
	if err := os.Chmod(filepath.Join(dir, "go"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir, func() {
		t.Helper()
		for line := ""; line != "started\n"; { // one that is ended before it can speak says nothing
			started, err := os.Open(fifo) // waits for the script
			if err != nil {
				t.Fatal(err)
			}
			if line, err = bufio.NewReader(started).ReadString('\n'); err != nil && err != io.EOF {
				t.Fatal(err)
			}
			started.Close()
		}
	}
}

// A signal ends the run with the status that a shell would give, one line and no file left behind. The run is caught while the go
// command works: here that is a script that says so and waits.
func TestSignals(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "report.json": "old"})
	for sig, want := range map[syscall.Signal]result{
		syscall.SIGINT:  {"", "counterlint: interrupted\n", 130},
		syscall.SIGTERM: {"", "counterlint: terminated\n", 143},
	} {
		for _, command := range []string{"check", "fix"} {
			bin, waitStarted := waitingGo(t) // a new one: a call of the last run may still wait to speak
			cmd := program(t, dir, command, "-o", "json=report.json")
			cmd.Env = append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"))
			wait := start(t, cmd)
			waitStarted()
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

// A call that is taken back ends with all that it started, and the next one has its turn.
func TestMCPCancellation(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	bin, waitStarted := waitingGo(t)
	cmd := program(t, dir, "mcp")
	cmd.Env = append(cmd.Env, "PATH="+bin+":"+os.Getenv("PATH"))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string) {
		t.Helper()
		if _, err := io.WriteString(in, text); err != nil {
			t.Fatal(err)
		}
	}
	wait := start(t, cmd)
	say(mcpHello + toolCall(1, "check", nil))
	waitStarted()
	say(toolCall(2, "fix", nil) + toolCall(3, "rules", nil) + `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}` + "\n")
	waitStarted() // for the second one
	say(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}` + "\n")
	in.Close()
	got := wait()
	if got.status != 0 || got.stderr != "" || strings.Contains(got.stdout, `"id":1`) || strings.Contains(got.stdout, `"id":2`) || !strings.Contains(got.stdout, `"id":3`) {
		t.Errorf("%+v", got)
	}
}
