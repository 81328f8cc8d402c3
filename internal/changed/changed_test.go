package changed

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/finding"
)

// A repo is a repository in a folder of its own, with settings of git that must not matter.
type repo struct {
	*testing.T
	dir string
}

func newRepo(t *testing.T) *repo {
	r := &repo{t, t.TempDir()}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r.git("init", "-q", "-b", "main")
	for _, setting := range []string{
		"user.name=dev", "user.email=dev@example.com", "commit.gpgSign=false", "diff.noprefix=true", "diff.context=3", "color.ui=always",
		"core.quotePath=true", "diff.renames=false", "diff.interHunkContext=9",
	} {
		key, value, _ := strings.Cut(setting, "=")
		r.git("config", key, value)
	}
	return r
}

func (r *repo) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r *repo) write(name, text string) {
	r.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		r.Fatal(err)
	}
}

func (r *repo) commit() {
	r.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "x")
}

// touched returns which of the places FILE:LINE:DECL are of the change since rev.
func (r *repo) touched(rev string, places ...string) string {
	r.Helper()
	c, err := Since(r.Context(), r.dir, rev, os.ReadFile)
	if err != nil {
		r.Fatal(err)
	}
	var fs []finding.Finding
	for _, p := range places {
		f := r.place(p)
		f.Message = p
		fs = append(fs, f)
	}
	var out []string
	for _, f := range c.Of(fs) {
		out = append(out, f.Message)
	}
	return strings.Join(out, " ")
}

func (r *repo) place(p string) finding.Finding {
	parts := strings.Split(p, ":")
	line := 0
	for _, c := range parts[1] {
		line = line*10 + int(c-'0')
	}
	return finding.Finding{File: filepath.Join(r.dir, parts[0]), Line: line, Decl: parts[2]}
}

const code = `package p

import "fmt"

// F is first.
func F() {
	fmt.Println(1)
	fmt.Println(2)
}

type T[P any] struct{ n int }

func (t *T[P]) M() {
	t.n++
	t.n++
}

var (
	// a is here.
	a = 1
	b = 2
)

func G() {}
`

func TestDeclarations(t *testing.T) {
	places := []string{"p.go:7:F", "p.go:11:T", "p.go:14:(*T).M", "p.go:20:a", "p.go:21:b", "p.go:24:G"}
	for _, tt := range []struct{ about, old, new, want string }{
		{"nothing", "", "", ""},
		{"a line", "Println(1)", "Println(3)", "p.go:7:F"},
		{"another line of the function", "Println(2)", "Println(3)", "p.go:7:F"},
		{"the doc comment", "F is first", "F is the first", "p.go:7:F"},
		{"a deleted line", "\tt.n++\n", "", "p.go:14:(*T).M"},
		{"an inserted line", "\tt.n++\n", "\tt.n--\n\tt.n++\n", "p.go:14:(*T).M"},
		{"one of several variables", "b = 2", "b = 3", "p.go:21:b"},
		{"a type", "n int", "n int64", "p.go:11:T"},
		{"lines between functions", "func G", "\n\n\nfunc G", ""},
		{"a new function between others", "func G", "func H() {}\n\nfunc G", ""},
		{"a whole function deleted", "// F is first.\nfunc F() {\n\tfmt.Println(1)\n\tfmt.Println(2)\n}\n\n", "", ""},
		{"an import", `import "fmt"`, "import \"fmt\"\n\nimport _ \"os\"", ""},
	} {
		t.Run(tt.about, func(t *testing.T) {
			r := newRepo(t)
			r.write("p.go", code)
			r.commit()
			r.write("p.go", strings.Replace(code, tt.old, tt.new, 1))
			if got := r.touched("HEAD", places...); got != tt.want {
				t.Errorf("touched %q, want %q", got, tt.want)
			}
			r.commit()
			if got := r.touched("HEAD~1", places...); got != tt.want {
				t.Errorf("committed: touched %q, want %q", got, tt.want)
			}
			if got := r.touched("HEAD", places...); got != "" {
				t.Errorf("since itself: touched %q", got)
			}
		})
	}
}

