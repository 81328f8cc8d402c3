package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A proven is a package with mistakes of which one is left when it is repaired: the tests that prove writes fail first, and pass then.
type proven struct {
	name   string
	source string
	tests  []string    // that are written
	repair [][2]string // old and new texts
}

var provenPackages = []proven{
	{"fields", `package fields

import "net/http"

type server struct {
	hits, bytes int
	total       float64
}

func newServer(options ...func()) (*server, error) { return &server{}, nil }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits++
	if len(r.URL.Path) > 1 {
		s.bytes += len(r.URL.Path)
	}
	s.total += 0.5
}
`, []string{"TestServerServeHTTPBytesLosesNothing", "TestServerServeHTTPHitsLosesNothing", "TestServerServeHTTPTotalLosesNothing"}, [][2]string{
		{"import \"net/http\"", "import (\n\t\"net/http\"\n\t\"sync\"\n)"}, {"type server struct {", "type server struct {\n\tmu sync.Mutex"}, {"\ts.hits++", "\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\ts.hits++"},
	}},
	{"atomics", `package atomics

import (
	"expvar"
	"net/http"
	"runtime" // to let others in, so that a busy machine shows the mistakes too
	"sync/atomic"
	"time"
)

type stats struct {
	last, longest, peak, taken atomic.Int64
}

var published = expvar.NewInt("published")

func (s *stats) observe(d time.Duration) {
	if ns := d.Nanoseconds(); ns > s.peak.Load() {
		runtime.Gosched()
		s.peak.Store(ns)
	}
	if old := s.longest.Load(); int64(d) > old {
		runtime.Gosched()
		s.longest.CompareAndSwap(old, int64(d))
	}
	s.last.Store(s.last.Load() + int64(d))
	s.taken.Add(1)
	published.Set(published.Value() + 1)
}

func (s *stats) take() int64 {
	n := s.taken.Load()
	runtime.Gosched()
	s.taken.Store(0)
	return n
}

func (s *stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.observe(time.Second)
	s.take()
}
`, []string{"TestStatsObserveLastLosesNothing", "TestStatsObserveLongestLosesNothing", "TestStatsObservePeakLosesNothing", "TestStatsObservePublishedLosesNothing", "TestStatsTakeTakenTakesAll"}, [][2]string{
		{"\tif ns := d.Nanoseconds(); ns > s.peak.Load() {\n\t\truntime.Gosched()\n\t\ts.peak.Store(ns)\n\t}\n", "\traise(&s.peak, int64(d))\n"},
		{"\tif old := s.longest.Load(); int64(d) > old {\n\t\truntime.Gosched()\n\t\ts.longest.CompareAndSwap(old, int64(d))\n\t}\n", "\traise(&s.longest, int64(d))\n"},
		{"s.last.Store(s.last.Load() + int64(d))", "s.last.Add(int64(d))"},
		{"published.Set(published.Value() + 1)", "published.Add(1)"},
		{"\tn := s.taken.Load()\n\truntime.Gosched()\n\ts.taken.Store(0)\n\treturn n", "\truntime.Gosched()\n\treturn s.taken.Swap(0)"},
		{"type stats struct {", "func raise(m *atomic.Int64, v int64) {\n\tfor old := m.Load(); v > old && !m.CompareAndSwap(old, v); old = m.Load() {\n\t}\n}\n\ntype stats struct {"},
	}},
	{"labels", `package labels

import (
	"expvar"
	"net/http"
)

type counts struct{ paths *expvar.Map }

type server struct {
	counts counts
	codes  *expvar.Map
}

func NewServer() *server {
	return &server{counts{new(expvar.Map)}, new(expvar.Map)}
}

var agents = expvar.NewMap("agents")

func (c *counts) add(path string) { c.paths.Add(path, 1) }

func (s *server) redirect(w http.ResponseWriter, r *http.Request) {
	s.codes.Add(r.PathValue("code"), 1)
	s.counts.add(r.URL.Path)
}

func routes() http.Handler {
	s := NewServer()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{code}", s.redirect)
	mux.HandleFunc("POST example.com/agents/{name}/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("session"); err == nil && r.Header.Get("X-Key") != "" && r.FormValue("a") == r.FormValue("b") {
			agents.Add(r.UserAgent(), 1)
		}
	})
	return mux
}

var methods = expvar.NewMap("methods")

func counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		methods.Add(r.Method, 1)
		next.ServeHTTP(w, r)
	})
}
`, []string{"TestCountedMethodsIsBounded", "TestRoutesAgentsIsBounded", "TestServerRedirectCodesIsBounded", "TestServerRedirectCountsPathsIsBounded"}, [][2]string{
		{"s.codes.Add(r.PathValue(\"code\"), 1)", "s.codes.Add(r.Pattern, 1)"}, {"s.counts.add(r.URL.Path)", "s.counts.add(r.Pattern)"},
		{"agents.Add(r.UserAgent(), 1)", "agents.Add(\"any\", 1)"},
		{"methods.Add(r.Method, 1)", "if m := r.Method; m == http.MethodGet {\n\t\t\tmethods.Add(m, 1)\n\t\t} else {\n\t\t\tmethods.Add(\"other\", 1)\n\t\t}"},
	}},
	// The names of this package are those that a test would like to have.
	{"names", `package names

import (
	"expvar"
	"net/http"
	"sync/atomic"
)

var (
	series  = expvar.NewMap("series")
	subject = expvar.NewMap("subject")
	count   atomic.Int64
	n, i, t = 1, 2, 3
)

type call struct {
	*inner
	objects [3]struct{ g atomic.Int64 }
}

type inner struct{ taken atomic.Int64 }

func newCall() *call { return &call{inner: new(inner)} }

func (c *call) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	handler(w, r)
	c.objects[1].g.Store(c.objects[1].g.Load() + 1)
	c.taken.Add(1)
}

func (c *call) take(which int) float64 {
	taken := float64(c.taken.Load())
	c.taken.Store(0)
	return taken
}

func handler(w http.ResponseWriter, r *http.Request) {
	series.Add(r.URL.Path, 1)
	subject.Add(r.Header.Get("X-Key"), 1)
	count.Store(count.Load() + 1)
}

func request() {
	c := newCall()
	http.Handle("/call", c)
	c.take(n + i + t)
}
`, []string{"TestCallServeHTTPObjects1GLosesNothing", "TestCallTakeTakenTakesAll", "TestHandlerCountLosesNothing", "TestHandlerSeriesIsBounded", "TestHandlerSubjectIsBounded"}, [][2]string{
		{"c.objects[1].g.Store(c.objects[1].g.Load() + 1)", "c.objects[1].g.Add(1)"}, {"float64(c.taken.Load())\n\tc.taken.Store(0)", "float64(c.taken.Swap(0))"},
		{"series.Add(r.URL.Path, 1)", "series.Add(r.Pattern, 1)"}, {"subject.Add(r.Header.Get(\"X-Key\"), 1)", "subject.Add(\"key\", 1)"}, {"count.Store(count.Load() + 1)", "count.Add(1)"},
	}},
}

