package driver

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

var sessionSteps = flag.Int("session-steps", 40, "random edits to hold a session against fresh runs")

// A watched session is held against a run of its own after each step.
type watched struct {
	*world
	session  *Session
	patterns []string
	overlay  map[string][]byte
	fresh    string // cache of the fresh runs
}

func newWatched(t *testing.T, files string, patterns ...string) *watched {
	w := &watched{world: newWorld(t, files), patterns: patterns, overlay: map[string][]byte{}, fresh: t.TempDir()}
	var err error
	if w.session, err = NewSession(w.config()); err != nil {
		t.Fatal(err)
	}
	return w
}

// check runs both, and tells whether the session listed the packages for it.
func (w *watched) check(what string) (res *Result, listed bool) {
	w.t.Helper()
	before := w.session.listing
	res, err := w.session.Run(context.Background(), w.patterns, w.overlay)
	if err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
	cfg := w.config(w.patterns...)
	cfg.Cache, cfg.Overlay = cache.Open(w.fresh), w.overlay
	want := w.lines(w.runConfig(cfg))
	if got := w.lines(res); !slices.Equal(got, want) {
		w.t.Fatalf("%s: the session says\n\t%s\na fresh run\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	return res, w.session.listing != before
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

// TestSession: an edit within a function costs one package and no listing; what the go command reads costs a listing.
func TestSession(t *testing.T) {
	w := newWatched(t, chain, "./a", "./b")
	w.check("first")
	b := w.read("b/b.go")
	step := func(what string, listing bool, analyzed int) {
		t.Helper()
		res, listed := w.check(what)
		if listed != listing || res.Stats.Analyzed != analyzed {
			t.Errorf("%s: listed %v, analysed %d, want %v, %d", what, listed, res.Stats.Analyzed, listing, analyzed)
		}
	}
	step("nothing", false, 0)
	w.overlay[w.path("b/b.go")] = []byte(b)
	step("opened", false, 0)
	w.overlay[w.path("b/b.go")] = []byte(b + "\nfunc more() { B{}.T.Bad() }\n")
	step("a function", false, 2) // the new function is bad: a fact
	step("the same again", false, 0)
	w.overlay[w.path("b/b.go")] = []byte(b + "\nfunc more() { B{}.T.Bad(); B{}.T.Bad() }\n")
	step("its body", false, 1)
	w.overlay[w.path("b/b.go")] = []byte(b + "\nfunc more() { \n")
	step("half a function", false, 2) // its facts are gone
	w.overlay[w.path("b/b.go")] = []byte(strings.Replace(b, `import "m/c"`, "import \"m/c\"\nimport _ \"m/lone\"", 1))
	step("an import", true, 2)
	w.overlay[w.path("b/b.go")] = []byte(b)
	step("undone", true, 0)
	delete(w.overlay, w.path("b/b.go"))
	step("closed", false, 0)
	w.write("-- c/c.go --\n" + w.read("c/c.go") + "\nfunc BadToo() {}\n")
	step("a dependency on disk", true, 2) // a fact more
	w.write("-- b/b2.go --\npackage b\n\nfunc BadThree() {}\n")
	step("a file more", true, 2)
	w.write("-- go.mod --\nmodule m\n\ngo 1.25\n")
	step("another go.mod", true, 2)
	w.write("-- b/b2.go --\npackage other\n")
	step("two packages in a folder", true, 2)
	step("still", true, 0)
}

// TestSessionFolders: a package that is in the editor alone comes and goes with its text, and is listed once.
func TestSessionFolders(t *testing.T) {
	w := newWatched(t, chain, "./...")
	step := func(what string, packages int, listed bool) {
		t.Helper()
		if res, again := w.check(what); len(res.Packages) != packages || again != listed {
			t.Errorf("%s: %d packages, listed %t; want %d, %t", what, len(res.Packages), again, packages, listed)
		}
	}
	step("first", 4, true)
	w.overlay[w.path("fresh/fresh.go")] = []byte("package fresh\n\nfunc BadFresh() {}\n")
	step("a package of its own", 5, true)
	w.overlay[w.path("fresh/fresh.go")] = []byte("package fresh\n\nfunc BadFresher() {}\n")
	step("edited", 5, false)
	delete(w.overlay, w.path("fresh/fresh.go"))
	step("closed", 4, true)
}

func (w *world) read(name string) string {
	data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(name)))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// TestSessionKeepsNoUnsavedText: what was never on disk does not fill the cache.
func TestSessionKeepsNoUnsavedText(t *testing.T) {
	w := newWatched(t, chain, "./c", "./b")
	w.check("first")
	entries := func() (n int) {
		filepath.WalkDir(w.cache, func(_ string, d os.DirEntry, _ error) error {
			if d != nil && d.Type().IsRegular() {
				n++
			}
			return nil
		})
		return n
	}
	before, c := entries(), w.read("c/c.go")
	for i := range 5 {
		w.overlay[w.path("c/c.go")] = fmt.Appendf(nil, "%s\nfunc Bad%d() {}\n", c, i)
		w.check("unsaved")
	}
	if n := entries(); n > before+1 { // the stamps of the new overlay
		t.Errorf("the cache grew from %d to %d files", before, n)
	}
	if n := len(w.session.store.memory); n > 4 {
		t.Errorf("%d entries in memory", n)
	}
}

// TestSessionCancelled: a run that was called off leaves a session that answers.
func TestSessionCancelled(t *testing.T) {
	w := newWatched(t, chain, "./...")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.session.Run(ctx, w.patterns, nil); err == nil {
		t.Error("no error")
	}
	w.check("after")
	w.overlay[w.path("c/c.go")] = []byte(w.read("c/c.go") + "\n")
	if _, err := w.session.Run(ctx, w.patterns, w.overlay); err == nil {
		t.Error("no error")
	}
	w.check("after an edit")
}

// TestSessionRandom edits at random, on disk and off it.
func TestSessionRandom(t *testing.T) {
	w := newWatched(t, chain, "./a", "./b", "./c")
	seed := uint64(1)
	rnd := rand.New(rand.NewPCG(seed, 0))
	files := []string{"a/a.go", "b/b.go", "c/c.go"}
	original := map[string]string{}
	for _, f := range files {
		original[f] = w.read(f)
	}
	extra := []string{
		"\nfunc helper2() {}\n", "\ntype U struct{ count int }\n", "\nfunc Bad2() {}\n", "\nfunc open( {\n", "\nvar x int = \"\"\n",
		"\n//go:build ignore\n", "\nfunc G() { Bad2() }\n",
	}
	for i := range *sessionSteps {
		f := files[rnd.IntN(len(files))]
		text := original[f]
		for range rnd.IntN(3) {
			text += extra[rnd.IntN(len(extra))]
		}
		what := fmt.Sprintf("seed %d, step %d: ", seed, i)
		switch rnd.IntN(12) {
		case 0:
			what += "write " + f
			w.write("-- " + f + " --\n" + text)
		case 1:
			what += "close " + f
			delete(w.overlay, w.path(f))
		case 2:
			what += "exclude " + f
			w.overlay[w.path(f)] = []byte("//go:build ignore\n\n" + text)
		case 3:
			name := fmt.Sprintf("%s/extra.go", filepath.Dir(f))
			if os.Remove(w.path(name)) == nil {
				what += "remove " + name
			} else {
				what += "add " + name
				w.write("-- " + name + " --\npackage " + filepath.Dir(f) + "\n\nfunc BadExtra() {}\n")
			}
		case 4:
			what += "import in " + f
			w.overlay[w.path(f)] = []byte(strings.Replace(text, "\n\n", "\n\nimport _ \"m/lone\"\n", 1))
		case 5:
			what += "unsaved new file"
			w.overlay[w.path(filepath.Dir(f)+"/unsaved.go")] = []byte("package " + filepath.Dir(f) + "\n\nfunc BadUnsaved() {}\n")
		default:
			what += "edit " + f
			w.overlay[w.path(f)] = []byte(text)
		}
		w.check(what)
	}
}
