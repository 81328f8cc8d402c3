//go:build unix

// Package oracle checks that the engine says what the drivers of x/tools say: one corpus, the same rules, three drivers.
//
// The corpus is all test code of the rules, and a module with facts that cross packages, std, generics and type errors. The test
// binary is its own vettool: go vet calls it, and it answers as a unitchecker.
package oracle

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/txtar"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/linttest"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

const vetEnv = "COUNTERLINT_TEST_VETTOOL"

func TestMain(m *testing.M) {
	setPolicy()
	if os.Getenv(vetEnv) != "" {
		if os.Getenv(jobEnv+"_TRIVIAL") != "" {
			unitchecker.Main(benchAnalyzers()...)
		}
		unitchecker.Main(roots()...)
	}
	if job := os.Getenv(jobEnv); job != "" {
		if err := child(job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// rules are all rules, and one with facts that makes much ado.
func rules() []*rule.Rule { return analyzers.WithIgnore(append(analyzers.All(), spawns)) }

func roots() []*analysis.Analyzer {
	as := []*analysis.Analyzer{report.Analyzer}
	for _, r := range all {
		as = append(as, r.Analyzer)
	}
	return as
}

var all = rules()

// matters is the engine's hook: only packages that start goroutines, or use what the rules look at, have facts worth having.
func matters(_ string, imports []string, factsBelow bool) bool {
	return factsBelow || slices.ContainsFunc(imports, func(p string) bool { return p == "sync" || p == "sync/atomic" || p == "expvar" })
}

// setPolicy makes the drivers of x/tools show everything, as the engine does.
func setPolicy() {
	for _, f := range []string{"min-severity=info", "deep=true"} {
		name, value, _ := strings.Cut(f, "=")
		if err := report.Analyzer.Flags.Set(name, value); err != nil {
			panic(err)
		}
	}
}

// starts is a fact about a function: it starts a goroutine, if only by calling others. Depth is the number of calls until there.
type starts struct{ Depth int }

func (*starts) AFact() {}

var startFacts = &analysis.Analyzer{
	Name: "startfacts", Doc: "finds functions that start goroutines", FactTypes: []analysis.Fact{new(starts)},
	ResultType: reflect.TypeFor[map[types.Object]int](),
	Run: func(pass *analysis.Pass) (any, error) {
		depth := map[*types.Func]int{}
		for changed := true; changed; {
			changed = false
			for _, file := range pass.Files {
				for _, d := range file.Decls {
					fd, ok := d.(*ast.FuncDecl)
					if !ok {
						continue
					}
					fn, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func)
					if !ok {
						continue
					}
					ast.Inspect(fd, func(n ast.Node) bool {
						best := 0
						switch n := n.(type) {
						case *ast.GoStmt:
							best = 1
						case *ast.CallExpr:
							var f starts
							callee := typeutil.StaticCallee(pass.TypesInfo, n)
							if callee == nil {
								break
							}
							if depth[callee] > 0 {
								best = depth[callee] + 1
							} else if callee.Pkg() != pass.Pkg && pass.ImportObjectFact(callee.Origin(), &f) {
								best = f.Depth + 1
							}
						}
						if best > 0 && (depth[fn] == 0 || best < depth[fn]) {
							depth[fn], changed = best, true
						}
						return true
					})
				}
			}
		}
		for fn, n := range depth {
			pass.ExportObjectFact(fn, &starts{n})
		}
		known := map[types.Object]int{}
		for _, f := range pass.AllObjectFacts() {
			known[f.Object] = f.Fact.(*starts).Depth
		}
		return known, nil
	},
}

var spawns = report.NewRule("// # Analyzer spawns\n//\n// spawns: test\npackage x\n", rule.Rule{
	Analyzer: &analysis.Analyzer{Name: "spawns", Requires: []*analysis.Analyzer{startFacts}},
	Group:    "race", Severity: finding.Info, Since: "0.1.0", Questions: []string{"Q1"},
	Categories: []rule.Category{{ID: "only", Summary: "the only one"}},
}, func(pass *report.Pass) error {
	facts := pass.ResultOf[startFacts].(map[types.Object]int)
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if fn := typeutil.StaticCallee(pass.TypesInfo, call); fn != nil && facts[fn.Origin()] > 0 {
					pass.Report(report.Finding{Pos: call.Pos(), End: call.End(), Message: fmt.Sprintf("%s starts a goroutine %d calls below", fn.Name(), facts[fn.Origin()])})
				}
			}
			return true
		})
	}
	return nil
})