var seen = regexp.MustCompile(`(?s)_test\.go:\d+: (lost|unbounded): `)

// The tests that prove writes are formatted, compile, fail because of the mistake, and pass when it is repaired.
func TestProve(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	dir := t.TempDir()
	put(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.24\n")
	for _, p := range provenPackages {
		put(t, filepath.Join(dir, p.name, p.name+".go"), p.source)
	}
	out, stderr, status := run(t, dir, binary, "prove", "./...")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d\n%s%s", status, out, stderr)
	}
	if diff, _, _ := run(t, dir, "gofmt", "-l", "."); diff != "" {
		t.Errorf("not formatted: %s", diff)
	}
	if again, stderr, _ := run(t, dir, binary, "prove", "./..."); again != out || stderr != "" {
		t.Errorf("a second run says\n%s%swant\n%s", again, stderr, out)
	}
	for _, p := range provenPackages {
		var names []string
		for _, m := range regexp.MustCompile(`(?m)^`+p.name+`/prove_\w+_test\.go: see it fail with: go test '-run=\^(\w+)\$' \./`+p.name+`$`).FindAllStringSubmatch(out, -1) {
			names = append(names, m[1])
		}
		if slices.Sort(names); !slices.Equal(names, p.tests) {
			t.Errorf("%s: wrote %v, want %v\n%s", p.name, names, p.tests, out)
			continue
		}
		// What two threads do to each other is a matter of luck, which a busy machine may lack for seconds.
		exe := filepath.Join(dir, p.name+".exe")
		if text, stderr, status := run(t, filepath.Join(dir, p.name), "go", "test", "-c", "-o", exe, "."); status != 0 {
			t.Fatalf("%s%s", text, stderr)
		}
		for _, name := range names {
			var text string
			for range 20 {
				if text, _, _ = run(t, dir, exe, "-test.run=^"+name+"$"); seen.MatchString(text) {
					break
				}
			}
			if !seen.MatchString(text) {
				t.Errorf("%s does not show the mistake: %s", name, text)
			}
		}
		source := p.source
		for _, r := range p.repair {
			if !strings.Contains(source, r[0]) {
				t.Fatalf("%s: nothing to repair: %s", p.name, r[0])
			}
			source = strings.Replace(source, r[0], r[1], 1)
		}
		put(t, filepath.Join(dir, p.name, p.name+".go"), source)
	}
	if text, stderr, status := run(t, dir, "go", "test", "./..."); status != 0 {
		t.Errorf("repaired: %s%s", text, stderr)
	}
}

