package changed

// What git tells of the work tree and of the commits since the base.

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Trailers returns the values of a trailer in the messages of the commits since the base, each with the commit that says so, the
// latest first.
func (b *Base) Trailers(ctx context.Context, key string) (values [][2]string, err error) {
	out, err := git(ctx, b.Root, "log", "--no-color", "--format=%h%x00%(trailers:key="+key+",valueonly,unfold,separator=%x00)%x01", b.Commit+"..HEAD")
	if err != nil {
		return nil, err
	}
	for entry := range strings.SplitSeq(out, "\x01") {
		commit, rest, _ := strings.Cut(strings.TrimSpace(entry), "\x00")
		for value := range strings.SplitSeq(rest, "\x00") {
			if value = strings.TrimSpace(value); value != "" {
				values = append(values, [2]string{value, commit})
			}
		}
	}
	return values, nil
}

// Grep finds the lines of the work tree that hold one of the words, whole: those of files that git knows or does not ignore, in the
// order of their names.
func (b *Base) Grep(ctx context.Context, words []string) (lines []Line, err error) {
	if len(words) == 0 {
		return nil, nil
	}
	args := []string{"grep", "--untracked", "--no-color", "--full-name", "-I", "-n", "-w", "-F", "-z"}
	for _, w := range words {
		args = append(args, "-e", w)
	}
	out, err := git(ctx, b.Root, args...)
	if e, ok := errors.AsType[*exec.ExitError](err); ok && e.ExitCode() == 1 { // nothing found
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(out) {
		parts := strings.SplitN(strings.TrimSuffix(line, "\n"), "\x00", 3)
		if len(parts) != 3 {
			continue // the rest of a line that holds a zero byte
		}
		if n, err := strconv.Atoi(parts[1]); err == nil {
			lines = append(lines, Line{filepath.Join(b.Root, filepath.FromSlash(parts[0])), n, parts[2]})
		}
	}
	return lines, nil
}

// A Line is one of a file.
type Line struct {
	File string // absolute
	Line int    // from 1
	Text string
}

// Files lists the files of the work tree that git knows or does not ignore, relative to the root, with slashes, sorted.
func (b *Base) Files(ctx context.Context) ([]string, error) {
	out, err := git(ctx, b.Root, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	names := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
	slices.Sort(names)
	return slices.Compact(names), nil
}
