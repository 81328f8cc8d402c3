// Package clones knows the repositories of the corpus: which they are, where on this machine each lies, and that it is there at the
// commit that the tables speak of. All are analysed for one platform, linux/amd64 without cgo, so that every machine finds the same.
//
// It does not clone anything, and it writes nothing.
package clones

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/table"
)

// What is analysed besides the clones.
const (
	Std  = "std"  // the standard library
	Deps = "deps" // the modules that this project depends on
)

var (
	// Header is that of the list of repositories.
	Header = []string{"repository", "source", "commit", "patterns", "tags"}

	// FindingHeader is that of the recorded findings in the clones.
	FindingHeader = []string{"repository", "commit", "path", "line", "analyzer", "column", "category", "severity", "evidence", "deep", "also", "message"}

	commitForm = regexp.MustCompile(`^[0-9a-f]{40}$`)
	nameForm   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)
)

// A Repo is one repository of the corpus.
type Repo struct {
	Name     string   // of the checkout's folder
	Source   string   // URL to clone
	Commit   string   // 40 hexadecimal digits
	Patterns []string // what is linted
	Tags     []string // build tags
}

// List reads the list of repositories.
func List(file string) ([]Repo, error) {
	var repos []Repo
	err := table.Each(file, Header, func(r []string) error {
		repo := Repo{Name: r[0], Source: r[1], Commit: r[2], Patterns: strings.Fields(r[3]), Tags: SplitList(r[4])}
		switch {
		case !nameForm.MatchString(repo.Name), repo.Name == Std, repo.Name == Deps:
			return fmt.Errorf("not a name for a repository: %q", repo.Name)
		case slices.ContainsFunc(repos, func(r Repo) bool { return r.Name == repo.Name }):
			return fmt.Errorf("listed twice: %s", repo.Name)
		case !commitForm.MatchString(repo.Commit):
			return fmt.Errorf("not a full commit: %q", repo.Commit)
		case len(repo.Patterns) == 0:
			return errors.New("no patterns")
		}
		repos = append(repos, repo)
		return nil
	})
	return repos, err
}

// Platform is the environment in which everything is analysed.
func Platform(extra ...string) []string {
	env := append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOTOOLCHAIN=local")
	return append(env, extra...)
}

// Missing says which checkout is not there, and what to do. It is no failure: most users have some of them only.
type Missing struct{ what, todo string }

func (m Missing) Error() string { return m.what + "; " + m.todo }

// Checkout returns the absolute path of the clone of r that lies in dir under its name. A [Missing] clone is one kind of error.
func (r Repo) Checkout(ctx context.Context, dir string) (string, error) {
	if dir == "" {
		return "", Missing{r.Name + " is skipped", "say with -dir where its clone lies"}
	}
	dir, err := filepath.Abs(filepath.Join(dir, r.Name))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return "", Missing{r.Name + " is not there", fmt.Sprintf("git clone %s %s && git -C %s checkout %s", r.Source, dir, dir, r.Commit)}
	}
	head, err := Output(ctx, dir, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return "", err
	}
	if head = strings.TrimSpace(head); head != r.Commit {
		return "", Missing{fmt.Sprintf("%s is at %.12s", r.Name, head), fmt.Sprintf("git -C %s fetch && git -C %s checkout %s", dir, dir, r.Commit)}
	}
	return dir, nil
}

// Env is the environment in which the clone is analysed.
func (r Repo) Env() []string {
	return Platform("GOWORK=off", "GOFLAGS=-tags="+strings.Join(r.Tags, ","))
}

// GoVersion is the version of the go command that loads the packages, such as "go1.26.8".
func GoVersion(ctx context.Context) (string, error) {
	v, err := Output(ctx, "", Platform(), "go", "env", "GOVERSION")
	return strings.TrimSpace(v), err
}

// Output runs a command and returns what it prints. Its error names the first line of what the command complained about.
func Output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return "", fmt.Errorf("%s %s: %w: %s", name, args[0], err, first)
	}
	return string(out), nil
}

// SplitList splits a list with commas or spaces; the empty string is the empty list.
func SplitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