// A said is what all drivers can be asked for.
type said struct {
	file         string
	line, column int
	analyzer     string
	message      string
}

func compare(a, b said) int {
	return strings.Compare(fmt.Sprintf("%s:%08d:%08d:%s:%s", a.file, a.line, a.column, a.analyzer, a.message),
		fmt.Sprintf("%s:%08d:%08d:%s:%s", b.file, b.line, b.column, b.analyzer, b.message))
}

func tidy(list []said) []said {
	slices.SortFunc(list, compare)
	return slices.Compact(list)
}

// A corpus is a tree and how the go command sees it.
type corpus struct {
	dir      string
	env      []string
	patterns []string
	tests    bool
}

func (c *corpus) engine(t *testing.T) (list []said, errs []driver.PackageError) {
	t.Helper()
	res, err := driver.Run(context.Background(), driver.Config{Dir: c.dir, Env: c.env, Patterns: c.patterns, Tests: c.tests, Rules: all})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Findings {
		list = append(list, said{f.File, f.Line, f.Column, f.Analyzer, f.Message})
	}
	return tidy(list), res.Errors
}

func (c *corpus) checker(t *testing.T) (list []said, errs []string) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: c.dir, Env: c.env, Tests: c.tests}, c.patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, e := range p.TypeErrors {
			errs = append(errs, fmt.Sprint(e.Fset.Position(e.Pos), ": ", e.Msg))
		}
	}
	graph, err := checker.Analyze(roots(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			p := act.Package.Fset.Position(d.Pos)
			list = append(list, said{p.Filename, p.Line, p.Column, act.Analyzer.Name, d.Message})
		}
	}
	slices.Sort(errs)
	return tidy(list), slices.Compact(errs)
}

func (c *corpus) vet(t *testing.T) (list []said) {
	t.Helper()
	args := append([]string{"vet", "-json", "-vettool=" + os.Args[0]}, c.patterns...)
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = c.dir, append(slices.Clone(c.env), vetEnv+"=1")
	out, err := cmd.CombinedOutput() // the status tells of type errors, too
	text := new(bytes.Buffer)
	for line := range bytes.Lines(out) {
		if bytes.HasPrefix(line, []byte("{")) || bytes.HasPrefix(line, []byte("\t")) || bytes.HasPrefix(line, []byte("}")) {
			text.Write(line)
		}
	}
	dec := json.NewDecoder(text)
	for dec.More() {
		var report map[string]map[string]json.RawMessage
		if jsonErr := dec.Decode(&report); jsonErr != nil {
			t.Fatalf("go vet says %s (%v, %v)", out, err, jsonErr)
		}
		for _, byAnalyzer := range report {
			for name, raw := range byAnalyzer {
				var ds []struct{ Posn, Message string }
				if json.Unmarshal(raw, &ds) != nil {
					continue // an error of the analyzer: a package with type errors
				}
				for _, d := range ds {
					var s said
					rest := d.Posn
					i := strings.LastIndexByte(rest, ':')
					fmt.Sscan(rest[i+1:], &s.column)
					rest = rest[:i]
					i = strings.LastIndexByte(rest, ':')
					fmt.Sscan(rest[i+1:], &s.line)
					s.file, s.analyzer, s.message = rest[:i], name, d.Message
					list = append(list, s)
				}
			}
		}
	}
	return tidy(list)
}

// diff shows what one driver says and the other does not.
func diff(t *testing.T, name string, want, got []said) {
	t.Helper()
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("the engine does not say what %s says: %+v", name, s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("the engine says what %s does not say: %+v", name, s)
		}
	}
}

