package main

// corpus precision: how much of what was found is right. A share is counted over the findings that were judged true or false;
// how many were judged at all stands beside it.

import (
	"flag"
	"fmt"

	"github.com/counterlint/counterlint/internal/tools/command"
)

func (t *tool) precision(flags *flag.FlagSet, args []string) (int, error) {
	file := flags.String("findings", "", "count the findings of this `file`, written by run -o, and not the recorded ones")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	found, err := t.before(*file)
	if err != nil {
		return failed, err
	}
	verdicts, err := t.data.verdicts()
	if err != nil {
		return failed, err
	}
	judged, gone := judge(found, verdicts)
	fmt.Fprintln(t.stdout, "By analyzer:")
	writeAnalyzers(t.stdout, judged, gone)
	fmt.Fprintln(t.stdout, "\nBy repository:")
	writeRepos(t.stdout, judged, gone)
	return okay, nil
}
