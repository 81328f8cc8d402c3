package main

// All data of the corpus are tables of tab-separated lines under one header line, sorted, so that a change reads well in a diff
// and two runs give the same bytes. This file reads and writes them; what a row means is known elsewhere.

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// eachRow calls f with the rows of a table in order. An error of f is told with its place.
func eachRow(path string, header []string, f func(row []string) error) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		row := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
		switch {
		case i == 0 && !slices.Equal(row, header):
			err = fmt.Errorf("the header is %q, want %q", strings.Join(row, " "), strings.Join(header, " "))
		case i == 0:
		case len(row) != len(header):
			err = fmt.Errorf("%d fields, want %d: %s", len(row), len(header), strings.Join(header, ", "))
		default:
			err = f(row)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
	}
	return nil
}

// writeTable replaces the file at path by header and rows, in one step.
func writeTable(path string, header []string, rows [][]string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once the file has its final name
	w := bufio.NewWriter(f)
	for _, row := range append([][]string{header}, rows...) {
		for i, field := range row {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(oneField(field))
		}
		w.WriteByte('\n')
	}
	if err := errors.Join(w.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// oneField makes s fit between two tabs.
func oneField(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}