// Where nothing can be shown, nothing is written, and a line says why.
func TestProveRefuses(t *testing.T) {
	const head = "package p\n\nimport (\n\t\"context\"\n\t\"expvar\"\n\t\"net/http\"\n)\n\nvar _ context.Context\nvar paths = expvar.NewMap(\"paths\")\n\n"
	for name, c := range map[string]struct{ source, want string }{
		"arguments":   {"type server struct{ n int }\n\nfunc newServer(size int) *server { return &server{} }\n\nfunc (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.n++ }\n", "no server can be made: newServer wants arguments [lostupdate]"},
		"zero value":  {"type server struct {\n\tn  int\n\tdb *int\n}\n\nfunc (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.n++ }\n", "the zero value has no db [lostupdate]"},
		"local":       {"func f(w http.ResponseWriter, r *http.Request) {\n\tm := new(expvar.Map)\n\tm.Add(r.URL.Path, 1)\n\thttp.Error(w, m.String(), 500)\n}\n\nfunc routes(mux *http.ServeMux) { mux.HandleFunc(\"/\", f) }\n", "m is out of the reach of a test"},
		"literal":     {"func routes(mux *http.ServeMux) {\n\tmux.HandleFunc(\"/\", func(w http.ResponseWriter, r *http.Request) { paths.Add(r.URL.Path, 1) })\n}\n", "its argument mux of type *net/http.ServeMux cannot be made up"},
		"registering": {"func routes() {\n\thttp.HandleFunc(\"/\", func(w http.ResponseWriter, r *http.Request) { paths.Add(r.URL.Path, 1) })\n}\n", "it stands in a function literal of routes, which no test can call"},
	} {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
		put(t, filepath.Join(dir, "p.go"), head+c.source)
		out, stderr, status := run(t, dir, binary, "prove")
		if status != 1 || out != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: status %d, %s%s, want %s", name, status, out, stderr, c.want)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 2 {
			t.Errorf("%s: %v, %v", name, files, err)
		}
	}
}

