package conc

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/report"
)

// One importer serves all tests, from the export data of the build cache.
var (
	testFset     = token.NewFileSet()
	testImporter = importer.ForCompiler(testFset, "gc", exportData)
	importing    sync.Mutex
	exports      = sync.OnceValues(func() (map[string]string, error) {
		out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "net/http", "expvar", "maps", "slices", "github.com/counterlint/counterlint/internal/conc").Output()
		files := map[string]string{}
		for line := range strings.Lines(string(out)) {
			path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
			files[path] = file
		}
		return files, err
	})
)

func exportData(path string) (io.ReadCloser, error) {
	files, err := exports()
	if err != nil {
		return nil, err
	}
	return os.Open(files[path])
}

// load builds the model of one file. src without a package clause gets one, with the imports that it uses.
func load(t testing.TB, src string) *Model {
	t.Helper()
	return loadFile(t, "src.go", complete(src))
}

// complete adds the package clause and the imports that src mentions.
func complete(src string) string {
	if strings.HasPrefix(src, "package ") || strings.Contains(src, "\npackage ") {
		return src
	}
	head := "package p; "
	for name, path := range map[string]string{
		"atomic.": "sync/atomic", "sync.": "sync", "expvar.": "expvar", "math.": "math", "maps.": "maps", "slices.": "slices", "time.": "time",
		"unsafe.": "unsafe", "http.": "net/http", "context.": "context", "fmt.": "fmt", "sort.": "sort",
	} {
		if strings.Contains(src, name) {
			head += `import "` + path + `"; `
		}
	}
	return head + src // on one line: lines keep their numbers
}

func loadFile(t testing.TB, name, src string) *Model {
	t.Helper()
	pass := newPass(t, name, src)
	build := func() (*ir.Program, error) { return ir.Build(pass.Fset, pass.Pkg, pass.Files, pass.TypesInfo, nil) }
	return newModel(pass, pass.Files, build, report.For(pass).Evidence, lookup(pass), nil)
}

func newPass(t testing.TB, name, src string) *analysis.Pass {
	t.Helper()
	importing.Lock()
	defer importing.Unlock()
	f, err := parser.ParseFile(testFset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
		Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}
	conf := types.Config{Importer: testImporter, GoVersion: "go1.26"}
	pkg, err := conf.Check("p", testFset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	pass := &analysis.Pass{
		Analyzer: Analyzer, Fset: testFset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info, ReadFile: os.ReadFile,
		ImportObjectFact: func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact: func(types.Object, analysis.Fact) {},
	}
	pass.ResultOf = map[*analysis.Analyzer]any{report.Analyzer: report.NewLog(pass, report.Default)}
	return pass
}

// labels finds the operations of src that stand right after a comment /*x*/.
func labels(t testing.TB, m *Model, src string) map[string]*Op {
	t.Helper()
	ops := map[string]*Op{}
	file := testFset.File(m.Ops[0].Pos())
	full := complete(src)
	for at := 0; ; {
		i := strings.Index(full[at:], "/*")
		if i < 0 {
			return ops
		}
		from := at + i + 2
		end := from + strings.Index(full[from:], "*/")
		name := full[from:end]
		at = end + 2
		// The calls that begin here, the innermost of a chain first: a.Load() in a.Load().(T).
		for _, op := range m.Ops {
			if file.Offset(op.Pos()) == at {
				ops[name] = op
			}
		}
		if ops[name] == nil {
			t.Fatalf("no operation after /*%s*/", name)
		}
	}
}
