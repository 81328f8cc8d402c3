package cli

// The gopls that counterlint gopls stands in front of.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/lsp/proxy"
)

// goplsName is a name of the program under which it is counterlint gopls: some editors take the name of a program, and no
// arguments.
const goplsName = "counterlint-gopls"

// Arguments returns the arguments of a command line whose first word is the name of the program.
func Arguments(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	if name := filepath.Base(words[0]); strings.TrimSuffix(name, ".exe") == goplsName {
		return append([]string{"gopls"}, words[1:]...)
	}
	return words[1:]
}

// findGopls returns the program in COUNTERLINT_GOPLS, or the first gopls in PATH and the folders of go install that is not this
// program under another name.
func findGopls() (string, error) {
	if name := os.Getenv("COUNTERLINT_GOPLS"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", usagef("COUNTERLINT_GOPLS: %w", err)
		}
		return path, nil
	}
	dirs := filepath.SplitList(os.Getenv("PATH"))
	dirs = append(dirs, os.Getenv("GOBIN"))
	for _, dir := range filepath.SplitList(os.Getenv("GOPATH")) {
		dirs = append(dirs, filepath.Join(dir, "bin"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		dirs = append(dirs, filepath.Join(home, "go", "bin"))
	}
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if path, err := exec.LookPath(filepath.Join(dir, "gopls")); err == nil && !isThisProgram(path) {
			return path, nil
		}
	}
	return "", usagef("there is no gopls in PATH; go install golang.org/x/tools/gopls@latest brings it, and COUNTERLINT_GOPLS may name one")
}

func isThisProgram(path string) bool {
	self, err := os.Executable()
	if err != nil {
		return false
	}
	a, errA := os.Stat(self)
	b, errB := os.Stat(path)
	return errA == nil && errB == nil && os.SameFile(a, b)
}

// Flags of gopls that have their value in the next word if not behind "=".
var goplsValueFlags = []string{
	"debug", "listen", "listen.timeout", "logfile", "mcp.listen", "mode", "ocagent", "otel", "port", "profile.alloc", "profile.block",
	"profile.cpu", "profile.mem", "profile.trace", "remote", "remote.debug", "remote.listen.timeout", "remote.logfile",
}

// servesStdio tells whether gopls, called with args, would serve an editor over standard input and output.
func servesStdio(args []string) bool {
	for i := 0; i < len(args); i++ {
		flag, isFlag := strings.CutPrefix(args[i], "-")
		if !isFlag {
			if args[i] != "serve" {
				return false
			}
			continue
		}
		name, value, inWord := strings.Cut(strings.TrimPrefix(flag, "-"), "=")
		if !inWord && slices.Contains(goplsValueFlags, name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch {
		case slices.Contains([]string{"h", "help", "listen", "port"}, name):
			return false
		case name == "mode" && value != "" && value != "stdio":
			return false
		}
	}
	return true
}

// passThrough runs gopls in place of this program.
func passThrough(ctx context.Context, gopls string, args []string) error {
	cmd := exec.CommandContext(ctx, gopls, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return &exitError{status: e.ExitCode()}
	}
	return err
}

// startGopls starts gopls as a server.
func startGopls(gopls string, args []string) (*proxy.Child, error) {
	cmd := exec.Command(gopls, args...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, usagef("%s does not start: %w", gopls, bare(err))
	}
	return &proxy.Child{In: in, Out: out, Wait: cmd.Wait, Kill: func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			fmt.Fprintf(os.Stderr, "counterlint: gopls cannot be ended: %v\n", err)
		}
	}}, nil
}
