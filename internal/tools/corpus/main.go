// Corpus measures the linter on real code: what it finds, how much of that is right, and what it costs.
//
// A finding is right or wrong only once somebody has read the code. Such verdicts are kept beside the list of repositories, in
// the folder corpus of the project, so that each change of a rule shows at once which false alarms it brought back and which
// true findings it lost. docs/corpus.md tells how to repeat it all.
//
// It promises that what it prints and writes depends on the sources, the tool and the tables alone. It does not clone anything,
// and it never runs code of the corpus.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/root"
)

const usage = `usage: corpus COMMAND [flags]

  run        lint the corpus, and compare with the verdicts and with an earlier run
  golden     lint std and the dependencies of this project, and compare with what is recorded
  add FILE…  add verdicts: repository|commit|path|line|analyzer|verdict|reason, one a line
  precision  print how much is right, by analyzer and by repository
  bench      measure time and memory beside go vet and a multichecker
  docs       fill the tables of docs/corpus.md

Each command explains its flags with -h.
`

// A tool is what the commands share.
type tool struct {
	ctx    context.Context
	module string // directory of this project
	data   data
	config driver.Config // how to lint; the targets fill in the rest
	std    func() (target, error)
	deps   func() (target, error)
	stdout io.Writer
	stderr io.Writer
}

// Exit statuses.
const (
	okay      = 0
	different = 1              // a known false alarm, a difference to what is recorded
	failed    = command.Failed // usage, unreadable data, a command that failed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	module, err := root.Dir()
	if err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return failed
	}
	config, err := clones.Engine()
	if err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return failed
	}
	t := &tool{
		ctx: ctx, module: module, config: config, stdout: stdout, stderr: stderr,
		std:  func() (target, error) { return standard(ctx) },
		deps: func() (target, error) { return dependencies(ctx, module) },
	}
	return t.command(args)
}

// command runs one command and returns the exit status.
func (t *tool) command(args []string) int {
	if len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-h" && args[0] != "-help" && args[0] != "--help" {
		args = append([]string{"run"}, args...)
	}
	all := map[string]command.Func{
		"run": t.run, "golden": t.golden, "add": t.add, "precision": t.precision, "bench": t.bench, "docs": t.docs,
	}
	common := func(flags *flag.FlagSet) {
		flags.StringVar((*string)(&t.data), "data", filepath.Join(t.module, "corpus"), "the folder of the tables")
	}
	return command.Run("corpus", usage, all, common, args, t.stderr)
}
