package fixer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/finding"
)

func analyzeNothing(context.Context, map[string][]byte) ([]finding.Finding, error) { return nil, nil }

func TestApply(t *testing.T) {
	const mark = "\xef\xbb\xbf"
	tests := []struct {
		about, text, old, new, want string
	}{
		{"formatted stays formatted", "package p\n\nvar a = 1\n", "1", "f( 1)", "package p\n\nvar a = f(1)\n"},
		{"not formatted stays so", "package p\nvar  a = 1\n", "1", "f( 1)", "package p\nvar  a = f( 1)\n"},
		{"Windows line ends", "package p\r\n\r\nvar a = 1\r\n", "1", "f(\n1,\n)", "package p\r\n\r\nvar a = f(\r\n\t1,\r\n)\r\n"},
		{"a text from such a file", "package p\r\n\r\nvar a = 1\r\n", "1", "1 +\r\n\t2", "package p\r\n\r\nvar a = 1 +\r\n\t2\r\n"},
		{"both line ends, here CR LF", "package p\n\nvar a = 1\r\nvar b = 2\n", "1", "1 +\n2", "package p\n\nvar a = 1 +\r\n2\r\nvar b = 2\n"},
		{"both line ends, here LF", "package p\n\nvar a = 1\r\nvar b = 2\n", "2", "1 +\n2", "package p\n\nvar a = 1\r\nvar b = 1 +\n2\n"},
		{"at the end, after CR LF", "package p\r\n\r\nvar a = 1", "1", "1 +\n2", "package p\r\n\r\nvar a = 1 +\r\n2"},
		{"one line", "package p; var a = 1", "1", "1 +\n2", "package p; var a = 1 +\n2"},
		{"byte order mark", mark + "package p\n\nvar a = 1\n", "1", "f( 1)", mark + "package p\n\nvar a = f(1)\n"},
		{"byte order mark and Windows", mark + "package p\r\n\r\nvar a = 1\r\n", "1", "f( 1)", mark + "package p\r\n\r\nvar a = f(1)\r\n"},
		{"no line end at the end", "package p\n\nvar a = 1", "1", "f( 1)", "package p\n\nvar a = f( 1)"},
		{"a line goes", "package p\r\n\r\nvar a = 1\r\nvar b = 2\r\n", "var a = 1\r\n", "", "package p\r\n\r\nvar b = 2\r\n"},
		{"comments", "package p\n\nvar a = 1 // one\nvar bb = 2\n", "1", "111", "package p\n\nvar a = 111 // one\nvar bb = 2\n"},
	}
	for _, test := range tests {
		at := strings.Index(test.text, test.old)
		f := new(file)
		f.set([]byte(test.text))
		got, err := f.apply([]finding.Edit{{Start: at, End: at + len(test.old), New: test.new}})
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %q (%v), want %q", test.about, got, err, test.want)
		}
	}
	f := new(file)
	f.set([]byte("package p\n"))
	if _, err := f.apply([]finding.Edit{{Start: 0, End: 7, New: "pack"}}); err == nil {
		t.Error("a text that does not parse is formatted")
	}
}

// FuzzApply: whatever the text and the edit, line ends of one kind stay so, a byte order mark stays alone at the front, and what
// was formatted is formatted.
func FuzzApply(f *testing.F) {
	f.Add("package p\r\n\r\nvar a = 1\r\n", 11, 12, "x\n")
	f.Add("\xef\xbb\xbfpackage p\n", 3, 3, "// c\r\n")
	f.Add("package p; var a = 1", 0, 20, "")
	f.Fuzz(func(t *testing.T, text string, from, to int, fresh string) {
		if from < 0 || to < from || to > len(text) || strings.HasPrefix(text, string(bom)) && from < len(bom) {
			return // refused before
		}
		if strings.Contains(strings.ReplaceAll(fresh, "\r\n", ""), "\r") {
			return // gofmt drops a lone carriage return from a comment, and may then have more to do; no fix writes one
		}
		held := new(file)
		held.set([]byte(text))
		got, err := held.apply([]finding.Edit{{Start: from, End: to, New: fresh}})
		if err != nil {
			return
		}
		if _, crlf := unix([]byte(text)); crlf && held.clean {
			if n := strings.Count(string(got), "\n"); n != strings.Count(string(got), "\r\n") {
				t.Errorf("%q became %q", text, got)
			}
		}
		if strings.HasPrefix(text, string(bom)) != strings.HasPrefix(string(got), string(bom)) {
			t.Errorf("%q became %q", text, got)
		}
		after := new(file)
		if after.set(got); held.clean && !after.clean {
			t.Errorf("%q was formatted, %q is not", text, got)
		}
	})
}

