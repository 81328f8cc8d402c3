package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/changed"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/inventory"
	"github.com/counterlint/counterlint/internal/promptly"
	"github.com/counterlint/counterlint/internal/review"
	"github.com/counterlint/counterlint/internal/review/post"
)

func reviewCommand() command {
	return command{
		name:    "review",
		args:    "-base REV [packages]",
		summary: "ask of a change what a reviewer of counters asks",
		setup: func(a *app, fs *flag.FlagSet) action {
			return (&reviewing{
				app:      a,
				base:     fs.String("base", "", "compare with what this git `revision` and HEAD have in common"),
				format:   addChoice(fs, "format", "md", "`format` of the review: md, json, rdjson or github", []string{"md", "json", "rdjson", "github"}),
				post:     addChoice(fs, "post", "", "write the review into a comment on the change at this `host` too: github or gitlab", post.Hosts()),
				config:   addConfigFile(fs),
				packages: addPackages(fs),
			}).do
		},
	}
}

// A reviewing is one call of review.
type reviewing struct {
	app          *app
	base         *string
	format, post *choice
	config       *string
	packages     *packageFlags
}

func (c *reviewing) do(ctx context.Context, patterns []string) error {
	if *c.base == "" {
		return usagef("counterlint review needs -base REV, such as -base origin/main")
	}
	if err := c.packages.prepare(); err != nil {
		return err
	}
	s, err := c.app.loadConfig(*c.config)
	if err != nil {
		return err
	}
	s.complete(c.app)
	var target *post.Target
	if c.post.value != "" {
		if target, err = post.From(c.post.value, os.Getenv); err != nil {
			return usagef("-post %s: %w", c.post.value, err)
		}
	}
	e, err := c.app.newEngine(s, patterns, c.packages)
	if err != nil {
		return err
	}
	defer e.close()
	in, baseErrors, err := c.gather(ctx, e, s)
	if err != nil {
		return err
	}
	r, err := review.Make(in)
	if err != nil {
		return usagef("%w", err)
	}
	rep := e.report(r.Findings)
	rep.Errors = append(rep.Errors, baseErrors...)
	e.complainAbout(rep.Errors)
	if err := c.write(c.app.stdout, r, rep); err != nil {
		return usagef("%w", bare(err))
	}
	if target != nil {
		var text strings.Builder
		if err := review.Markdown(&text, r, rep); err != nil {
			return err
		}
		if err := target.Comment(ctx, text.String(), review.Marker); err != nil {
			return usagef("-post %s: %w", c.post.value, err)
		}
	}
	switch {
	case len(rep.Errors) > 0:
		return &exitError{status: statusLoad}
	case r.Blocked():
		return &exitError{status: statusFindings}
	}
	return nil
}

// write writes the review in the format of -format.
func (c *reviewing) write(w io.Writer, r *review.Review, rep *emit.Report) error {
	switch c.format.value {
	case "json":
		return review.JSON(w, r, rep)
	case "rdjson":
		return emit.RDJSON(w, review.Problems(r, rep))
	case "github":
		return emit.GitHub(w, review.Problems(r, rep))
	}
	return review.Markdown(w, r, rep)
}

// gather analyses both trees. Of the base only what does not compile is said.
func (c *reviewing) gather(ctx context.Context, e *engine, s *settings) (*review.Input, []emit.Error, error) {
	base, err := changed.BaseOf(ctx, e.dir, *c.base)
	if err != nil {
		return nil, nil, usagef("-base %s: %w", *c.base, err)
	}
	change, err := changed.Since(ctx, e.dir, *c.base, os.ReadFile)
	if err != nil {
		return nil, nil, usagef("-base %s: %w", *c.base, err)
	}
	if e.dir, err = filepath.EvalSymlinks(e.dir); err != nil { // the names of both trees have to be the same
		return nil, nil, err
	}
	e.config.Dir, e.config.Tests, e.config.Gather = e.dir, true, inventory.Analyzer
	bar := startProgress(os.Stderr, false)
	defer bar.stop()
	e.config.Progress = bar.step
	if e.session, err = driver.NewSession(e.config); err != nil {
		return nil, nil, err
	}
	all, err := e.run(ctx, nil)
	if err != nil {
		bar.stop() // before anything is said
		e.complainAbout(nil)
		return nil, nil, err
	}
	if !s.Tests {
		all = slices.DeleteFunc(all, func(f finding.Finding) bool { return strings.HasSuffix(f.File, "_test.go") })
	}
	in := &review.Input{
		BaseCommit: base.Commit, HeadCommit: base.Head, New: change.Of(all),
		Touched: func(file string) bool { return base.Touched[e.absolute(file)] },
		Options: review.Options(s.Review),
	}
	for _, f := range all {
		in.All = append(in.All, e.relative(f))
	}
	if in.Head, err = inventory.Put(e.gathered, e.dir); err != nil {
		return nil, nil, err
	}
	baseErrors, err := c.gatherBase(ctx, e, base, in)
	bar.stop()
	if err != nil {
		return nil, nil, err
	}
	in.Base = slices.DeleteFunc(slices.Clone(in.Base), func(it inventory.Item) bool { return e.failed(it.Package) })
	return in, baseErrors, c.gatherFiles(ctx, e, s, base, in)
}

