package rewrite_test

// The shapes of code in which a variable is retyped. Each file of testdata/shapes is the code of one package in txtar form; lines
// marked //retype declare the variables, which are retyped one after the other. The comment at its top says what must come of it,
// one directive a line:
//
//	refused REASON [TEXT]    nothing is rewritten, for that reason, and the message contains the text
//	options closed,onewriter,upstream
//	target expvar            an expvar.Int, instead of a type of sync/atomic
//	only NAME                of what is declared on marked lines
//	go VERSION               of the module (default go1.26)
//	vet ENV… [-tags=LIST]    the result is vetted under this environment, too
//
// Files under want/ are what the changed files become (-update writes them); no other file may change. All results together are
// built, vetted and tested. A package with a function Run prints the same before and after. A second plan finds nothing to do.

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/internal/rewrite"
)

var update = flag.Bool("update", false, "rewrite the want files of testdata/shapes")

type shape struct {
	name, file string
	archive    *txtar.Archive
	refused    string
	text       string
	options    rewrite.Options
	version    string
	only       string
	expvar     bool
	vet        []string
	always     bool // it runs, whatever is in it
}

func readShape(t *testing.T, file string) *shape {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &shape{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), file: file, archive: a, version: "go1.26"}
	for line := range strings.Lines(string(a.Comment)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "refused":
			s.refused, s.text, _ = strings.Cut(rest, " ")
		case "options":
			for o := range strings.SplitSeq(rest, ",") {
				switch o {
				case "closed":
					s.options.Closed = true
				case "onewriter":
					s.options.OneWriter = true
				case "upstream":
					s.options.LeaveUpstream = true
				default:
					t.Fatalf("%s: option %q", file, o)
				}
			}
		case "only":
			s.only = rest
		case "target":
			s.expvar = true
		case "go":
			s.version = rest
		case "vet":
			s.vet = append(s.vet, rest)
		case "", "#":
		default:
			t.Fatalf("%s: directive %q", file, word)
		}
	}
	return s
}

func (s *shape) unpack(t *testing.T, dir string) {
	t.Helper()
	for _, f := range s.archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			continue
		}
		name := filepath.Join(dir, f.Name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, f.Data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *shape) runs() bool {
	return s.always || s.refused == "" && slices.ContainsFunc(s.archive.Files, func(f txtar.File) bool { return bytes.Contains(f.Data, []byte("\nfunc Run() {")) })
}

func TestShapes(t *testing.T) {
	files, err := filepath.Glob("testdata/shapes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no shapes", err)
	}
	before, after := t.TempDir(), t.TempDir()
	var shapes []*shape
	for _, file := range files {
		s := readShape(t, file)
		shapes = append(shapes, s)
	}
	t.Run("plan", func(t *testing.T) {
		for _, s := range shapes {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				if s.refused != "" {
					s.checkRefused(t, filepath.Join(t.TempDir(), s.name))
					return
				}
				s.unpack(t, filepath.Join(before, s.name))
				s.unpack(t, filepath.Join(after, s.name))
				s.check(t, filepath.Join(after, s.name))
			})
		}
	})
	if t.Failed() {
		return
	}
	shapes = slices.DeleteFunc(shapes, func(s *shape) bool { return s.refused != "" })
	prepare(t, before, shapes)
	prepare(t, after, shapes)
	goTool(t, after, nil, "vet", "./...")
	goTool(t, after, nil, "build", "./...")
	goTool(t, after, nil, "test", "-vet=off", "./...")
	vets := map[string]bool{}
	for _, s := range shapes {
		for _, v := range s.vet {
			vets[v] = true
		}
	}
	for _, v := range slices.Sorted(maps.Keys(vets)) {
		var env []string
		args := []string{"vet"}
		for word := range strings.FieldsSeq(v) {
			if strings.HasPrefix(word, "-") {
				args = append(args, word)
			} else {
				env = append(env, word)
			}
		}
		for _, s := range shapes {
			if slices.Contains(s.vet, v) {
				args = append(args, "./"+s.name+"/...")
			}
		}
		goTool(t, after, env, args...)
	}
	was, is := goTool(t, before, nil, "run", "./cmd"), goTool(t, after, nil, "run", "./cmd")
	if was != is {
		t.Errorf("the programs print\n%s\nand before\n%s", is, was)
	}
	if n := strings.Count(was, "== "); n < 40 {
		t.Errorf("%d shapes run", n)
	}
}

