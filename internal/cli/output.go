package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/suggest"
)

// outputFlags say which reports are written, and where.
type outputFlags struct {
	set    *flag.FlagSet
	format *choice
	files  *outputList
	color  *choice
	quiet  *bool
}

func addOutputs(fs *flag.FlagSet) *outputFlags {
	o := &outputFlags{
		set:    fs,
		format: addChoice(fs, "format", "text", "`format` of the report on standard output: "+strings.Join(formats(), ", "), formats()),
		files:  &outputList{},
		color:  addChoice(fs, "color", "auto", "`when` to colour the text report: auto, always or never", []string{"auto", "always", "never"}),
		quiet:  fs.Bool("q", false, "print one line per finding: no source, no summary, no progress"),
	}
	fs.Var(o.files, "o", "write a report to a file too, given as `format=file`; repeatable, - is standard output")
	return o
}

func formats() []string { return slices.Sorted(maps.Keys(emit.Formats)) }

// An outputSpec is one FORMAT=FILE.
type outputSpec struct{ format, file string }

func (s outputSpec) String() string { return s.format + "=" + s.file }

// An outputList is the flag -o.
type outputList struct{ specs []outputSpec }

func (l *outputList) String() string { return "" }

// Choices are what completion offers: a file name comes behind.
func (l *outputList) Choices() []string {
	var starts []string
	for _, f := range formats() {
		starts = append(starts, f+"=")
	}
	return starts
}

func (l *outputList) Set(s string) error {
	format, file, ok := strings.Cut(s, "=")
	if !ok || file == "" {
		return errors.New("want FORMAT=FILE, such as sarif=counterlint.sarif")
	}
	if emit.Formats[format] == nil {
		return fmt.Errorf("unknown format %s%s", format, suggest.Hint(format, formats()))
	}
	for _, other := range l.specs {
		if other.file == file {
			return fmt.Errorf("two reports for %s", file)
		}
	}
	l.specs = append(l.specs, outputSpec{format, file})
	return nil
}

// An output is one report to be written.
type output struct {
	outputSpec
	sink sink
}

// open readies all reports of a run, so that a file that cannot be written is known before the work begins. taken says that
// something else has standard output.
func (o *outputFlags) open(a *app, taken bool) (outputs []output, err error) {
	specs := slices.Clone(o.files.specs)
	onStdout := slices.ContainsFunc(specs, func(s outputSpec) bool { return s.file == "-" })
	switch {
	case taken && (onStdout || isSet(o.set, "format")):
		return nil, usagef("-diff has standard output; write the report to a file with -o FORMAT=FILE")
	case onStdout && isSet(o.set, "format"):
		return nil, usagef("-format and -o FORMAT=- are two reports for standard output")
	case !onStdout && !taken:
		specs = append(specs, outputSpec{o.format.value, "-"})
	}
	for _, s := range specs {
		sink, err := openSink(a, s.file)
		if err != nil {
			closeAll(outputs)
			return nil, usagef("-o %s: %w", s, err)
		}
		outputs = append(outputs, output{s, sink})
	}
	return outputs, nil
}

// closeAll drops what has not been committed.
func closeAll(outputs []output) {
	for _, out := range outputs {
		out.sink.discard()
	}
}

// write writes one report, and names its place in an error.
func (o *outputFlags) write(out output, r *emit.Report, style emit.Style) error {
	write := emit.Formats[out.format]
	if out.format == "text" {
		style.Brief = *o.quiet
		style.Color = o.colored(out.file == "-")
		write = func(w io.Writer, r *emit.Report) error { return emit.Text(w, r, style) }
	}
	err := write(out.sink, r)
	if err == nil {
		err = out.sink.commit()
	}
	if err != nil {
		return fmt.Errorf("-o %s: %w", out, bare(err))
	}
	return nil
}

func (o *outputFlags) colored(stdout bool) bool {
	switch o.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return stdout && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(os.Stdout.Fd()))
}

// A sink takes one report. Either commit or discard ends it; discard after commit does nothing.
type sink interface {
	io.Writer
	commit() error
	discard()
}

// openSink opens a regular file such that it appears whole or not at all, and anything else as it is.
func openSink(a *app, file string) (sink, error) {
	if file == "-" {
		return stream{a.stdout}, nil
	}
	mode := fs.FileMode(0o666)
	if info, err := os.Stat(file); err == nil {
		// A pipe of the shell, /dev/stdout or /dev/null must not be replaced by a file.
		target, err := filepath.EvalSymlinks(file)
		if err != nil || !info.Mode().IsRegular() {
			f, err := os.OpenFile(file, os.O_WRONLY, 0)
			if err != nil {
				return nil, bare(err)
			}
			return device{f}, nil
		}
		file, mode = target, info.Mode().Perm()
	}
	temp := fmt.Sprintf("%s.%08x.tmp", file, rand.Uint32())
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, bare(err)
	}
	return &atomicFile{File: f, name: file}, nil
}

// bare strips the operation and the name from an error about a file: the caller says which one it was.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

type stream struct{ io.Writer }

func (stream) commit() error { return nil }
func (stream) discard()      {}

type device struct{ *os.File }

func (d device) commit() error { return d.Close() }
func (d device) discard()      { d.Close() }

// An atomicFile is written under another name, and renamed when it is whole.
type atomicFile struct {
	*os.File
	name string
	done bool
}

func (f *atomicFile) commit() error {
	err := f.Close()
	if err == nil {
		err = os.Rename(f.File.Name(), f.name)
	}
	f.done = err == nil
	f.discard()
	return err
}

func (f *atomicFile) discard() {
	if !f.done {
		f.done = true
		f.Close()
		os.Remove(f.File.Name())
	}
}