func TestProveFlags(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "go.mod"), "module example.com/m\n\ngo 1.26\n")
	put(t, filepath.Join(dir, "p.go"), "package p\n\nimport \"net/http\"\n\nvar a, b int\n\nfunc f(w http.ResponseWriter, r *http.Request) {\n\ta++\n\tb++\n}\n\nfunc init() { http.HandleFunc(\"/\", f) }\n")
	file := filepath.Join(dir, "prove_f_a_lostupdate_test.go")
	for _, c := range []struct {
		args           []string
		stdout, stderr string // parts
		status         int
	}{
		{[]string{"p.go:5"}, "", "nothing to prove at p.go:5: no finding of ", 2},
		{[]string{"-rule=unboundedlabel", "p.go:8"}, "", "nothing to prove at p.go:8: no finding of unboundedlabel", 2},
		{[]string{"gone.go:8"}, "", "gone.go: no such file", 2},
		{[]string{"p.go:8", "./..."}, "", "takes FILE:LINE or packages", 2},
		{[]string{"-rule=mutexatomic"}, "", "unknown analyzer or group mutexatomic", 2},
		{[]string{"-n=0"}, "", "-n 0: want a number of inputs", 2},
		{[]string{"-diff", "-run"}, "", "-diff writes no test", 2},
		{[]string{"-o=x_test.go"}, "", "takes one test, but there are 2", 2},
		{[]string{"-o=x.go", "p.go:8"}, "", "x.go is no _test.go file in the folder of the package", 1},
		{[]string{"-diff", "p.go:8"}, "--- /dev/null\n+++ b/prove_f_a_lostupdate_test.go\n@@ -0,0 +1,", "", 0},
		{[]string{"-o=x_test.go", "p.go:8"}, "x_test.go: see it fail with: ", "", 0},
		{[]string{"p.go:8:2"}, "", "no test: TestFALosesNothing is in x_test.go already", 1},
	} {
		out, stderr, status := run(t, dir, binary, append([]string{"prove"}, c.args...)...)
		if status != c.status || !strings.Contains(out, c.stdout) || (c.stdout == "") != (out == "") || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
			t.Errorf("prove %v: status %d, want %d\n%s%s", c.args, status, c.status, out, stderr)
		}
		if _, err := os.Stat(file); err == nil {
			t.Errorf("prove %v wrote %s", c.args, file)
		}
	}
	if err := os.Remove(filepath.Join(dir, "x_test.go")); err != nil {
		t.Fatal(err)
	}
	// A file of somebody else stays, and one of ours that lost its first line.
	const foreign = "package p\n"
	put(t, file, foreign)
	if _, stderr, status := run(t, dir, binary, "prove", "p.go:8"); status != 1 || !strings.Contains(stderr, "is there, and counterlint did not write it") || get(t, file) != foreign {
		t.Errorf("status %d, %s", status, stderr)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	// With -run a test is kept if it fails; this one has nothing to send to f.
	if out, stderr, status := run(t, dir, binary, "prove", "-run", "p.go:8"); status != 0 && !strings.Contains(stderr, "not kept") || status == 0 && !strings.Contains(out, "fails, as it should") {
		t.Errorf("status %d, %s%s", status, out, stderr)
	}
	put(t, filepath.Join(dir, "p.go"), "package p\n\nimport \"net/http\"\n\nvar a, b int\n\nfunc f(w http.ResponseWriter, r *http.Request) {\n\tif r.ContentLength > 99 {\n\t\tb++\n\t}\n}\n\nfunc init() { http.HandleFunc(\"/\", f) }\n")
	if _, stderr, status := run(t, dir, binary, "prove", "-run", "p.go:9"); status != 1 || !strings.Contains(stderr, "not kept, for TestFBLosesNothing does not show the mistake") || !strings.Contains(stderr, "count nothing") {
		t.Errorf("status %d, %s", status, stderr)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "prove_f_b*")); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
