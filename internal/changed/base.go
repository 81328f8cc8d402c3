package changed

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Base is the tree of a revision, as the difference from the files on disk: it is seen through an overlay, and lies in no folder
// that somebody would have to remove. Its files have the names of those on disk, so both trees share what is cached.
type Base struct {
	Root    string            // the top of the work tree, links resolved
	Commit  string            // the common ancestor of HEAD and the revision
	Head    string            // the commit that is checked out
	Overlay map[string][]byte // by absolute name, what go reads of the files that differ; those of the files on disk alone hide themselves
	Touched map[string]bool   // the absolute names of all files that differ, in either tree
}

// hidden is a Go file that is of no package.
var hidden = []byte("//go:build ignore\n\npackage hidden\n")

// BaseOf finds the tree that [Since] compares with. dir is a folder of the repository. An error is one line.
func BaseOf(ctx context.Context, dir, rev string) (*Base, error) {
	top, commit, err := ancestor(ctx, dir, rev)
	if err != nil {
		return nil, err
	}
	b := &Base{Root: top, Commit: commit, Overlay: map[string][]byte{}, Touched: map[string]bool{}}
	head, err := git(ctx, top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	b.Head = strings.TrimSpace(head)
	blobs, err := b.compare(ctx)
	if err != nil {
		return nil, err
	}
	return b, readBlobs(ctx, top, blobs, b.Overlay)
}

// compare fills in what differs, and returns the names of the blobs that the overlay wants, by file.
func (b *Base) compare(ctx context.Context) (blobs map[string]string, err error) {
	raw, err := git(ctx, b.Root, "diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-relative", "--ignore-submodules", b.Commit)
	if err != nil {
		return nil, err
	}
	blobs = map[string]string{}
	for fields := strings.Split(raw, "\x00"); len(fields) > 1; fields = fields[2:] {
		about := strings.Fields(strings.TrimPrefix(fields[0], ":")) // modes, blobs and a letter
		if len(about) != 5 {
			return nil, fmt.Errorf("git diff: unexpected line %q", fields[0])
		}
		name := filepath.Join(b.Root, filepath.FromSlash(fields[1]))
		b.Touched[name] = true
		switch isFile := strings.HasPrefix(about[0], "100"); {
		case about[4] == "A":
			b.add(name)
		case isFile && goReads(name):
			blobs[name] = about[2]
		}
	}
	others, err := git(ctx, b.Root, "ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	for name := range strings.SplitSeq(others, "\x00") {
		if name != "" {
			file := filepath.Join(b.Root, filepath.FromSlash(name))
			b.Touched[file] = true
			b.add(file)
		}
	}
	return blobs, nil
}

// add notes a file that the base has not.
func (b *Base) add(file string) {
	if filepath.Ext(file) == ".go" {
		b.Overlay[file] = hidden
	}
}

// goReads tells whether the go command or the rules look into a file.
func goReads(name string) bool {
	switch filepath.Base(name) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt":
		return true
	}
	return filepath.Ext(name) == ".go"
}

// readBlobs reads many blobs with one process.
func readBlobs(ctx context.Context, top string, blobs map[string]string, into map[string][]byte) error {
	if len(blobs) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(blobs))
	var asked bytes.Buffer
	for _, name := range names {
		fmt.Fprintln(&asked, blobs[name])
	}
	cmd := exec.CommandContext(ctx, "git", "cat-file", "--batch")
	cmd.Dir, cmd.Stdin = top, &asked
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git cat-file: %w", err)
	}
	r := bufio.NewReader(bytes.NewReader(out))
	for _, name := range names {
		line, err := r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "blob" {
			return fmt.Errorf("git has lost %s of the base (%s); a partial clone lacks it", path.Base(filepath.ToSlash(name)), strings.TrimSpace(line))
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		text := make([]byte, size)
		if _, err := io.ReadFull(r, text); err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		if _, err := r.Discard(1); err != nil {
			return fmt.Errorf("git cat-file: %w", err)
		}
		into[name] = text
	}
	return nil
}