// The test code of all rules.
func TestRulesTestdata(t *testing.T) {
	src := filepath.Join(linttest.Testdata(), "src")
	gopath := t.TempDir() // with a path of its own, so that go vet cannot answer from its cache
	if err := os.CopyFS(filepath.Join(gopath, "src"), os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	c := &corpus{
		dir: filepath.Join(gopath, "src"), patterns: []string{"./..."},
		env: append(os.Environ(), "GO111MODULE=off", "GOPATH="+gopath, "GOFLAGS=", "GOWORK=off"),
	}
	engine, _ := c.engine(t)
	t.Logf("%d findings", len(engine))
	if len(engine) < 50 {
		t.Errorf("only %d findings: this proves little", len(engine))
	}
	inProcess, _ := c.checker(t)
	diff(t, "checker.Analyze", inProcess, engine)
	diff(t, "go vet", c.vet(t), engine)
}

const module = `
-- go.mod --
module MODULE

go 1.26
-- low/low.go --
package low

import (
	"context"
	"net"
	"sync/atomic"
)

type Server struct {
	hits atomic.Int64
	ln   net.Listener
}

func (s *Server) Serve() {
	for {
		c, err := s.ln.Accept()
		if err != nil {
			return
		}
		go s.handle(c)
	}
}

func (s *Server) handle(c net.Conn) {
	if s.hits.Add(1); s.hits.Load() > 10 {
		c.Close()
	}
}

type Group[T any] struct{ fns []func(T) }

func (g *Group[T]) Go(x T) {
	for _, f := range g.fns {
		go f(x)
	}
}

func Each[T any](xs []T, f func(T)) {
	g := Group[T]{fns: []func(T){f}}
	for _, x := range xs {
		g.Go(x)
	}
}

type hidden struct{}

func (hidden) Start(ctx context.Context) { context.AfterFunc(ctx, func() {}); go func() {}() }

func Hidden() hidden { return hidden{} }
-- mid/mid.go --
package mid

import (
	"context"

	"MODULE/low"
)

type Wrapped struct{ *low.Server }

func New() Wrapped { return Wrapped{&low.Server{}} }

func Run(ctx context.Context) { low.Hidden().Start(ctx) }

var H = low.Hidden()
-- top/top.go --
package top

import (
	"context"
	. "net/http"
	"testing/iotest"

	"MODULE/low"
	"MODULE/mid"
)

func Main(ctx context.Context) {
	mid.New().Serve()
	mid.Run(ctx)
	mid.H.Start(ctx)
	low.Each([]int{1}, func(int) {})
	_ = ListenAndServe("", HandlerFunc(func(w ResponseWriter, r *Request) { mid.Run(r.Context()) }))
	_ = iotest.ErrReader(nil)
}
-- top/top_test.go --
package top

import (
	"testing"
	"time"
)

func TestMain2(t *testing.T) {
	t.Run("x", func(t *testing.T) { Main(t.Context()) })
	time.AfterFunc(1, func() {})
}
-- top/x_test.go --
package top_test

import (
	"testing"

	"MODULE/top"
)

func TestX(t *testing.T) { top.Main(t.Context()) }
-- broken/broken.go --
package broken

import "MODULE/low"

func F() {
	new(low.Server).Serve()
	undefined()
	var x int = "s"
}
`

func TestModule(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	// A module path of its own, so that go vet cannot answer from its cache; that of std it may keep.
	path := fmt.Sprintf("oracle%d.test/m", time.Now().UnixNano())
	for _, f := range txtar.Parse([]byte(strings.ReplaceAll(module, "MODULE", path))).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tests := range []bool{false, true} {
		t.Run(fmt.Sprintf("tests=%t", tests), func(t *testing.T) {
			c := &corpus{dir: dir, env: append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off"), patterns: []string{"./..."}, tests: tests}
			if err := report.Analyzer.Flags.Set("tests", fmt.Sprint(tests)); err != nil {
				t.Fatal(err)
			}
			defer report.Analyzer.Flags.Set("tests", "false")
			engine, errs := c.engine(t)
			if n := len(engine); n < 9 {
				t.Errorf("only %d findings: this proves little", n)
			}
			inProcess, typeErrors := c.checker(t)
			diff(t, "checker.Analyze", inProcess, engine)
			var got []string
			for _, e := range errs {
				got = append(got, fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message))
			}
			if slices.Sort(got); !slices.Equal(got, typeErrors) {
				t.Errorf("type errors %q, want %q", got, typeErrors)
			}
			if !tests { // go vet always analyses test files
				diff(t, "go vet", c.vet(t), engine)
			}
		})
	}
}
