package main

// Where a checkout has moved on to another commit, git tells which line an old line has become. A line that was changed since is
// another line: what was said of it does not hold any more.

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/clones"
)

// carry moves verdicts on the repositories of t to the commits that t has. Those that cannot be moved come back apart.
func carry(ctx context.Context, t target, verdicts []Verdict) (carried, stale []Verdict, err error) {
	c := carrier{t: t, known: map[string]moves{}}
	for _, v := range verdicts {
		s, ok, err := c.carry(ctx, v.Site)
		if err != nil {
			return nil, nil, err
		}
		if v.Site = s; ok {
			carried = append(carried, v)
		} else {
			stale = append(stale, v)
		}
	}
	return carried, stale, nil
}

// carryFound does the same to findings; one that cannot be moved stays where it was.
func carryFound(ctx context.Context, t target, found []Found) ([]Found, error) {
	c := carrier{t: t, known: map[string]moves{}}
	carried := make([]Found, len(found))
	for i, f := range found {
		var err error
		if f.Site, _, err = c.carry(ctx, f.Site); err != nil {
			return nil, err
		}
		carried[i] = f
	}
	return carried, nil
}

// A carrier asks git once for each old commit.
type carrier struct {
	t     target
	known map[string]moves
}

// carry returns where s is now. It reports false, and s itself, if s is of a commit of t's repository that t does not have and
// cannot be carried.
func (c carrier) carry(ctx context.Context, s Site) (Site, bool, error) {
	for _, r := range c.t.roots {
		if r.repo != s.Repo || r.commit == s.Commit {
			continue
		}
		if !c.t.git {
			return s, false, nil
		}
		m, ok := c.known[s.Commit]
		if !ok {
			var err error
			if m, err = readMoves(ctx, r.dir, s.Commit, r.commit); err != nil {
				return s, false, fmt.Errorf("%s: cannot follow lines from %.12s to %.12s: %w", s.Repo, s.Commit, r.commit, err)
			}
			c.known[s.Commit] = m
		}
		path, line, ok := m.follow(s.Path, s.Line)
		if !ok {
			return s, false, nil
		}
		s.Commit, s.Path, s.Line = r.commit, path, line
		return s, true, nil
	}
	return s, true, nil
}

// moves tells, for each file that differs between two commits, what became of it.
type moves map[string]*move

type move struct {
	to    string // "": deleted
	hunks []hunk
}

// A hunk replaces oldLen lines from oldLine by newLen lines.
type hunk struct{ oldLine, oldLen, newLen int }

func readMoves(ctx context.Context, dir, from, to string) (moves, error) {
	diff, err := clones.Output(ctx, dir, nil, "git", "-c", "core.quotePath=off", "diff", "-U0", "--find-renames", "--no-color", "--no-ext-diff", "--no-textconv", from, to, "--", "*.go")
	if err != nil {
		return nil, err
	}
	return parseMoves(diff)
}

// parseMoves reads a unified diff without context.
func parseMoves(diff string) (moves, error) {
	all := moves{}
	var cur *move
	header := false // between "diff --git" and the first hunk; elsewhere "--- " may be a removed line
	for line := range strings.Lines(diff) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "diff --git "):
			header, cur = true, nil
		case header && strings.HasPrefix(line, "rename from "):
			cur = &move{}
			all[line[len("rename from "):]] = cur
		case header && cur != nil && strings.HasPrefix(line, "rename to "):
			cur.to = line[len("rename to "):]
		case header && cur == nil && strings.HasPrefix(line, "--- a/"):
			name := line[len("--- a/"):]
			cur = &move{to: name}
			all[name] = cur
		case header && cur != nil && line == "+++ /dev/null":
			cur.to = ""
		case strings.HasPrefix(line, "@@ "):
			header = false
			h, err := parseHunk(line)
			if err != nil {
				return nil, err
			}
			if cur != nil { // nil: a new file
				cur.hunks = append(cur.hunks, h)
			}
		}
	}
	return all, nil
}

// parseHunk reads "@@ -12,3 +12 @@ …"; a length that is left out is 1.
func parseHunk(line string) (hunk, error) {
	f := strings.Fields(line)
	if len(f) < 4 || !strings.HasPrefix(f[1], "-") || !strings.HasPrefix(f[2], "+") {
		return hunk{}, fmt.Errorf("not a hunk: %q", line)
	}
	var h hunk
	var err error
	start, length, _ := strings.Cut(f[1][1:], ",")
	_, newLength, _ := strings.Cut(f[2][1:], ",")
	for _, n := range []struct {
		to   *int
		text string
	}{{&h.oldLine, start}, {&h.oldLen, cmp.Or(length, "1")}, {&h.newLen, cmp.Or(newLength, "1")}} {
		if *n.to, err = strconv.Atoi(n.text); err != nil {
			return hunk{}, fmt.Errorf("not a hunk: %q", line)
		}
	}
	return h, nil
}

// follow tells where a line is now. It reports false for a line that was changed or removed.
func (m moves) follow(path string, line int) (string, int, bool) {
	mv := m[path]
	if mv == nil {
		return path, line, true
	}
	if mv.to == "" {
		return "", 0, false
	}
	shift := 0
	for _, h := range mv.hunks {
		last := h.oldLine + h.oldLen - 1
		if h.oldLen == 0 {
			last = h.oldLine // lines are added after this one
		}
		if last < line {
			shift += h.newLen - h.oldLen
		} else if h.oldLen > 0 && line >= h.oldLine {
			return "", 0, false
		}
	}
	return mv.to, line + shift, true
}