func TestFiles(t *testing.T) {
	r := newRepo(t)
	r.write("old.go", code)
	r.write("sub/with space, \"quotes\" and ü.go", code)
	r.write("gone.go", "package p\n")
	r.write("gram.y", "one\ntwo\nthree\n")
	r.write(".gitignore", "ignored.go\n")
	r.commit()
	r.git("mv", "old.go", "renamed.go")
	r.write("sub/with space, \"quotes\" and ü.go", strings.Replace(code, "Println(1)", "Println(3)", 1))
	r.write("new.go", "package p\n\nfunc N() {}\n")
	r.git("add", "new.go")
	r.write("unknown.go", code)
	r.write("ignored.go", code)
	r.git("rm", "-q", "gone.go")
	r.write("gram.y", "one\n++ two\n@@ -1 +1 @@\nthree\n")
	r.write("broken.go", "package p\n\nfunc {\n")
	got := r.touched("HEAD", "renamed.go:7:F", `sub/with space, "quotes" and ü.go:7:F`, `sub/with space, "quotes" and ü.go:24:G`, "new.go:3:N", "unknown.go:24:G",
		"ignored.go:7:F", "gram.y:1:", "gram.y:2:", "gram.y:3:", "gram.y:4:", "broken.go:3:")
	if want := `sub/with space, "quotes" and ü.go:7:F new.go:3:N unknown.go:24:G gram.y:2: gram.y:3: broken.go:3:`; got != want {
		t.Errorf("touched %s, want %s", got, want)
	}
}

