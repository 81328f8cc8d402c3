package driver

// From patterns to a graph of units. The go command answers for everything that build systems decide: which files, which
// versions, vendoring, test variants, cgo. Only metadata is asked for, so nothing is compiled (cgo files are translated).

import (
	"cmp"
	"context"
	"errors"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/internal/arch32"
	"github.com/counterlint/counterlint/internal/driver/cache"
)

// A unit is one package as the go command builds it: "p", or a variant of it such as "p [p.test]".
type unit struct {
	id       string
	path     string // import path, without the variant
	name     string
	target   bool
	variant  bool             // it, or a package that it depends on, is built for one test alone
	variants map[string]*unit // the variants below it, by path; nil: none
	deps     []*unit
	imports  map[string]*unit // by the path in the import declaration

	files   []file // Go files, cgo files translated
	other   []file
	ignored []file
	beside  []file // test files in the directories of a target that are not among files: a fix must not break them
	built32 string // where the module of a target says that it is built for 32-bit words or long cache lines: rules look there themselves

	module    *packages.Module
	goVersion string // language version, as types.Config wants it
	sizes     types.Sizes
	fakeC     bool // cgo could not translate
	errors    []PackageError

	// In a session; see there.
	unsaved bool      // its text, or that of a package below it, is in no file yet
	last    *output   // of a dependency, in the last run
	lastKey cache.Key // in that role

	state
}

// A graph is what the patterns mean.
type graph struct {
	units  []*unit          // dependencies first
	byPath map[string]*unit // units that are no variants
	errors []PackageError   // of what is no unit
}

const loadMode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
	packages.NeedModule | packages.NeedTypesSizes | packages.NeedForTest

func load(ctx context.Context, cfg *Config) (*graph, error) {
	patterns := make([]string, len(cfg.Patterns))
	for i, p := range cfg.Patterns {
		patterns[i] = "pattern=" + p // else a name like file=x.go would be a query
	}
	roots, err := packages.Load(&packages.Config{
		Context: ctx, Mode: loadMode, Dir: cfg.Dir, Env: cfg.Env, BuildFlags: cfg.BuildFlags, Tests: cfg.Tests, Overlay: cfg.Overlay,
	}, patterns...)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, refusal(err)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	g := &graph{byPath: map[string]*unit{}}
	made := map[*packages.Package]*unit{}
	for _, p := range roots {
		if cfg.Tests && isTestMain(p) {
			for _, e := range p.Errors { // such as a cycle that only the tests close
				g.errors = append(g.errors, listError(strings.TrimSuffix(p.PkgPath, ".test"), dir, e))
			}
			continue
		}
		u := g.add(p, dir, made)
		u.target = u.path != "unsafe"
	}
	g.preferVariants(roots, made)
	g.cutCycles()
	g.prune()
	built := map[string]string{}
	for _, u := range g.units {
		if !u.target {
			continue
		}
		u.beside = filesOf(testsBeside(u))
		if m := u.module; m != nil && m.Dir != "" {
			if _, asked := built[m.Dir]; !asked {
				built[m.Dir] = strings.TrimSpace(arch32.Module(m.Dir) + " " + arch32.LongLine(m.Dir).Where)
			}
			u.built32 = built[m.Dir]
		}
	}
	return g, nil
}

var invocation = regexp.MustCompile(`^err: exit status \d+: stderr: (go: )?`)

// refusal is what the go command said when it refused to list anything, such as for a go.mod that does not parse: its words alone,
// without how it was called.
func refusal(err error) error {
	if words := invocation.ReplaceAllString(err.Error(), ""); strings.TrimSpace(words) != "" {
		return errors.New(words)
	}
	return err
}

// add makes the units of p and all that it imports, dependencies first.
func (g *graph) add(p *packages.Package, dir string, made map[*packages.Package]*unit) *unit {
	if u := made[p]; u != nil {
		return u
	}
	u := &unit{id: p.ID, path: p.PkgPath, name: p.Name, module: p.Module, sizes: p.TypesSizes, imports: map[string]*unit{}}
	made[p] = u
	u.variant = p.ForTest != "" && p.ID != p.PkgPath
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		if path == "unsafe" || path == "C" {
			continue
		}
		dep := g.add(p.Imports[path], dir, made)
		u.imports[path] = dep
		u.variant = u.variant || dep.variant
		if dep.variant {
			if u.variants == nil {
				u.variants = map[string]*unit{}
			}
			maps.Copy(u.variants, dep.variants)
			u.variants[dep.path] = dep
		}
		if !slices.Contains(u.deps, dep) {
			u.deps = append(u.deps, dep)
		}
	}
	// To a package that is missing go/packages adds the file that imports it.
	compiled := slices.DeleteFunc(slices.Clone(p.CompiledGoFiles), func(f string) bool {
		return len(p.Errors) > 0 && filepath.Dir(f) != p.Dir && slices.Contains(p.GoFiles, f)
	})
	u.files, u.other, u.ignored = filesOf(compiled), filesOf(p.OtherFiles), filesOf(p.IgnoredFiles)
	// Raw cgo files among the files to compile mean that the translation failed; the go command said why.
	u.fakeC = len(p.Errors) > 0 && slices.Equal(p.CompiledGoFiles, p.GoFiles)
	if m := p.Module; m != nil {
		u.goVersion = "go" + cmp.Or(m.GoVersion, "1.16") // the go command's default for a module without a go line
	}
	for _, e := range p.Errors {
		u.errors = append(u.errors, listError(u.path, dir, e))
	}
	if !u.variant {
		g.byPath[u.path] = u
	}
	g.units = append(g.units, u)
	return u
}

