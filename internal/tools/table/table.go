// Package table reads and writes the tables of the tools: files of tab-separated lines under one header line, and the same in the
// pages of the documentation.
//
// It promises that a table that is read and written again is the same, so that a change reads well in a diff and two runs give
// the same bytes. What a row means is known elsewhere; fields hold no tabs and no line ends.
package table

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Each calls f with the rows of a table in order. An error of f is told with its place.
func Each(path string, header []string, f func(row []string) error) error {
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

// Write replaces the file at path by header and rows, in one step.
func Write(path string, header []string, rows [][]string) error {
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
			w.WriteString(Field(field))
		}
		w.WriteByte('\n')
	}
	if err := errors.Join(w.Flush(), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Field makes s fit between two tabs.
func Field(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}

// Markdown prints a table whose first column is text and whose columns of numbers stand right.
func Markdown(w io.Writer, header []string, rows [][]string) {
	line := func(cells []string) { fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | ")) }
	line(header)
	rule := make([]string, len(header))
	for i := range rule {
		rule[i] = "---"
		numeric := func(r []string) bool { return r[i] == "" || r[i] == "–" || r[i][0] >= '0' && r[i][0] <= '9' }
		if len(rows) > 0 && !slices.ContainsFunc(rows, func(r []string) bool { return !numeric(r) }) {
			rule[i] = "---:"
		}
	}
	line(rule)
	for _, r := range rows {
		line(r)
	}
}

// Fill replaces what stands between <!-- MARK NAME --> and <!-- end --> in a page, for each name that tables has; a page needs no
// more than one of them, but each marker must be known and closed.
func Fill(page, mark string, tables map[string]string) (string, error) {
	const end = "<!-- end -->"
	open := "<!-- " + mark + " "
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(page, open)
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, rest, ok := strings.Cut(rest, " -->\n")
		table, known := tables[name]
		if !ok || !known {
			return "", fmt.Errorf("no table is called %q", name)
		}
		_, rest, ok = strings.Cut(rest, end)
		if !ok {
			return "", fmt.Errorf("the table %q has no %s", name, end)
		}
		b.WriteString(open + name + " -->\n" + table + end)
		page = rest
	}
}
