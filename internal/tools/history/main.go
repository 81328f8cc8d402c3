// History asks of bugs that were repaired long ago whether the linter would have told them: the commit before the fix must be reported at
// the line of the mistake, the commit of the fix must be silent there.
//
// The list of fixes is corpus/history.tsv. It names places, and holds no code. The tool needs clones of the repositories with their past,
// works in copies of its own, and never runs code of theirs; the go command fetches the modules that an old go.mod asks for. It promises
// that what it prints and writes depends on the sources, the tool and the table alone. docs/history.md tells what came of it.
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

const usage = `usage: history COMMAND [flags]

  run   lint the commits before and of each fix, and compare with what is recorded
  docs  fill the tables of docs/history.md

Each command explains its flags with -h.
`

// A tool is what the commands share.
type tool struct {
	ctx    context.Context
	table  string // the list of fixes
	page   string // docs/history.md
	config driver.Config
	stdout io.Writer
	stderr io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	module, err := root.Dir()
	if err != nil {
		fmt.Fprintln(stderr, "history:", err)
		return command.Failed
	}
	config, err := clones.Engine()
	if err != nil {
		fmt.Fprintln(stderr, "history:", err)
		return command.Failed
	}
	t := &tool{
		ctx: ctx, config: config, stdout: stdout, stderr: stderr,
		table: filepath.Join(module, "corpus", "history.tsv"), page: filepath.Join(module, "docs", "history.md"),
	}
	return t.command(args)
}

func (t *tool) command(args []string) int {
	all := map[string]command.Func{"run": t.run, "docs": t.docs}
	return command.Run("history", usage, all, func(*flag.FlagSet) {}, args, t.stderr)
}

// run lints the fixes that the flags ask for. It returns 1 where one is told less than the table says.
func (t *tool) run(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "where the clones lie, each under the name of its repository")
	repo := flags.String("repo", "", "only fixes of this repository")
	commit := flags.String("fix", "", "only fixes whose commit begins so")
	record := flags.Bool("record", false, "write what came out into the table")
	if err := command.Parse(flags, args, 0); err != nil {
		return 0, err
	}
	fixes, err := read(t.table)
	if err != nil {
		return 0, err
	}
	work, err := os.MkdirTemp("", "counterlint-history-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	status := 0
	for i, f := range fixes {
		if !f.asked(*repo, *commit) {
			continue
		}
		src := filepath.Join(*dir, f.Repo)
		if _, err := os.Stat(src); *dir == "" || err != nil {
			fmt.Fprintf(t.stderr, "%s is not there; say with -dir where the clones lie\n", f.Repo)
			continue
		}
		got, err := t.measure(f, src, work)
		if err != nil {
			return 0, err
		}
		fmt.Fprintf(t.stdout, "%s\t%s\t%s:%d\t%s: %s, after: %s\n", f.Repo, f.Commit, f.Path, f.Line, f.Rules, got.Level, got.After)
		if worse(f, got) {
			fmt.Fprintf(t.stdout, "\tit was %s, after: %s\n", f.Level, f.After)
			status = 1
		}
		fixes[i].Level, fixes[i].After = got.Level, got.After
	}
	if *record {
		return 0, write(t.table, fixes)
	}
	return status, nil
}