func TestClash(t *testing.T) {
	text := "package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar xyz = fmt.Sprint(os.Args)\n"
	p := &plan{run: &run{files: map[string]*file{"a.go": {outline: outlineOf([]byte(text))}}}}
	edit := func(old, fresh string) finding.Edit {
		at := strings.Index(text, old)
		return finding.Edit{File: "a.go", Start: at, End: at + len(old), New: fresh}
	}
	before := func(old, fresh string) finding.Edit {
		e := edit(old, fresh)
		e.End = e.Start
		return e
	}
	tests := []struct {
		about string
		a, b  finding.Edit
		want  bool
	}{
		{"apart", edit("xyz", "x"), edit("Args", "y"), false},
		{"overlapping", edit("xyz", "x"), edit("yz", "y"), true},
		{"one in the other", edit("fmt.Sprint(os.Args)", "x"), edit("os.", "y"), true},
		{"equal", edit("xyz", "x"), edit("xyz", "x"), false},
		{"same place, other text", edit("xyz", "x"), edit("xyz", "y"), true},
		{"touching", edit("x", "y"), edit("yz", "y"), true},
		{"touching an insertion", before("xyz", "x"), edit("xyz", "y"), true},
		{"equal insertions", before("xyz", "x"), before("xyz", "x"), true},
		{"the same import twice", before("\t\"os\"", "\t\"io\"\n"), before("\t\"os\"", "\t\"io\"\n"), false},
		{"two imports at one place", before("\t\"os\"", "\t\"io\"\n"), before("\t\"os\"", "\t\"log\"\n"), true},
		{"an import where another goes", before("\t\"os\"", "\t\"io\"\n"), edit("\t\"os\"\n", ""), false},
		{"two imports go", edit("\t\"fmt\"\n", ""), edit("\t\"os\"\n", ""), false},
		{"an import goes twice", edit("\t\"os\"\n", ""), edit("\t\"os\"\n", ""), false},
	}
	for _, test := range tests {
		if got := p.clash(test.a, test.b); got != test.want {
			t.Errorf("%s: %t", test.about, got)
		}
		if got := p.clash(test.b, test.a); got != test.want {
			t.Errorf("%s, the other way round: %t", test.about, got)
		}
	}
}

// TestClashFirstImport: two fixes that bring the first import of a file go in together, whatever stands behind the package clause.
func TestClashFirstImport(t *testing.T) {
	for text, want := range map[string]bool{
		"package p\n\nvar a int\n":            false,
		"package p // comment\n\nvar a int\n": false,
		"package p":                           false,
		"package p; var a int\n":              true, // it stands among the code
	} {
		f := new(file)
		f.set([]byte(text))
		p := &plan{run: &run{files: map[string]*file{"a.go": f}}}
		at := strings.IndexByte(text+"\n", '\n')
		e := finding.Edit{File: "a.go", Start: at, End: at, New: "\n\nimport \"sync/atomic\""}
		if got := p.clash(e, e); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

// TestUnified: git makes of the old texts and the diff the new ones, wherever the changes lie and however the lines end.
func TestUnified(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	var diff strings.Builder
	want := map[string]string{}
	for i := range 60 {
		name := fmt.Sprintf("a b%d.go", i)
		eol := []string{"\n", "\r\n"}[i%2]
		var before, after []string
		for n := range 40 {
			line := fmt.Sprintf("line %d", n)
			before = append(before, line)
			switch random.IntN(12) {
			case 0:
			case 1:
				after = append(after, line, "new")
			case 2:
				after = append(after, "changed")
			default:
				after = append(after, line)
			}
		}
		end := []string{eol, ""}[i%3/2]
		old := strings.Join(before, eol) + end
		want[name] = strings.Join(after, eol) + eol
		if err := os.WriteFile(filepath.Join(dir, name), []byte(old), 0o644); err != nil {
			t.Fatal(err)
		}
		text, err := unified(name, old, want[name])
		if err != nil {
			t.Fatal(err)
		}
		diff.WriteString(text)
		checkHunks(t, text, old, want[name])
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	git := exec.Command("git", "apply", "--whitespace=nowarn", "-")
	git.Dir, git.Stdin = dir, strings.NewReader(diff.String())
	if out, err := git.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("git apply: %v\n%s", err, out)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != text {
			t.Errorf("%s is %q (%v), want %q", name, got, err, text)
		}
	}
	if text, err := unified("a.go", "a\n", "a\n"); err != nil || text != "" {
		t.Errorf("of no change: %q (%v)", text, err)
	}
}

// checkHunks holds the line numbers of each hunk against both texts; git and patch look around where they are wrong.
func checkHunks(t *testing.T, diff, before, after string) {
	t.Helper()
	old, fresh := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	a, b := 0, 0
	for line := range strings.Lines(diff) {
		var n int
		if _, err := fmt.Sscanf(line, "@@ -%d,%d +%d", &a, &n, &b); err == nil {
			a, b = a-1, b-1
			continue
		}
		text := line[1:]
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "\\"):
		case line[0] != '+' && strings.TrimSuffix(old[a], "\n") != strings.TrimSuffix(text, "\n"):
			t.Fatalf("line %d was %q, not %q, in\n%s", a+1, old[a], text, diff)
		case line[0] != '-' && strings.TrimSuffix(fresh[b], "\n") != strings.TrimSuffix(text, "\n"):
			t.Fatalf("line %d becomes %q, not %q, in\n%s", b+1, fresh[b], text, diff)
		default:
			if line[0] != '+' {
				a++
			}
			if line[0] != '-' {
				b++
			}
		}
	}
}