// gatherBase analyses the base, unless it has the same Go files.
func (c *reviewing) gatherBase(ctx context.Context, e *engine, base *changed.Base, in *review.Input) ([]emit.Error, error) {
	if len(base.Overlay) == 0 {
		in.Base = in.Head
		return nil, nil
	}
	res, err := promptly.Do(ctx, func() (*driver.Result, error) { return e.session.Run(ctx, e.config.Patterns, base.Overlay) })
	if err != nil {
		return nil, &exitError{statusLoad, fmt.Errorf("base %.12s: %w", base.Commit, err)}
	}
	in.Base, err = inventory.Put(res.Gathered, e.dir)
	var errs []emit.Error
	for _, pe := range res.Errors {
		if pe.Kind == driver.ListError && absent.MatchString(pe.Message) {
			continue // the change brings the package
		}
		errs = append(errs, emit.Error{Package: pe.Package, Kind: string(pe.Kind), File: e.shorter(pe.File), Line: pe.Line, Column: pe.Column,
			Message: fmt.Sprintf("in the base %.12s: %s", base.Commit, pe.Message)})
	}
	return errs, err
}

// absent is how the go command and the driver say that there is nothing at a pattern.
var absent = regexp.MustCompile(`^no package matches|build constraints exclude all Go files|no (non-test )?Go files in|matched no packages`)

// gatherFiles hands the review what is looked up in the repository.
func (c *reviewing) gatherFiles(ctx context.Context, e *engine, s *settings, base *changed.Base, in *review.Input) (err error) {
	files := &review.Files{
		Read: func(name string) ([]byte, error) { return readText(filepath.Join(base.Root, filepath.FromSlash(name))) },
		Shown: func(name string) string {
			return filepath.ToSlash(e.shorter(filepath.Join(base.Root, filepath.FromSlash(name))))
		},
		Rel: func(shown string) string {
			rel, err := filepath.Rel(base.Root, e.absolute(shown))
			if err != nil {
				return shown
			}
			return filepath.ToSlash(rel)
		},
	}
	if s.file != "" {
		if dir, err := filepath.EvalSymlinks(filepath.Dir(s.file)); err == nil {
			files.Base = strings.TrimPrefix(files.Rel(dir), ".")
		}
	}
	if files.Names, err = base.Files(ctx); err != nil {
		return usagef("%w", err)
	}
	in.Files = files
	in.Grep = func(words []string) ([]review.Evidence, error) {
		lines, err := base.Grep(ctx, words)
		var out []review.Evidence
		for _, l := range lines {
			out = append(out, review.Evidence{File: filepath.ToSlash(e.shorter(l.File)), Line: l.Line, Text: l.Text})
		}
		return out, err
	}
	if in.Trailers, err = base.Trailers(ctx, "Counter-Reviewed"); err != nil {
		return usagef("%w", err)
	}
	return nil
}

// failed tells whether a package was not analysed: that its counters are not seen does not make them removed.
func (e *engine) failed(pkg string) bool {
	return slices.ContainsFunc(e.errors, func(pe driver.PackageError) bool { return pe.Package == pkg })
}

// absolute is the full name of a file that is shown in a short form.
func (e *engine) absolute(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(e.dir, filepath.FromSlash(file))
}

// readText reads a regular file: of what git lists, links may lead anywhere or nowhere, and folders are other repositories.
func readText(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	if err != nil {
		return nil, bare(err)
	}
	return os.ReadFile(name)
}
