package server

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/config"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/lsp/protocol"
)

// An analysis looks at the packages of the open files of one module. It runs beside the loop, on what it was given.
type analysis struct {
	opts     *Options
	root     *root // its session alone
	folder   string
	settings clientSettings
	docs     []*protocol.Document // of the module
	all      []*protocol.Document // that are open
	encoding protocol.Encoding

	texts map[string]*protocol.Text // as far as they were asked for, by name
}

// An outcome is what an analysis found, by the names of files.
type outcome struct {
	files  map[string]*foundIn
	covers map[string]bool      // folders of the packages that were looked at
	sums   map[string]cache.Key // of the files that fixes edit
	broken int                  // errors of the parser and the type checker
	log    []string
}

// foundIn is what an analysis found in one file.
type foundIn struct {
	version     *int // of the open document; nil: it is not open
	findings    []finding.Finding
	ranges      []protocol.Range
	diagnostics []json.RawMessage
}

func (a *analysis) run(ctx context.Context) (*outcome, error) {
	f, err := load(a.opts.Rules, a.root.dir, a.folder, a.settings)
	if err != nil {
		return nil, err
	}
	if err := a.ready(f.build); err != nil {
		return nil, err
	}
	res, err := a.analyse(ctx, nil)
	if err != nil {
		return nil, err
	}
	return a.outcome(res, f.known.New(f.filter.Apply(res.Findings))), nil
}

// ready gives the root a session for b.
func (a *analysis) ready(b Build) (err error) {
	key, _ := json.Marshal(b) // strings
	if a.root.session == nil || a.root.build != string(key) {
		a.root.build = string(key)
		a.root.session, err = a.opts.NewSession(b)
	}
	return err
}

// analyse runs the rules over the open texts, with others in the place of some.
func (a *analysis) analyse(ctx context.Context, others map[string][]byte) (*driver.Result, error) {
	overlay := map[string][]byte{}
	var patterns []string
	for _, doc := range a.all {
		if filepath.Ext(doc.Path) == ".go" {
			overlay[doc.Path] = []byte(doc.Text)
		}
	}
	for _, doc := range a.docs {
		if rel, err := filepath.Rel(a.root.dir, filepath.Dir(doc.Path)); err == nil {
			patterns = append(patterns, "./"+filepath.ToSlash(rel))
		}
	}
	maps.Copy(overlay, others)
	slices.Sort(patterns)
	return a.root.session.Run(ctx, slices.Compact(patterns), overlay)
}

func (a *analysis) outcome(res *driver.Result, found []finding.Finding) *outcome {
	o := &outcome{files: map[string]*foundIn{}, covers: map[string]bool{}, sums: map[string]cache.Key{}, broken: brokenIn(res), log: res.Warnings}
	a.texts = map[string]*protocol.Text{}
	for _, doc := range a.docs {
		o.covers[filepath.Dir(doc.Path)] = true
		o.files[doc.Path] = &foundIn{version: &doc.Version}
		a.texts[doc.Path] = protocol.NewText(doc.Text, a.encoding)
	}
	for _, e := range res.Errors {
		if e.Kind == driver.InternalError {
			o.log = append(o.log, e.Package+": "+e.Message)
		}
	}
	for _, x := range found {
		f := o.files[x.File]
		if f == nil {
			f = &foundIn{}
			o.files[x.File] = f
		}
		r := a.rangeOf(x)
		f.findings, f.ranges = append(f.findings, x), append(f.ranges, r)
		f.diagnostics = append(f.diagnostics, a.diagnostic(x, r))
		for _, fix := range x.Fixes {
			for _, e := range fix.Edits {
				if sum, ok := a.root.session.Sum(e.File); ok {
					o.sums[e.File] = sum
				}
			}
		}
	}
	return o
}

// brokenIn counts the errors of the parser and the type checker.
func brokenIn(res *driver.Result) (n int) {
	for _, e := range res.Errors {
		if e.Kind == driver.ParseError || e.Kind == driver.TypeError {
			n++
		}
	}
	return n
}

// text returns a file as it was analysed: open, or on disk, where a change meanwhile costs a wrong column until the next run.
func (a *analysis) text(name string) *protocol.Text {
	t := a.texts[name]
	if t == nil {
		data, _ := os.ReadFile(name) // of a file that is gone, places are at its beginning
		t = protocol.NewText(string(data), a.encoding)
		a.texts[name] = t
	}
	return t
}

func (a *analysis) rangeOf(x finding.Finding) protocol.Range {
	t := a.text(x.File)
	r := protocol.Range{Start: t.At(x.Line, x.Column)}
	r.End = r.Start
	if x.EndLine > x.Line || x.EndLine == x.Line && x.EndColumn > x.Column {
		r.End = t.At(x.EndLine, x.EndColumn)
	}
	return r
}

func (a *analysis) diagnostic(x finding.Finding, r protocol.Range) json.RawMessage {
	d := protocol.Diagnostic{
		Range: r, Severity: severityOf(x.Severity), Code: x.Analyzer, CodeDescription: &protocol.CodeDescription{Href: x.URL},
		Source: "counterlint", Message: x.Message,
	}
	for _, rel := range x.Related {
		at := a.text(rel.File).At(rel.Line, rel.Column)
		d.RelatedInformation = append(d.RelatedInformation, protocol.Related{
			Location: protocol.Location{URI: protocol.URI(rel.File), Range: protocol.Range{Start: at, End: at}}, Message: rel.Message,
		})
	}
	data, _ := json.Marshal(d) // strings and numbers
	return data
}

func severityOf(s finding.Severity) int {
	switch s {
	case finding.Error:
		return protocol.Error
	case finding.Warning:
		return protocol.Warning
	}
	return protocol.Information
}

// refusal is the outcome where there is none. What is wrong with a configuration file is said there, and shown; that a program
// cannot be loaded is shown if it never could, since it may just be edited.
func (s *server) refusal(r *root, err error) *outcome {
	o := &outcome{files: map[string]*foundIn{}}
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		text := finding.FoldSpace(err.Error())
		c, ok := errors.AsType[*config.Error](err)
		if !ok {
			if r.found == nil {
				s.show(protocol.Error, r.dir+": "+text)
			} else {
				o.log = append(o.log, r.dir+": "+text)
			}
			continue
		}
		s.show(protocol.Error, text)
		at := protocol.Position{Line: c.Line - 1, Character: c.Column - 1}
		data, _ := json.Marshal(protocol.Diagnostic{
			Range: protocol.Range{Start: at, End: at}, Severity: protocol.Error, Source: "counterlint", Message: c.Message,
		})
		if o.files[c.File] == nil {
			o.files[c.File] = &foundIn{}
		}
		o.files[c.File].diagnostics = append(o.files[c.File].diagnostics, data)
	}
	return o
}
