package changed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// diff asks git for the files that differ from the common ancestor of HEAD and rev: changed, new, and not yet known to git.
func diff(ctx context.Context, dir, rev string) (map[string]*file, error) {
	top, base, err := ancestor(ctx, dir, rev)
	if err != nil {
		return nil, err
	}
	patch, err := git(ctx, top, "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--diff-algorithm=myers",
		"--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "--diff-filter=d", "--ignore-submodules", "--inter-hunk-context=0", base)
	if err != nil {
		return nil, err
	}
	files, err := parsePatch(top, patch)
	if err != nil {
		return nil, err
	}
	others, err := git(ctx, top, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(others, "\x00") {
		if name != "" {
			files[filepath.Join(top, filepath.FromSlash(name))] = &file{new: true}
		}
	}
	return files, nil
}

// ancestor returns the top of the work tree around dir, links resolved, and the common ancestor of HEAD and rev.
func ancestor(ctx context.Context, dir, rev string) (top, commit string, err error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return "", "", err
	}
	top, err = filepath.EvalSymlinks(strings.TrimSuffix(root, "\n"))
	if err != nil {
		return "", "", err
	}
	named, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return "", "", fmt.Errorf("git knows no revision %s", rev)
	}
	base, err := git(ctx, dir, "merge-base", "HEAD", strings.TrimSpace(named))
	if err != nil {
		return "", "", fmt.Errorf("git finds no common ancestor of HEAD and %s; a shallow clone has none (fetch more of its history)", rev)
	}
	return top, strings.TrimSpace(base), nil
}

// git runs one command. Its error is what git said, in one line.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if args[0] == "-c" { // a setting before the command
		args = args[2:]
	}
	if _, ok := errors.AsType[*exec.ExitError](err); ok && stderr.Len() > 0 {
		said := strings.Join(strings.Fields(stderr.String()), " ")
		return "", fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(said, "fatal: "))
	}
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return stdout.String(), nil
}

// hunk is the head of a change: what it replaces and the lines that it has now, "+FIRST,NUMBER"; without a number it is one line.
var hunk = regexp.MustCompile(`^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@`)

// parsePatch reads a diff without context.
func parsePatch(top, patch string) (map[string]*file, error) {
	files := map[string]*file{}
	var f *file
	skip := 0 // so many lines of a hunk are left
	for text := range strings.Lines(patch) {
		text = strings.TrimSuffix(text, "\n")
		switch {
		case skip > 0 && text != "" && strings.Contains("+-", text[:1]):
			skip--
		case strings.HasPrefix(text, "diff --git "):
			f = &file{}
		case f != nil && strings.HasPrefix(text, "new file mode "):
			f.new = true
		case f != nil && strings.HasPrefix(text, "+++ "):
			name, err := patchName(text[len("+++ "):])
			if err != nil {
				return nil, err
			}
			files[filepath.Join(top, filepath.FromSlash(name))] = f
		case f != nil && strings.HasPrefix(text, "@@ "):
			s, lines, err := parseHunk(text)
			if err != nil {
				return nil, err
			}
			f.spans = append(f.spans, s)
			skip = lines
		}
	}
	return files, nil
}

// patchName reads the name of a file, which git quotes like C does if it has to, and ends with a tab if there is a space in it.
func patchName(s string) (string, error) {
	s = strings.TrimSuffix(s, "\t")
	if strings.HasPrefix(s, `"`) {
		unquoted, err := strconv.Unquote(s)
		if err != nil {
			return "", fmt.Errorf("git diff: file name %s cannot be read", s)
		}
		s = unquoted
	}
	return strings.TrimPrefix(s, "b/"), nil
}

var removed = regexp.MustCompile(`^@@ -\d+(?:,(\d+))? `)

// parseHunk returns the span of a hunk, and the number of its lines in the patch.
func parseHunk(text string) (s span, lines int, err error) {
	m, r := hunk.FindStringSubmatch(text), removed.FindStringSubmatch(text)
	if m == nil || r == nil {
		return span{}, 0, fmt.Errorf("git diff: %q cannot be read", text)
	}
	number := func(s string) int { // digits by the pattern; none is one line
		if s == "" {
			return 1
		}
		n, _ := strconv.Atoi(s)
		return n
	}
	first, added := number(m[1]), number(m[2])
	lines = added + number(r[1])
	if added == 0 {
		return span{first: first, last: first + 1, deleted: true}, lines, nil
	}
	return span{first: first, last: first + added - 1}, lines, nil
}
