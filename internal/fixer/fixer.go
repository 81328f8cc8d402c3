// Package fixer carries out the repairs that findings offer.
//
// It promises that the program still compiles afterwards, with its tests and under the build constraints that it can see: a fix
// whose result does not type-check is left out, and the others still go in. All rounds run on overlays; the disk is written once
// at the end, all files or none. It never edits what a person does not: generated files, cgo and //line files, vendored code and
// whatever lies outside the main modules.
//
// It does not judge whether a repair is right. That is the rule's business, and [finding.Fix.Class] says how sure the rule is.
package fixer

import (
	"context"
	"io"

	"github.com/counterlint/counterlint/internal/finding"
)

// DefaultRounds bounds how often the program is analysed again after fixes went in.
const DefaultRounds = 8

// Options say what to fix, and how far.
type Options struct {
	// Dir is the working directory: file names of findings are relative to it or absolute. It decides which modules are the
	// main ones. Empty: the current directory.
	Dir string

	// Analyze returns the findings in the program as it would be with the given file contents (by absolute path) in place of
	// those on disk. It is called at least once, at first with an empty overlay. The fixer applies only fixes that were found
	// on contents which it holds itself, so files may change on disk at any time.
	Analyze func(ctx context.Context, overlay map[string][]byte) ([]finding.Finding, error)

	Review bool      // apply fixes of class "needs review" too
	Diff   io.Writer // if set, the changes are written here as a unified diff, and the disk is left alone
	Rounds int       // 0: DefaultRounds
	Tags   []string  // build tags of the run
	Env    []string  // environment of the go command; nil: that of the process
}

// A Result says what was done. In a preview (Options.Diff) it says what would have been done.
type Result struct {
	Applied []finding.Finding // whose fix went in, in the order of the rounds, sorted within each
	Left    []Left            // what the last analysis still reports, sorted
	Files   []string          // absolute names of the changed files, sorted
	Rounds  int               // rounds in which fixes went in
}

// A Left is a finding that stays, and why: it offers no fix, or its fix was refused.
type Left struct {
	Finding finding.Finding
	Reason  string // one line, such as "the fix does not compile: s_test.go:7:4: …"
}

// Run analyses, fixes and repeats until no fix is left that can be applied, then writes the files or the diff.
//
// An error means that nothing was changed on disk, unless it says otherwise: the analysis failed, the go command is missing, a
// file changed on disk meanwhile or cannot be written. A fix that is refused is no error; it is in [Result.Left]. The context
// is not looked at while files are written.
func Run(ctx context.Context, opts Options) (*Result, error) {
	r, err := newRun(ctx, opts)
	if err != nil {
		return nil, err
	}
	return r.run(ctx)
}
