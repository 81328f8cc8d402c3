package main

// corpus docs: the tables of docs/corpus.md, filled from the data between markers, so that no number there is written by hand.

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/table"
)

func (t *tool) docs(flags *flag.FlagSet, args []string) (int, error) {
	file := flags.String("file", filepath.Join(t.module, "docs", "corpus.md"), "the page to fill")
	check := flags.Bool("check", false, "write nothing; exit status 1 if the page is not up to date")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	old, err := os.ReadFile(*file)
	if err != nil {
		return failed, err
	}
	tables, err := t.tables()
	if err != nil {
		return failed, err
	}
	filled, err := table.Fill(string(old), "corpus", tables)
	if err != nil {
		return failed, fmt.Errorf("%s: %w", *file, err)
	}
	switch {
	case filled == string(old):
		return okay, nil
	case *check:
		fmt.Fprintf(t.stderr, "corpus docs: %s is not up to date: go run ./internal/tools/corpus docs\n", *file)
		return different, nil
	}
	return okay, os.WriteFile(*file, []byte(filled), 0o644)
}

// tables returns the tables by the names of their markers.
func (t *tool) tables() (map[string]string, error) {
	repos, err1 := t.data.repos()
	scanned, err2 := t.data.scanned()
	found, err3 := t.data.findings()
	verdicts, err4 := t.data.verdicts()
	measures, err5 := t.data.measures()
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, err
	}
	judged, gone := judge(found, verdicts)
	return map[string]string{
		"repositories": text(func(w io.Writer) { writeCorpus(w, repos, scanned, judged, gone) }),
		"analyzers":    text(func(w io.Writer) { writeAnalyzers(w, judged, gone) }),
		"bench":        text(func(w io.Writer) { writeBench(w, measures) }),
	}, nil
}

func text(write func(io.Writer)) string {
	var b bytes.Buffer
	write(&b)
	return b.String()
}