// preferVariants makes "p" a mere dependency where "p [p.test]", which has all of its files, is a target too.
func (g *graph) preferVariants(roots []*packages.Package, made map[*packages.Package]*unit) {
	tested := map[string]bool{}
	for _, p := range roots {
		if p.ForTest != "" && p.ForTest == p.PkgPath {
			tested[p.PkgPath] = true
		}
	}
	for _, p := range roots {
		if u := made[p]; u != nil && p.ForTest == "" && tested[p.PkgPath] {
			u.target = false
		}
	}
}

// prune drops the units that no target needs, and keeps what the go command said of them.
func (g *graph) prune() {
	needed := map[*unit]bool{}
	for _, u := range slices.Backward(g.units) { // users come behind what they use
		if u.target || needed[u] {
			needed[u] = true
			for _, dep := range u.deps {
				needed[dep] = true
			}
		} else {
			g.errors = append(g.errors, u.errors...)
		}
	}
	g.units = slices.DeleteFunc(g.units, func(u *unit) bool { return !needed[u] })
}

// testsBeside lists the test files in the directories of u's files that are not among them.
func testsBeside(u *unit) []string {
	var list []string
	seen := map[string]bool{}
	for _, f := range slices.Concat(u.files, u.ignored) {
		seen[f.name] = true
	}
	for _, f := range u.files {
		dir := filepath.Dir(f.name)
		if seen[dir] || filepath.Ext(f.name) != ".go" { // cgo's translations lie in the go command's cache
			continue
		}
		seen[dir] = true
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // the files in it cannot be read either, which is reported
		}
		for _, e := range entries {
			if name := filepath.Join(dir, e.Name()); strings.HasSuffix(name, "_test.go") && !seen[name] {
				list = append(list, name)
			}
		}
	}
	return list
}

// cutCycles leaves the packages of an import cycle to the go command's error alone: where a loader cuts the cycle is arbitrary,
// and everything else that could be said of them follows from the cut.
func (g *graph) cutCycles() {
	cyclic := map[string]bool{}
	for _, u := range g.units {
		for _, e := range u.errors {
			if m := cycleForm.FindStringSubmatch(e.Message); m != nil {
				for path := range strings.FieldsSeq(m[1]) {
					cyclic[path] = true
				}
			}
		}
	}
	for _, u := range g.units {
		if cyclic[u.path] {
			u.files = nil
		}
	}
}

var cycleForm = regexp.MustCompile(`^import cycle not allowed.*import stack: \[(.*)\]`)

// isTestMain recognises the generated main package of a test binary: its only file lies in the go command's cache.
func isTestMain(p *packages.Package) bool {
	return strings.HasSuffix(p.ID, ".test") && !slices.ContainsFunc(p.GoFiles, func(f string) bool { return filepath.Ext(f) == ".go" })
}

// listError turns an error of the go command into ours. Positions in it are relative to the directory in which it ran.
func listError(path, dir string, e packages.Error) PackageError {
	pe := PackageError{Package: path, Message: strings.TrimSpace(e.Msg), Kind: ListError}
	pe.File, pe.Line, pe.Column = splitPosition(e.Pos)
	if pe.File != "" && !filepath.IsAbs(pe.File) {
		pe.File = filepath.Join(dir, pe.File)
	}
	if strings.HasSuffix(pe.Message, " does not contain main module or its selected dependencies") && !inModule(dir) {
		pe.Message += ": no go.mod here or above"
	}
	return pe
}

func inModule(dir string) bool {
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		dir = parent
	}
}

// splitPosition reads "file:line:column", "file:line" or "file"; "" and "-" are no position.
func splitPosition(s string) (file string, line, column int) {
	if s == "-" {
		return "", 0, 0
	}
	var nums []int
	for len(nums) < 2 {
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			break
		}
		s, nums = s[:i], append(nums, n)
	}
	switch len(nums) {
	case 2:
		return s, nums[1], nums[0]
	case 1:
		return s, nums[0], 0
	}
	return s, 0, 0
}

// size is the length of u's source.
func (u *unit) size() int64 {
	var n int64
	for _, f := range u.files {
		n += f.size
	}
	return n
}