// newFiles writes files and returns them as the fixer holds them, with a new text each.
func newFiles(t *testing.T, dir string, names ...string) []*file {
	t.Helper()
	var files []*file
	for _, name := range names {
		f := &file{name: name, shown: name, real: filepath.Join(dir, name), mode: 0o640, disk: []byte("old " + name), text: []byte("new " + name)}
		if err := os.WriteFile(f.real, f.disk, f.mode); err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// onDisk reads a folder: file name, text and mode, sorted.
func onDisk(t *testing.T, dir string) (lines []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		info, err2 := e.Info()
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, e.Name()+": "+string(text)+" "+info.Mode().String())
	}
	return lines
}

func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	if err := writeAll(newFiles(t, dir, "a.go", "b.go")); err != nil {
		t.Fatal(err)
	}
	if got, want := onDisk(t, dir), []string{"a.go: new a.go -rw-r-----", "b.go: new b.go -rw-r-----"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestWriteNone: what fails before the first rename leaves nothing behind.
func TestWriteNone(t *testing.T) {
	dir := t.TempDir()
	files := newFiles(t, dir, "a.go", "b.go")
	before := onDisk(t, dir)
	files[1].real = filepath.Join(dir, "gone", "b.go")
	err := writeAll(files)
	if err == nil || !strings.HasPrefix(err.Error(), "b.go: cannot write beside it: ") || !strings.HasSuffix(err.Error(), "; nothing was changed") {
		t.Errorf("error %v", err)
	}
	if got := onDisk(t, dir); !slices.Equal(got, before) {
		t.Errorf("%q, want %q", got, before)
	}
}

// TestWriteUndone: a rename that fails undoes those before it.
func TestWriteUndone(t *testing.T) {
	dir := t.TempDir()
	files := newFiles(t, dir, "a.go", "b.go", "c.go")
	before := onDisk(t, dir)
	swaps, err := prepare(files)
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(swaps[1].temp)
	err = commitAll(swaps)
	if !strings.Contains(err.Error(), "b.go: no such file") || !strings.HasSuffix(err.Error(), "; all files are as they were") {
		t.Errorf("error %v", err)
	}
	os.Remove(swaps[2].temp)
	if got := onDisk(t, dir); !slices.Equal(got, before) {
		t.Errorf("%q, want %q", got, before)
	}
}

// TestWriteFolder: a folder that takes no new files is an error before anything is changed.
func TestWriteFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	dir := t.TempDir()
	files := newFiles(t, dir, "a.go")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	if err := writeAll(files); !strings.Contains(err.Error(), "a.go: cannot write beside it: permission denied") {
		t.Errorf("error %v", err)
	}
}
