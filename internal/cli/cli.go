// Package cli is the command counterlint: flags and a configuration file in, reports and an exit status out.
//
// It promises that a status means the same whatever the format, that each mistake of a user costs one line that says where it is,
// and that nothing but reports reaches standard output. Each subcommand is one file; what several share lies in flags.go,
// settings.go, engine.go and output.go. It holds no rule and judges no finding.
package cli

import (
	"context"
	"flag"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/rule"
)

// A command is one subcommand.
type command struct {
	name    string
	args    string // as shown behind the name in its usage line
	summary string // a verb phrase
	raw     bool   // its arguments are those of another program
	words   func(*app) []string
	setup   func(*app, *flag.FlagSet) action
}

// An action runs a command whose flags are parsed. Its error decides the exit status: see exit.go.
type action func(ctx context.Context, args []string) error

// commands returns all subcommands in the order in which help shows them. The first one is the default.
func commands() []command {
	return []command{
		checkCommand(), fixCommand(), explainCommand(), proveCommand(), reviewCommand(), inventoryCommand(), initCommand(), baselineCommand(), configCommand(), cacheCommand(), lspCommand(), goplsCommand(),
		mcpCommand(), golangciCommand(), completionCommand(), versionCommand(),
		helpCommand(),
	}
}

// An app is one call of the program.
type app struct {
	rules  []*rule.Rule      // all that exist, in the order in which they are shown
	groups map[string]string // of each rule
	stdout io.Writer
	stderr io.Writer
}

// Main runs the command line and returns the exit status. rules are all that exist, the one that judges ignore comments included;
// args has no program name. In the protocol of go vet it does not return.
func Main(rules []*rule.Rule, args []string) int {
	a := &app{rules: rules, groups: map[string]string{}, stdout: &pipe{Writer: os.Stdout}, stderr: &pipe{Writer: os.Stderr}}
	for _, r := range a.rules {
		a.groups[r.Name()] = r.Group
	}
	if isVetProtocol(args) {
		serveVet(a.rules)
	}
	ctx, release := withSignals(context.Background())
	defer release()
	return a.exit(ctx, a.run(ctx, args))
}

func (a *app) run(ctx context.Context, args []string) error {
	cmd, args, err := a.dispatch(ctx, args)
	if err != nil {
		return err
	}
	fs := flag.NewFlagSet(cmd.name, flag.ContinueOnError)
	act := cmd.setup(a, fs)
	if cmd.raw {
		return act(ctx, args)
	}
	args, err = parse(fs, args)
	if err == flag.ErrHelp {
		return a.help(cmd)
	}
	if err != nil {
		return err
	}
	return act(ctx, args)
}

// dispatch finds the command that args begin with, also behind flags, and returns the arguments without its name. Anything else
// is a pattern for the first command.
func (a *app) dispatch(ctx context.Context, args []string) (command, []string, error) {
	if len(args) > 0 && slices.Contains([]string{"-h", "--h", "-help", "--help"}, args[0]) {
		return helpCommand(), nil, nil
	}
	all := commands()
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	all[0].setup(a, fs)
	fs.SetOutput(io.Discard)
	rest := args
	if err := fs.Parse(args); err == nil {
		rest = fs.Args()
	} // else the command itself reports the flag that it does not know
	first := len(args) - len(rest)
	if len(rest) == 0 || strings.HasPrefix(rest[0], "-") || first > 0 && args[first-1] == "--" {
		return all[0], args, nil
	}
	for _, c := range all {
		if c.name == rest[0] {
			return c, slices.Delete(slices.Clone(args), first, first+1), nil
		}
	}
	return all[0], args, mistyped(ctx, fs.Lookup("C").Value.String(), rest[0])
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

// names returns the names of all analyzers and groups that a flag accepts.
func (a *app) names() []string {
	names := slices.Clone(rule.Groups)
	names = slices.DeleteFunc(names, func(g string) bool {
		return !slices.ContainsFunc(a.rules, func(r *rule.Rule) bool { return r.Group == g })
	})
	return append(names, a.ruleNames()...)
}

func (a *app) ruleNames() []string {
	var names []string
	for _, r := range a.rules {
		names = append(names, r.Name())
	}
	return names
}

func (a *app) rule(name string) *rule.Rule {
	for _, r := range a.rules {
		if r.Name() == name {
			return r
		}
	}
	return nil
}
