package fixer_test

// The shapes of code that break fixes. Each file of testdata/shapes is a little module in txtar form; the marks in it (see
// mend_test.go) say what is offered, the comment at its top what must come of it, one directive a line:
//
//	applied N               so many fixes go in (default 1)
//	left TEXT               a finding stays, for a reason that contains TEXT; in order, all of them
//	rounds N                exactly so many
//	review                  fixes that need review go in too
//	tags LIST               build tags of the run
//	also ENV… [-tags=LIST]  go vet under this environment is happy as well
//	broken                  the module does not compile before, so nothing is asked of it after
//	alone                   it is built by itself and not in the common workspace
//	crlf, bom, nonl FILE    the file gets Windows line ends, a byte order mark, no line end at its end
//	mode OCTAL FILE         its mode
//	link FILE TARGET        a symbolic link
//
// Files under want/ are what the changed files become; no other file may change. In none of the modules may a fix break go build,
// go vet or go test, and a second run must find nothing to do.

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer"
)

var update = flag.Bool("update", false, "rewrite the want files of testdata/shapes")

// A shape is one file of testdata/shapes.
type shape struct {
	name    string
	archive *txtar.Archive
	dir     string // where it is unpacked

	applied, rounds int // rounds 0: any number
	left            []string
	review          bool
	tags            string
	also            []string
	broken, alone   bool
	forms           map[string][]string // file → crlf, bom, nonl
	modes           map[string]fs.FileMode
	links           map[string]string
}

