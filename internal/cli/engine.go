package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/baseline"
	"github.com/counterlint/counterlint/internal/changed"
	"github.com/counterlint/counterlint/internal/doctext"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/promptly"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// An engine runs the rules and filters what they say. It keeps what the last run said beside its findings.
type engine struct {
	app    *app
	dir    string // working directory
	config driver.Config
	filter *filter.Filter
	known  baseline.Baseline
	change *changed.Changes // nil: all findings are reported
	shared *cache.Prog      // nil: none

	overlay  map[string][]byte // of the last run
	gathered [][]byte          // by config.Gather
	session  *driver.Session   // nil: each run lists the packages anew
	packages []string          // import paths
	errors   []driver.PackageError
	warnings []string
}

// newEngine readies a run over patterns, or all packages without any, with the given settings.
func (a *app) newEngine(s *settings, patterns []string, p *packageFlags) (*engine, error) {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	e := &engine{app: a, dir: dir}
	if e.filter, err = s.filter(a, dir); err != nil {
		return nil, err
	}
	if s.Baseline != "" {
		if e.known, err = readBaseline(s.Baseline); err != nil {
			return nil, err
		}
	}
	if err := needGo(); err != nil {
		return nil, err
	}
	tool, err := toolID()
	if err != nil {
		return nil, err
	}
	e.config = driver.Config{Dir: dir, Patterns: patterns, Tests: s.Tests, Rules: a.rules, Rows: userrows.New(s.Rows), Tool: tool, Jobs: *p.jobs}
	if *p.tags != "" {
		e.config.BuildFlags = []string{"-tags=" + *p.tags}
	}
	e.config.Cache, e.shared, e.warnings = openCache()
	return e, nil
}

func needGo() error {
	if _, err := exec.LookPath("go"); err != nil {
		return &exitError{statusLoad, errors.New("the go command is not in PATH; packages cannot be loaded without it")}
	}
	return nil
}

// newFrom leaves to be reported what differs from a revision of git; all of it if rev is empty.
func (e *engine) newFrom(ctx context.Context, rev string) (err error) {
	if rev == "" {
		return nil
	}
	if e.change, err = changed.Since(ctx, e.dir, rev, e.readFile); err != nil {
		return usagef("-new-from %s: %w", rev, err)
	}
	return nil
}

// readFile reads a file as the last run saw it.
func (e *engine) readFile(name string) ([]byte, error) {
	if text, ok := e.overlay[name]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// openCache opens the cache. The program of COUNTERLINT_CACHEPROG, if that is set, is asked for what the cache lacks; one that
// does not start costs time, no findings.
func openCache() (store *cache.Store, shared *cache.Prog, warnings []string) {
	dir, err := cache.DefaultDir()
	if err != nil {
		return nil, nil, []string{fmt.Sprintf("no cache: %v", err)}
	}
	store = cache.Open(dir)
	command := os.Getenv("COUNTERLINT_CACHEPROG")
	if command == "" {
		return store, nil, nil
	}
	if shared, err = cache.StartProg(command); err != nil {
		return store, nil, []string{fmt.Sprintf("the cache is not shared: %s: %v", command, err)}
	}
	store.Share(shared)
	return store, shared, nil
}

// close ends what the engine started.
func (e *engine) close() {
	if e.shared != nil {
		e.shared.Close()
	}
}

// toolID identifies this very program: another build of the analyzers must not meet the answers of this one in the cache.
func toolID() (string, error) {
	file, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// run analyses the program with the given file contents in place of those on disk. File names in findings are absolute.
func (e *engine) run(ctx context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
	cfg := e.config
	cfg.Overlay, e.overlay = overlay, overlay
	res, err := promptly.Do(ctx, func() (*driver.Result, error) { // its cache can bear a kill
		if e.session != nil {
			return e.session.Run(ctx, cfg.Patterns, overlay)
		}
		return driver.Run(ctx, cfg)
	})
	if err != nil {
		return nil, &exitError{statusLoad, err}
	}
	e.errors, e.gathered = res.Errors, res.Gathered
	for _, w := range res.Warnings {
		if !slices.Contains(e.warnings, w) {
			e.warnings = append(e.warnings, w)
		}
	}
	e.packages = res.Packages
	found := e.known.New(e.filter.Apply(res.Findings))
	if e.change != nil {
		found = e.change.Of(found)
	}
	return found, nil
}

// report is what is said about fs.
func (e *engine) report(fs []finding.Finding) *emit.Report {
	r := &emit.Report{Findings: make([]finding.Finding, 0, len(fs)), Version: version(), Dir: e.dir, ReadFile: os.ReadFile}
	for _, f := range fs {
		r.Findings = append(r.Findings, e.relative(f))
	}
	finding.Sort(r.Findings)
	for _, pe := range e.errors {
		r.Errors = append(r.Errors, emit.Error{
			Package: pe.Package, Kind: string(pe.Kind), File: e.shorter(pe.File), Line: pe.Line, Column: pe.Column, Message: pe.Message,
		})
	}
	for _, ru := range e.app.rules {
		r.Rules = append(r.Rules, describe(ru))
	}
	return r
}

func (e *engine) shorter(file string) string {
	if file == "" {
		return ""
	}
	return shorter(e.dir, file)
}

// relative returns f with its file names as a person in the working directory would write them.
func (e *engine) relative(f finding.Finding) finding.Finding {
	f.File = e.shorter(f.File)
	f.Related = slices.Clone(f.Related)
	for i := range f.Related {
		f.Related[i].File = e.shorter(f.Related[i].File)
	}
	f.Fixes = slices.Clone(f.Fixes)
	for i := range f.Fixes {
		f.Fixes[i].Edits = slices.Clone(f.Fixes[i].Edits)
		for j := range f.Fixes[i].Edits {
			f.Fixes[i].Edits[j].File = e.shorter(f.Fixes[i].Edits[j].File)
		}
	}
	return f
}

// describe is what a report tells of a rule.
func describe(r *rule.Rule) emit.Rule {
	doc := doctext.MustParse(r.Analyzer.Doc)
	return emit.Rule{Name: r.Name(), Group: r.Group, Summary: doc.Summary, Detail: doc.Lead(), URL: r.Analyzer.URL, Severity: r.Severity}
}

// errorsPerPackage bounds what is printed of a package that does not compile; the reports hold all of it.
const errorsPerPackage = 10

// complainAbout prints why packages were not analysed as a whole, and warnings.
func (e *engine) complainAbout(errs []emit.Error) {
	for _, w := range e.warnings {
		e.app.complain(errors.New("warning: " + w))
	}
	count := map[string]int{}
	for _, err := range errs {
		count[err.Package]++
	}
	shown := map[string]int{}
	for _, err := range errs {
		if shown[err.Package]++; shown[err.Package] <= errorsPerPackage {
			e.app.complain(errors.New(errorText(err)))
		} else if shown[err.Package] == errorsPerPackage+1 {
			e.app.complain(fmt.Errorf("%d more errors in %s", count[err.Package]-errorsPerPackage, err.Package))
		}
	}
}

// errorText is one line that names the place, or the package where no place is known.
func errorText(e emit.Error) string {
	text := e.Message
	place := e.File
	if e.File != "" && e.Line > 0 {
		place += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			place += fmt.Sprintf(":%d", e.Column)
		}
	}
	if place == "" && !strings.Contains(text, e.Package) {
		place = e.Package
	}
	if place == "" || strings.HasPrefix(text, place) {
		return text
	}
	return place + ": " + text
}
