//go:build unix

package driver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

// killEnv makes the test binary a run that kills itself after so many packages, while other workers are in the middle of theirs.
const killEnv = "COUNTERLINT_TEST_KILL_AFTER"

func TestMain(m *testing.M) {
	if after, err := strconv.Atoi(os.Getenv(killEnv)); err == nil {
		cfg := Config{Dir: os.Args[1], Patterns: []string{"./..."}, Rules: newRules(), Tool: "test", Cache: cache.Open(os.Args[2]), Jobs: 4}
		cfg.Progress = func(done, _ int, _ string) {
			if done == after {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
		}
		_, err := Run(context.Background(), cfg)
		fmt.Fprintln(os.Stderr, "survived:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func TestKilledRuns(t *testing.T) {
	w := newWorld(t, tower(40))
	for _, after := range []int{1, 2, 5, 10, 20, 30, 36, 40} {
		cmd := exec.Command(os.Args[0], w.dir, w.cache)
		cmd.Env = append(w.config().Env, killEnv+"="+strconv.Itoa(after))
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("the child was not killed: %v %s", err, out)
		}
	}
	got := w.run("./...")
	cfg := w.config("./...")
	cfg.Cache = nil
	w.wantLines(got, w.lines(w.runConfig(cfg))...)
	w.wantWork(w.run("./..."), 0, 0)
}
