// Package command runs the commands of a tool: "corpus golden -update" is the command golden of the tool corpus.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A Func is one command. It adds its flags, reads the arguments with [Parse], and returns the exit status.
type Func func(flags *flag.FlagSet, args []string) (int, error)

// Failed is the exit status of a wrong call and of a command that returned an error.
const Failed = 2

var errUsage = errors.New("usage")

// Run runs the command that args begin with and returns the exit status. common adds the flags that all commands have.
func Run(tool, usage string, all map[string]Func, common func(*flag.FlagSet), args []string, stderr io.Writer) int {
	if len(args) == 0 || all[args[0]] == nil {
		fmt.Fprint(stderr, usage)
		if len(args) > 0 && strings.HasPrefix(args[0], "-") {
			return 0
		}
		return Failed
	}
	flags := flag.NewFlagSet(tool+" "+args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	common(flags)
	status, err := all[args[0]](flags, args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage): // the flag package has said what is wrong
		return Failed
	case err != nil:
		fmt.Fprintf(stderr, "%s %s: %v\n", tool, args[0], err)
		return Failed
	}
	return status
}

// Parse reads the flags of a command that takes no more than max further arguments; max < 0 sets no limit.
func Parse(flags *flag.FlagSet, args []string, max int) error {
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if max >= 0 && flags.NArg() > max {
		return fmt.Errorf("unexpected argument %q", flags.Arg(max))
	}
	return nil
}