func readShape(t *testing.T, file, dir string) *shape {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &shape{
		name: strings.TrimSuffix(filepath.Base(file), ".txtar"), archive: a, dir: dir, applied: 1,
		forms: map[string][]string{}, modes: map[string]fs.FileMode{}, links: map[string]string{},
	}
	for line := range strings.Lines(string(a.Comment)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		args := strings.Fields(rest)
		switch word {
		case "applied":
			s.applied, err = strconv.Atoi(rest)
		case "rounds":
			s.rounds, err = strconv.Atoi(rest)
		case "left":
			s.left = append(s.left, rest)
		case "review":
			s.review = true
		case "tags":
			s.tags = rest
		case "also":
			s.also = append(s.also, rest)
		case "broken":
			s.broken = true
		case "alone":
			s.alone = true
		case "crlf", "bom", "nonl":
			s.forms[rest] = append(s.forms[rest], word)
		case "mode":
			var mode uint64
			mode, err = strconv.ParseUint(args[0], 8, 32)
			s.modes[args[1]] = fs.FileMode(mode)
		case "link":
			s.links[args[0]] = args[1]
		case "", "#":
		default:
			t.Fatalf("%s: unknown directive %q", file, line)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return s
}

// form gives text the line ends and so on that the shape wants for that file.
func (s *shape) form(name string, text []byte) []byte {
	for _, f := range s.forms[name] {
		switch f {
		case "crlf":
			text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
		case "bom":
			text = append([]byte("\xef\xbb\xbf"), text...)
		case "nonl":
			text = bytes.TrimRight(text, "\r\n")
		}
	}
	return text
}

func (s *shape) unpack(t *testing.T) {
	t.Helper()
	for _, f := range s.archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			continue
		}
		name := filepath.Join(s.dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		mode := s.modes[f.Name]
		if mode == 0 {
			mode = 0o644
		}
		if err := os.WriteFile(name, s.form(f.Name, f.Data), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range s.links {
		if err := os.Symlink(target, filepath.Join(s.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

var sharedCache = sync.OnceValue(func() *cache.Store {
	dir, err := os.MkdirTemp("", "fixer")
	if err != nil {
		panic(err)
	}
	return cache.Open(dir)
})

// analyzer returns what the fixer calls: the careless rules, over the whole module.
func (s *shape) analyzer() func(context.Context, map[string][]byte) ([]finding.Finding, error) {
	return func(ctx context.Context, overlay map[string][]byte) ([]finding.Finding, error) {
		texts, err := replacements(s.dir, overlay)
		if err != nil {
			return nil, err
		}
		r, err := driver.Run(ctx, driver.Config{
			Dir: s.dir, Patterns: s.patterns(), Overlay: overlay, Rules: mendRules(), Tool: "mend", Cache: sharedCache(),
			BuildFlags: []string{"-tags=" + s.tags}, Env: s.env(),
		})
		if err != nil {
			return nil, err
		}
		if len(r.Errors) > 0 && !s.broken {
			return nil, fmt.Errorf("%s: %s", r.Errors[0].File, r.Errors[0].Message)
		}
		return append(r.Findings, texts...), nil
	}
}

func (s *shape) patterns() []string {
	if _, err := os.Stat(filepath.Join(s.dir, "go.work")); err != nil {
		return []string{"./..."}
	}
	mods, _ := filepath.Glob(filepath.Join(s.dir, "*", "go.mod"))
	var patterns []string
	for _, m := range mods {
		patterns = append(patterns, "./"+filepath.Base(filepath.Dir(m))+"/...")
	}
	return patterns
}

func (s *shape) env() []string {
	return append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK="+s.work(), "PWD="+s.dir)
}

func (s *shape) work() string {
	if _, err := os.Stat(filepath.Join(s.dir, "go.work")); err == nil {
		return filepath.Join(s.dir, "go.work")
	}
	return "off"
}

func (s *shape) fix(t *testing.T) *fixer.Result {
	t.Helper()
	var tags []string
	if s.tags != "" {
		tags = strings.Split(s.tags, ",")
	}
	r, err := fixer.Run(t.Context(), fixer.Options{Dir: s.dir, Analyze: s.analyzer(), Review: s.review, Tags: tags, Env: s.env()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// texts reads all files of the module.
func (s *shape) texts(t *testing.T) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(s.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(s.dir, name)
		m[filepath.ToSlash(rel)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestShapes(t *testing.T) {
	files, err := filepath.Glob("testdata/shapes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no shapes", err)
	}
	root := realTemp(t)
	var mu sync.Mutex
	var together []*shape
	t.Run("fix", func(t *testing.T) {
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := readShape(t, file, filepath.Join(root, name))
				s.unpack(t)
				s.check(t)
				if *update {
					s.rewrite(t, file)
				}
				switch {
				case s.broken || t.Failed():
				case s.alone:
					s.build(t)
				default:
					mu.Lock()
					together = append(together, s)
					mu.Unlock()
				}
				s.buildAlso(t)
			})
		}
	})
	slices.SortFunc(together, func(a, b *shape) int { return strings.Compare(a.name, b.name) })
	t.Run("build", func(t *testing.T) { buildTogether(t, root, together) })
}

// check fixes the module and compares with what the shape says.
func (s *shape) check(t *testing.T) {
	before := s.texts(t)
	r := s.fix(t)
	after := s.texts(t)
	if len(r.Applied) != s.applied || s.rounds != 0 && r.Rounds != s.rounds {
		t.Errorf("%d fixes applied in %d rounds, want %d in %d", len(r.Applied), r.Rounds, s.applied, s.rounds)
	}
	for i, l := range r.Left {
		if i >= len(s.left) || !strings.Contains(l.Reason, s.left[i]) {
			t.Errorf("left: %s:%d %s: %s", filepath.Base(l.Finding.File), l.Finding.Line, l.Finding.Message, l.Reason)
		}
	}
	if len(r.Left) < len(s.left) {
		t.Errorf("%d findings left, want %q", len(r.Left), s.left)
	}
	want := map[string]string{}
	for _, f := range s.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
			want[name] = string(s.form(name, f.Data))
		}
	}
	for name, text := range after {
		switch {
		case *update || s.links[name] != "": // the file behind a link is looked at under its own name
		case want[name] != "" && text != want[name]:
			t.Errorf("%s is now\n%s\nwant\n%s", name, text, want[name])
		case want[name] == "" && text != before[name]:
			t.Errorf("%s changed:\n%s", name, text)
		}
	}
	for name := range want {
		if _, ok := after[name]; !ok {
			t.Errorf("want/%s: there is no %s", name, name)
		}
	}
	for name, target := range s.links {
		if got, err := os.Readlink(filepath.Join(s.dir, name)); got != target {
			t.Errorf("%s leads to %q (%v), want %q", name, got, err, target)
		}
	}
	for name, mode := range s.modes {
		if info, err := os.Stat(filepath.Join(s.dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: mode %v, want %v (%v)", name, info.Mode().Perm(), mode, err)
		}
	}
	if again := s.fix(t); len(again.Applied) != 0 || len(again.Files) != 0 {
		t.Errorf("a second run changes %q", again.Files)
	}
}

func (s *shape) rewrite(t *testing.T, file string) {
	s.archive.Files = slices.DeleteFunc(s.archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/") })
	for _, f := range slices.Clone(s.archive.Files) {
		text, err := os.ReadFile(filepath.Join(s.dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(text, s.form(f.Name, f.Data)) {
			continue
		}
		plain := bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
		s.archive.Files = append(s.archive.Files, txtar.File{Name: "want/" + f.Name, Data: plain})
	}
	if err := os.WriteFile(file, txtar.Format(s.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func goTool(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (s *shape) build(t *testing.T) {
	tags := "-tags=" + s.tags
	goTool(t, s.dir, s.env(), append([]string{"vet", tags}, s.patterns()...)...)
	goTool(t, s.dir, s.env(), append([]string{"build", "-o", os.DevNull, tags}, s.patterns()...)...)
	goTool(t, s.dir, s.env(), append([]string{"test", "-vet=off", "-run=xxx", tags}, s.patterns()...)...)
}

func (s *shape) buildAlso(t *testing.T) {
	for _, also := range s.also {
		env, args := s.env(), []string{"vet"}
		for word := range strings.FieldsSeq(also) {
			if strings.HasPrefix(word, "-") {
				args = append(args, word)
			} else {
				env = append(env, word)
			}
		}
		goTool(t, s.dir, env, append(args, s.patterns()...)...)
	}
}

// buildTogether runs each tool once over all modules, which is far faster than one by one.
func buildTogether(t *testing.T, root string, shapes []*shape) {
	work := "go 1.26\n"
	var patterns []string
	for _, s := range shapes {
		work += "use ./" + s.name + "\n"
		patterns = append(patterns, "./"+s.name+"/...")
	}
	name := filepath.Join(root, "go.work")
	if err := os.WriteFile(name, []byte(work), 0o644); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK="+name)
	goTool(t, root, env, append([]string{"vet"}, patterns...)...)
	goTool(t, root, env, append([]string{"build", "-o", os.DevNull}, patterns...)...)
	goTool(t, root, env, append([]string{"test", "-vet=off", "-run=xxx"}, patterns...)...)
}

// realTemp returns a new folder by its real name, as the go command names files.
func realTemp(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
