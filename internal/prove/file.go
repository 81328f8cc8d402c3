package prove

import (
	"context"
	"errors"
	"fmt"
	"go/build/constraint"
	"go/format"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A Test is one test in a file of its own.
type Test struct {
	Name string // of the function
	File string // absolute
	Text []byte
	Old  bool // the file is there already, from an earlier run

	key  string // of what it shows
	file string // part of the name of the file
	text string // of the function
}

var made = regexp.MustCompile(`^subject_*\d*\.`) // the object that the test makes

// newTest names a test after its function, the number or metric it looks at, and what it wants.
func newTest(analyzer string, e *entry, at, wants string) *Test {
	subject := ""
	for _, part := range strings.FieldsFunc(made.ReplaceAllString(at, ""), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }) {
		subject += title(part)
	}
	return &Test{
		Name: "Test" + e.name + subject + wants,
		key:  fmt.Sprintf("%s: %s, %s", analyzer, e.name, at),
		file: strings.ToLower(e.name + "_" + subject + "_" + analyzer), // the analyzer last: "_linux" there would mean something
	}
}

// marker begins the file of a test. It names what the test shows: a file that shows something else stays.
func marker(key string) string {
	return "// Written by counterlint prove for " + key + ". It writes the file again as long as this line is here.\n"
}

// preamble is what stands at the beginning of a test: how requests are made, and objects.
func (b *builder) preamble() string {
	var parts []string
	if b.restore != "" {
		parts = append(parts, b.restore)
	}
	if b.request != nil {
		parts = append(parts, b.request.function(b.local("request")))
	}
	return strings.Join(append(parts, b.setup...), "\n")
}

// finish writes the whole file and type-checks it beside the others.
func (p *Package) finish(ctx context.Context, t *Test, s *site, b *builder, file string) error {
	var text strings.Builder
	text.WriteString(marker(t.key) + "\n")
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			if c.Pos() < s.file.Package && constraint.IsGoBuild(c.Text) {
				text.WriteString(c.Text + "\n\n")
			}
		}
	}
	fmt.Fprintf(&text, "package %s\n\nimport (\n", p.Name)
	for _, outside := range []bool{false, true} { // the standard library first
		for _, path := range slices.Sorted(maps.Keys(b.imports)) {
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") != outside {
				continue
			}
			if outside {
				text.WriteString("\n")
			}
			if name := b.imports[path]; name != filepath.Base(path) {
				text.WriteString(name + " ")
			}
			fmt.Fprintf(&text, "%q\n", path)
		}
	}
	text.WriteString(")\n" + t.text)
	var err error
	if t.Text, err = format.Source([]byte(text.String())); err != nil {
		return fmt.Errorf("the test is no Go: %w", err)
	}
	if err := p.place(t, file); err != nil {
		return err
	}
	if _, err := load(ctx, p.dir, p.flags, map[string][]byte{t.File: t.Text}); err != nil {
		text := err.Error() // of the go command, which compiles the test in a folder of its own
		text, _, _ = strings.Cut(text[max(0, strings.Index(text, filepath.Base(t.File))):], "\n")
		return fmt.Errorf("the test would not compile: %s", text)
	}
	return nil
}

// place chooses the file, or takes the named one. One that is not ours, or shows something else, is left alone.
func (p *Package) place(t *Test, file string) error {
	t.File = filepath.Join(p.dir, "prove_"+t.file+"_test.go")
	if file != "" {
		var err error
		if t.File, err = filepath.Abs(file); err != nil {
			return err
		}
		if filepath.Dir(t.File) != filepath.Clean(p.dir) || !strings.HasSuffix(t.File, "_test.go") {
			return fmt.Errorf("%s is no _test.go file in the folder of the package", file)
		}
	}
	others, err := filepath.Glob(filepath.Join(p.dir, "*_test.go"))
	if err != nil {
		return err
	}
	for _, other := range others {
		text, err := os.ReadFile(other)
		if err != nil {
			return err
		}
		if other != t.File && strings.Contains(string(text), "\nfunc "+t.Name+"(") {
			return fmt.Errorf("%s is in %s already", t.Name, filepath.Base(other))
		}
	}
	have, err := os.ReadFile(t.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case strings.HasPrefix(string(have), marker(t.key)):
		t.Old = true
		return nil
	}
	return fmt.Errorf("%s is there, and counterlint did not write it for this", filepath.Base(t.File))
}

// Diff shows the file as a new one; name is what it is called there.
func (t *Test) Diff(name string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(string(t.Text), "\n"), "\n")
	return fmt.Sprintf("--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%d @@\n+%s\n", name, len(lines), strings.Join(lines, "+"))
}

var shown = regexp.MustCompile(`_test\.go:\d+: (lost|unbounded): `)

// Shows tells whether the output of a test is that of one that has seen the mistake. One that fails otherwise has not: it panicked, or
// what it sends gets nowhere.
func Shows(output []byte) bool { return shown.Match(output) }
