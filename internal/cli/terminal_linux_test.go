package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// onTerminal runs f with the inner end of a pseudo-terminal and returns what was written there.
func onTerminal(t *testing.T, f func(tty *os.File) int) string {
	t.Helper()
	outer, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer outer.Close()
	n, err := unix.IoctlGetInt(int(outer.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(outer.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skip(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	text := make(chan string)
	go func() {
		b, _ := io.ReadAll(outer) // ends with an error when the last writer has closed
		text <- string(b)
	}()
	f(tty)
	tty.Close()
	return <-text
}

func TestColorOnTerminal(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	for env, color := range map[string]bool{"TERM=xterm": true, "NO_COLOR=1": false, "NO_COLOR=": true, "TERM=dumb": false} {
		out := onTerminal(t, func(tty *os.File) int {
			cmd := program(t, dir)
			cmd.Env = append(cmd.Env, "TERM=xterm", "NO_COLOR=", env)
			cmd.Stdout = tty
			return finish(t, cmd).status
		})
		if strings.Contains(out, "\x1b[") != color || !strings.Contains(out, "lost is incremented") {
			t.Errorf("on a terminal with %s: %q", env, out)
		}
	}
}

func TestProgress(t *testing.T) {
	draw := func(start time.Time) string {
		var p *progress
		return onTerminal(t, func(tty *os.File) int {
			p = startProgress(tty, false)
			p.start = start
			if start.Before(time.Now()) {
				p.load()
			}
			p.step(1, 9, "example.com/\x1b[31m")
			p.step(2, 9, "too soon after the first")
			p.stop()
			p.step(3, 9, "after the end")
			p.load()
			return 0
		})
	}
	if got, want := draw(time.Now().Add(-time.Hour)), "\r\x1b[Kloading packages\r\x1b[K1 of 9 packages  example.com/\\x1b[31m\r\x1b[K"; got != want {
		t.Errorf("long run: %q, want %q", got, want)
	}
	if got := draw(time.Now().Add(time.Hour)); got != "" {
		t.Errorf("short run: %q", got)
	}
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	p := startProgress(file, false)
	p.start = time.Now().Add(-time.Hour)
	p.step(1, 9, "x")
	p.stop()
	if got := read(t, file.Name()); got != "" {
		t.Errorf("to a file: %q", got)
	}
}