func (s *shape) checkRefused(t *testing.T, dir string) {
	s.unpack(t, dir)
	pass, err := load(dir, s.version)
	if err != nil {
		t.Fatal(err)
	}
	vars := marked(pass, s.only)
	if len(vars) == 0 {
		t.Fatal("nothing is marked")
	}
	for _, v := range vars {
		to := s.target(v.Type())
		edits, err := rewrite.Plan(pass, v, to, s.options)
		var r *rewrite.Refusal
		if !errors.As(err, &r) || string(r.Reason) != s.refused || !strings.Contains(err.Error(), s.text) || edits != nil {
			t.Errorf("%s: refused because %v, want %s %s", v.Name(), err, s.refused, s.text)
		}
		if _, again := rewrite.Plan(pass, v, to, s.options); again == nil || err != nil && again.Error() != err.Error() {
			t.Errorf("%s: the second time: %v", v.Name(), again)
		}
	}
}

// target returns the type that a variable of type t gets.
func (s *shape) target(t types.Type) rewrite.Target {
	if s.expvar {
		return rewrite.Target{Package: "expvar", Name: "Int", Elem: types.Int64, Load: "Value", Store: "Set", Add: "Add", NoSum: true}
	}
	to, _ := rewrite.Atomic(t)
	return to
}

// check retypes the marked variables in turn and compares with what the shape says.
func (s *shape) check(t *testing.T, dir string) {
	rounds := 0
	for ; ; rounds++ {
		pass, err := load(dir, s.version)
		if err != nil {
			t.Fatalf("%v\n%s", err, dump(dir))
		}
		vars := marked(pass, s.only)
		if len(vars) == 0 {
			break
		}
		to := s.target(vars[0].Type())
		edits, err := rewrite.Plan(pass, vars[0], to, s.options)
		if err != nil {
			t.Fatalf("%s: %v", vars[0].Name(), err)
		}
		for name, text := range applyTo(t, pass, edits) {
			formatted, err := format.Source(text)
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, text)
			}
			if err := os.WriteFile(name, formatted, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if rounds == 0 {
		t.Fatal("nothing is marked")
	}
	s.again(t, dir)
	want := map[string]string{}
	for _, f := range s.archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
			want[name] = string(f.Data)
		}
	}
	var fresh []txtar.File
	for _, f := range s.archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		expected, ok := want[f.Name]
		if !ok {
			expected = string(f.Data)
		}
		if !bytes.Equal(text, f.Data) {
			fresh = append(fresh, txtar.File{Name: "want/" + f.Name, Data: text})
		}
		if !*update && string(text) != expected {
			t.Errorf("%s is now\n%s", f.Name, text)
		}
	}
	if *update {
		s.archive.Files = slices.DeleteFunc(s.archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/") })
		s.archive.Files = append(s.archive.Files, fresh...)
		if err := os.WriteFile(s.file, txtar.Format(s.archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// again plans for what was retyped: there is nothing to do.
func (s *shape) again(t *testing.T, dir string) {
	pass, err := load(dir, s.version)
	if err != nil {
		t.Fatalf("%v\n%s", err, dump(dir))
	}
	to, _ := rewrite.Atomic(types.Typ[types.Int64])
	for _, obj := range pass.TypesInfo.Defs {
		if v, ok := obj.(*types.Var); ok && strings.HasPrefix(v.Type().String(), "sync/atomic.") {
			var r *rewrite.Refusal
			if _, err := rewrite.Plan(pass, v, to, s.options); !errors.As(err, &r) || r.Reason != rewrite.Kind {
				t.Errorf("a second plan for %s: %v", v.Name(), err)
			}
		}
	}
}

func dump(dir string) string {
	var b strings.Builder
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		text, _ := os.ReadFile(name)
		fmt.Fprintf(&b, "-- %s --\n%s", filepath.Base(name), text)
	}
	return b.String()
}

// prepare makes a module of the packages in dir, and a program that runs those that can run.
func prepare(t *testing.T, dir string, shapes []*shape) {
	t.Helper()
	imports, calls := "", ""
	for i, s := range shapes {
		if s.runs() {
			imports += fmt.Sprintf("\tp%d \"ex.com/shapes/%s\"\n", i, s.name)
			calls += fmt.Sprintf("\tprintln(\"== %s\")\n\tp%d.Run()\n", s.name, i)
		}
	}
	program := "package main\n\nimport (\n\t\"fmt\"\n" + imports + ")\n\nfunc println(s string) { fmt.Println(s) }\n\nfunc main() {\n" + calls + "}\n"
	err := errors.Join(
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module ex.com/shapes\n\ngo 1.26\n"), 0o644),
		os.MkdirAll(filepath.Join(dir, "cmd"), 0o777),
		os.WriteFile(filepath.Join(dir, "cmd", "main.go"), []byte(program), 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
}

func goTool(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = slices.Concat(os.Environ(), []string{"GOFLAGS=", "GOPROXY=off", "GOWORK=off", "PWD=" + dir}, env)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Errorf("%v go %s: %v\n%s%s", env, strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return stdout.String()
}
