package cli

import (
	"bufio"
	"context"
	"flag"
	"fmt"

	"github.com/counterlint/counterlint/internal/suggest"
)

func helpCommand() command {
	return command{
		name:    "help",
		args:    "[command]",
		words:   func(*app) []string { return commandNames() },
		summary: "explain a command and its flags",
		setup: func(a *app, fs *flag.FlagSet) action {
			return func(_ context.Context, args []string) error {
				if len(args) == 0 {
					return a.overview()
				}
				for _, c := range commands() {
					if c.name == args[0] {
						return a.help(c)
					}
				}
				return usagef("unknown command %s%s", args[0], suggest.Hint(args[0], commandNames()))
			}
		},
	}
}

func (a *app) overview() error {
	w := bufio.NewWriter(a.stdout)
	fmt.Fprint(w, "counterlint finds mistakes with counters in Go programs, and repairs them.\n\n")
	fmt.Fprint(w, "usage: counterlint [command] [flags] [packages]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s  %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\ncounterlint help COMMAND lists the flags of a command; check is the default.\n")
	fmt.Fprint(w, "\nPackages are given as to the go command; without any, ./... is meant.\n")
	fmt.Fprint(w, "\nExit status: 0 nothing found that fails, 1 findings at or above -fail-on, 2 wrong usage or\n")
	fmt.Fprint(w, "configuration, 3 packages that could not be loaded or type-checked.\n")
	return w.Flush()
}

// help prints the usage of one command.
func (a *app) help(c command) error {
	w := bufio.NewWriter(a.stdout)
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	c.setup(a, fs)
	usage := "counterlint " + c.name
	hasFlags := false
	fs.VisitAll(func(*flag.Flag) { hasFlags = true })
	if hasFlags {
		usage += " [flags]"
	}
	if c.args != "" {
		usage += " " + c.args
	}
	fmt.Fprintf(w, "usage: %s\n\n%s\n", usage, c.summary)
	if hasFlags {
		fmt.Fprint(w, "\nflags, which may also stand behind the packages:\n")
		fs.VisitAll(func(f *flag.Flag) {
			value, text := flag.UnquoteUsage(f)
			if value != "" {
				value = " " + value
			}
			if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
				text += " (default " + f.DefValue + ")"
			}
			fmt.Fprintf(w, "  -%s%s\n        %s\n", f.Name, value, text)
		})
	}
	return w.Flush()
}
