package cli

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/suggest"
)

// parse parses flags wherever they stand and returns the other arguments. Behind "--" everything is an argument.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	fs.SetOutput(io.Discard)
	for {
		if err := fs.Parse(args); err != nil {
			return nil, flagError(fs, err)
		}
		left := fs.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			return append(rest, left...), nil
		}
		rest = append(rest, left[0])
		args = left[1:]
	}
}

// flagError words an error of package flag as all errors here are worded.
func flagError(fs *flag.FlagSet, err error) error {
	if err == flag.ErrHelp {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		if slices.Contains(commandNames(), name) {
			return usagef("unknown flag -%s of counterlint %s; did you mean counterlint %s?", name, fs.Name(), name)
		}
		var names []string
		fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
		return usagef("unknown flag -%s of counterlint %s%s", name, fs.Name(), suggest.Hint("-"+name, names))
	}
	want := "want a number"
	if strings.HasPrefix(err.Error(), "invalid boolean value") {
		want = "want true or false"
	}
	return usagef("%s", strings.Replace(err.Error(), "parse error", want, 1))
}

// noArgs refuses arguments of a command that takes none.
func noArgs(name string, args []string) error {
	if len(args) > 0 {
		return usagef("counterlint %s takes no argument, but was given %s", name, args[0])
	}
	return nil
}

// A choice is a flag with a fixed set of values.
type choice struct {
	value   string
	choices []string
}

func (c *choice) String() string    { return c.value }
func (c *choice) Choices() []string { return c.choices }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.choices, s) {
		return fmt.Errorf("want one of %s%s", strings.Join(c.choices, ", "), suggest.Hint(s, c.choices))
	}
	c.value = s
	return nil
}

func addChoice(fs *flag.FlagSet, name, value, usage string, choices []string) *choice {
	c := &choice{value, choices}
	fs.Var(c, name, usage)
	return c
}

// A nameList is a flag with names of analyzers and groups, in comma lists, repeatable.
type nameList struct {
	names []string
	known []string
}

func (l *nameList) String() string    { return strings.Join(l.names, ",") }
func (l *nameList) Choices() []string { return l.known }

func (l *nameList) Set(s string) error {
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(l.known, name) {
			return fmt.Errorf("unknown analyzer or group %s%s", name, suggest.Hint(name, l.known))
		}
		l.names = append(l.names, name)
	}
	return nil
}

func addNames(fs *flag.FlagSet, name, usage string, known []string) *nameList {
	l := &nameList{known: known}
	fs.Var(l, name, usage)
	return l
}

// isSet tells whether a flag was given.
func isSet(fs *flag.FlagSet, name string) bool {
	set := false
	fs.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}
