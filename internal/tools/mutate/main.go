// Mutate measures what the linter misses: it plants mistakes into right code, one at a time, and counts how many are reported at the
// place where they were made.
//
// The code is that of the corpus (docs/corpus.md) and what it vendors, and nothing is written there: the driver sees mutated files in the place of those
// on disk. Which mutants are made depends on the code alone. A mutant counts if the unmutated code is silent at its place, and as
// found if an analyzer that its class is meant for names the place. docs/mutants.md tells how to repeat it.
//
// It does not know which mutants are no mistake because only one goroutine ever comes there; a reader says so in the record.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/root"
)

const usage = `usage: mutate COMMAND [flags]

  run     make mutants of the corpus, lint each, and tell which are found
  detect  ask the race detector about recorded mutants, with the tests of their packages
  show    print the record: tables, and with -v what is missed
  reason  hand in why mutants are missed: repository|path|line|class|reason, one a line
  docs    fill the tables of docs/mutants.md

Each command explains its flags with -h.
`

// A tool is what the commands share.
type tool struct {
	ctx    context.Context
	module string        // directory of this project
	corpus string        // folder of the tables
	config driver.Config // how to lint; a target fills in the rest
	std    func() (target, error)
	stdout io.Writer
	stderr io.Writer
}

// Exit statuses.
const (
	okay      = 0
	different = 1              // a page that is not up to date
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
		fmt.Fprintln(stderr, "mutate:", err)
		return failed
	}
	config, err := clones.Engine()
	if err != nil {
		fmt.Fprintln(stderr, "mutate:", err)
		return failed
	}
	t := &tool{ctx: ctx, module: module, config: config, stdout: stdout, stderr: stderr, std: func() (target, error) { return standard(ctx) }}
	return t.command(args)
}

// command runs one command and returns the exit status.
func (t *tool) command(args []string) int {
	all := map[string]command.Func{
		"run": t.run, "detect": t.detect, "show": t.show, "reason": t.reason, "docs": t.docs,
	}
	common := func(flags *flag.FlagSet) {
		flags.StringVar(&t.corpus, "data", filepath.Join(t.module, "corpus"), "the folder of the tables")
	}
	return command.Run("mutate", usage, all, common, args, t.stderr)
}