// A finding in old code is of the change if its evidence is.
func TestRelated(t *testing.T) {
	r := newRepo(t)
	r.write("p.go", code)
	r.write("q.go", code)
	r.commit()
	r.write("q.go", strings.Replace(code, "Println(1)", "Println(3)", 1))
	c, err := Since(t.Context(), r.dir, "HEAD", os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[int]bool{5: true, 8: true, 14: false, 3: false, 99: false} {
		f := r.place("p.go:7:F")
		f.Related = []finding.Related{{File: filepath.Join(r.dir, "q.go"), Line: line}}
		if got := len(c.Of([]finding.Finding{f})) == 1; got != want {
			t.Errorf("evidence in line %d: of the change %v, want %v", line, got, want)
		}
	}
}

// A branch is judged by what it brought itself, and what the other one did meanwhile is not its own.
func TestBranch(t *testing.T) {
	r := newRepo(t)
	r.write("p.go", code)
	r.commit()
	r.git("switch", "-q", "-c", "topic")
	r.write("p.go", strings.Replace(code, "Println(1)", "Println(3)", 1))
	r.commit()
	r.git("switch", "-q", "main")
	r.write("p.go", strings.Replace(code, "b = 2", "b = 3", 1))
	r.commit()
	r.git("switch", "-q", "topic")
	if got := r.touched("main", "p.go:7:F", "p.go:21:b"); got != "p.go:7:F" {
		t.Errorf("touched %s", got)
	}
}

func TestErrors(t *testing.T) {
	r := newRepo(t)
	r.write("p.go", code)
	r.commit()
	r.git("checkout", "-q", "--orphan", "other")
	r.write("q.go", code)
	r.commit()
	for rev, want := range map[string]string{
		"nope":      "git knows no revision nope",
		"--exec=x":  "git knows no revision --exec=x",
		"main:p.go": "git knows no revision main:p.go",
		"main":      "git finds no common ancestor of HEAD and main; a shallow clone has none (fetch more of its history)",
	} {
		if _, err := Since(t.Context(), r.dir, rev, os.ReadFile); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", rev, err, want)
		}
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(r.dir))
	outside := filepath.Join(filepath.Dir(r.dir), "outside")
	if err := os.Mkdir(outside, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(outside))
	if _, err := Since(t.Context(), outside, "HEAD", os.ReadFile); err == nil || !strings.HasPrefix(err.Error(), "git rev-parse: not a git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
}

// FuzzPatch wants no panic, and spans that begin before they end.
func FuzzPatch(f *testing.F) {
	f.Add("diff --git a/p.go b/p.go\n--- a/p.go\n+++ b/p.go\n@@ -1 +1,2 @@ func\n-a\n+b\n+c\n@@ -9,2 +9,0 @@\n-x\n-y\n")
	f.Add("diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ \"b/\\303\\274\\t\"\t\n@@ -0,0 +1 @@\n+++ b/y\n")
	f.Fuzz(func(t *testing.T, patch string) {
		files, err := parsePatch("/top", patch)
		if err != nil {
			return
		}
		for name, file := range files {
			for _, s := range file.spans {
				if !s.deleted && s.last < s.first {
					t.Errorf("%s: %+v", name, s)
				}
			}
		}
	})
}

func TestPatch(t *testing.T) {
	files, err := parsePatch("/top", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@ func\n-+++ b/no\n+b\n\\ No newline at end of file\n+c\n@@ -9,2 +9,0 @@\n-x\n-@@ -1 +1 @@\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []span{{first: 1, last: 2}, {first: 9, last: 10, deleted: true}}
	if len(files) != 1 || !reflect.DeepEqual(files[filepath.FromSlash("/top/x")].spans, want) {
		t.Errorf("%+v", files)
	}
}

// The base is the files on disk with the overlay over them, less what is new.
func TestBase(t *testing.T) {
	r := newRepo(t)
	r.write("kept.go", code)
	r.write("edited.go", "package p\n\nvar old = `ü\x00`\n")
	r.write("gone/gone.go", "package gone\n")
	r.write("moved.go", "package p\n\nvar moved int\n")
	r.write("go.mod", "module old\n")
	r.write("data.txt", "old")
	r.commit()
	r.write("edited.go", "package p\n")
	r.git("rm", "-q", "gone/gone.go")
	r.git("mv", "moved.go", "there.go")
	r.write("go.mod", "module new\n")
	r.write("data.txt", "new")
	r.write("new.txt", "new")
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "x\n\nSome-Key: a/b\nsome-key: c\nOther: d\n")
	r.write("unknown.go", "package p\n\nvar word_total = 1 // sub_word_total word_total_x\n")
	b, err := BaseOf(r.Context(), r.dir, "HEAD~1")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, text := range b.Overlay {
		rel, err := filepath.Rel(b.Root, name)
		if err != nil {
			t.Fatal(err)
		}
		got[filepath.ToSlash(rel)] = string(text)
	}
	want := map[string]string{
		"edited.go": "package p\n\nvar old = `ü\x00`\n", "gone/gone.go": "package gone\n", "moved.go": "package p\n\nvar moved int\n", "there.go": string(hidden),
		"go.mod": "module old\n", "unknown.go": string(hidden),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("overlay %q, want %q", got, want)
	}
	for name, touched := range map[string]bool{"kept.go": false, "data.txt": true, "new.txt": true, "gone/gone.go": true, "unknown.go": true} {
		if b.Touched[filepath.Join(b.Root, filepath.FromSlash(name))] != touched {
			t.Errorf("%s: touched %v", name, !touched)
		}
	}
	values, err := b.Trailers(r.Context(), "Some-Key")
	if err != nil || len(values) != 2 || values[0][0] != "a/b" || values[1][0] != "c" {
		t.Errorf("trailers %v, %v", values, err)
	}
	lines, err := b.Grep(r.Context(), []string{"word_total", "nowhere"})
	if err != nil || len(lines) != 1 || lines[0].Line != 3 || filepath.Base(lines[0].File) != "unknown.go" {
		t.Errorf("lines %+v, %v", lines, err)
	}
	if lines, err := b.Grep(r.Context(), []string{"nowhere"}); err != nil || lines != nil {
		t.Errorf("nothing to find: %+v, %v", lines, err)
	}
	names, err := b.Files(r.Context())
	if err != nil || strings.Join(names, " ") != "data.txt edited.go go.mod kept.go new.txt there.go unknown.go" {
		t.Errorf("files %v, %v", names, err)
	}
}
