// Package driver runs the rules over a program: patterns in, findings out.
//
// It promises that the answer depends on the sources, the configuration and the tool alone: not on the order of the packages,
// the number of workers, or what an earlier run left in the cache. Nothing is compiled and nothing is written but the cache.
//
// It does not see flags, formats or severities: a result holds every finding of every rule, the filter comes after it.
package driver

import (
	"context"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// A Config says what to analyse, and with what.
type Config struct {
	Dir        string            // directory that the patterns are relative to; "": the current one
	Patterns   []string          // as for go list; none means "."
	Tests      bool              // analyse test files too, in-package and external
	Overlay    map[string][]byte // contents that win over the files on disk, by absolute path
	BuildFlags []string          // for go list, such as "-tags=integration"
	Env        []string          // environment of go list; nil: the current one

	Rules []*rule.Rule    // all of them; report.IgnoreRule among them
	Rows  *userrows.Table // what the user says of functions
	// Gather is an analyzer without facts whose result is a []byte: what it says of each package that is asked for is kept with the package, and is
	// in [Result.Gathered]. nil: none.
	Gather *analysis.Analyzer
	// Matters tells whether an analyzer with facts could say anything of a package with these direct imports; factsBelow tells
	// whether there are facts about one of them. The bodies of dependencies that do not matter are spared, and no facts about
	// such packages are kept, whether they are dependencies or not. So that other drivers come to the same facts, the analyzers
	// must export none about such packages of their own accord. nil: every package matters.
	Matters func(pkgPath string, imports []string, factsBelow bool) bool

	// Tool identifies the analyzers, such as a hash of the executable. It is part of every cache key.
	Tool   string
	Cache  *cache.Store // nil: nothing is kept
	Jobs   int          // packages at once; 0: GOMAXPROCS
	Memory int64        // bytes that the run should keep to; 0: 512 MiB and 256 MiB for each job

	// Progress, if set, is told after each package that is done, dependencies included; it is called from one goroutine at a time.
	Progress func(done, total int, pkg string)

	pick func(n int) int // tests shuffle the schedule with it
}

// A Result is what a run says. It holds no reference to syntax or types.
type Result struct {
	Findings []finding.Finding // sorted, with fingerprints, files as absolute paths
	Packages []string          // import paths of what was asked for, sorted
	Gathered [][]byte          // what [Config.Gather] says of them, in the order of their paths; nothing of those that do not compile
	Errors   []PackageError    // sorted
	Warnings []string          // what went wrong beside the analysis, such as a cache that cannot be written
	Stats    Stats
}

// An ErrorKind says who refused a package.
type ErrorKind string

const (
	ListError     ErrorKind = "list"     // the go command: a missing package, an import cycle
	ParseError    ErrorKind = "parse"    // the parser
	TypeError     ErrorKind = "type"     // the type checker
	InternalError ErrorKind = "internal" // an analyzer failed or panicked
)

// A PackageError is one reason why a package was not analysed as a whole.
type PackageError struct {
	Package string // import path
	File    string // absolute; "" where no place is known
	Line    int    // from 1; 0: unknown
	Column  int    // from 1, in bytes; 0: unknown
	Message string
	Kind    ErrorKind
}

// Stats counts the work of a run.
type Stats struct {
	Packages int   // that were asked for; those without Go files are neither analysed nor cached
	Analyzed int   // of these, analysed now
	Cached   int   // of these, answered by the cache
	Deps     int   // dependencies that were type-checked now
	Bytes    int64 // source bytes of the packages asked for
}

// Run analyses the packages that match the patterns. An error means that nothing could be said at all: a bad pattern, no go
// command, a cancelled context. What is wrong with single packages is in [Result.Errors].
func Run(ctx context.Context, cfg Config) (*Result, error) {
	return run(ctx, cfg)
}
