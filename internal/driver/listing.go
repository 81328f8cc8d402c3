package driver

// Whether the packages that the go command listed are still what it would list.

import (
	"crypto/sha256"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

// A listing is a graph with what it was made from: the patterns, the module files, the names of the files in the folders of
// packages, and what the go command reads in a file, its head. Packages below the module cache and the standard library do not
// change.
type listing struct {
	graph    *graph
	patterns []string
	final    bool // nothing about it can be checked cheaply: it serves one run
	local    []*unit
	stamps   stamps             // of files of local units
	folders  map[string]folder  // of local units
	modules  map[string]stamped // go.mod and its kin
	heads    map[string]headed  // of files of targets, and of overlays
	targets  map[string]*file   // the files of targets
	unborn   []string           // files of the overlay that are on no disk, sorted: they may be packages of their own
}

// A headed file is one whose head is known.
type headed struct {
	sum  cache.Key // of the file
	head cache.Key
}

// A folder is what lies in a folder of a package.
type folder struct {
	stamp stamp
	names cache.Key
}

// newListing notes what g, whose files are hashed, depends on.
func newListing(cfg *Config, g *graph) *listing {
	l := &listing{
		graph: g, patterns: slices.Clone(cfg.Patterns), stamps: stamps{}, folders: map[string]folder{}, modules: map[string]stamped{},
		heads: map[string]headed{}, targets: map[string]*file{}, unborn: cfg.unborn(),
	}
	root := g.goroot()
	l.final = len(g.errors) > 0 || len(g.units) == 0
	for _, u := range g.units {
		l.final = l.final || len(u.errors) > 0
		if !u.isLocal(root) {
			continue
		}
		l.local = append(l.local, u)
		l.final = l.final || slices.ContainsFunc(u.files, translated)
		for _, f := range u.all() {
			dir := filepath.Dir(f.name)
			if _, ok := l.folders[dir]; !ok {
				l.folders[dir] = readFolder(dir)
			}
			if u.target {
				l.targets[f.name] = f
				l.heads[f.name] = headed{f.sum, cfg.head(f.name)}
			}
		}
		if m := u.module; m != nil && m.GoMod != "" {
			l.module(filepath.Dir(m.GoMod), "go.mod", "go.sum", "vendor/modules.txt")
		}
	}
	for name := range cfg.Overlay {
		if l.isNear(name) {
			l.heads[name] = headed{cfg.sum(name), cfg.head(name)}
		}
	}
	if dir, err := filepath.Abs(cfg.Dir); err == nil {
		for {
			l.module(dir, "go.mod", "go.work", "go.work.sum")
			if dir == filepath.Dir(dir) {
				break
			}
			dir = filepath.Dir(dir)
		}
	}
	return l
}

func (l *listing) module(dir string, names ...string) {
	for _, name := range names {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if _, ok := l.modules[file]; !ok {
			l.modules[file] = readStamped(file)
		}
	}
}

// readStamped hashes a file; the sum of one that is not there is zero, and so is the stamp of one that changed just now.
func readStamped(file string) (f stamped) {
	f.stamp, _ = stampOf(file, time.Now())
	if data, err := os.ReadFile(file); err == nil {
		f.sum = sha256.Sum256(data)
	}
	return f
}

// same tells whether the file system says that a file has not changed since was.
func (was stamp) same(file string) bool {
	now, ok := stampOf(file, time.Now())
	return ok && now == was
}

// holds tells whether the listing is still true, and hashes the files that have changed.
func (l *listing) holds(cfg *Config, facts bool) bool {
	if l.final || !slices.Equal(l.patterns, cfg.Patterns) || !slices.Equal(l.unborn, cfg.unborn()) {
		return false
	}
	for file, was := range l.modules {
		if was.stamp.same(file) {
			continue
		}
		now := readStamped(file)
		if now.sum != was.sum {
			return false
		}
		l.modules[file] = now
	}
	for dir, was := range l.folders {
		if was.stamp.same(dir) {
			continue
		}
		now := readFolder(dir)
		if now.names != was.names {
			return false
		}
		l.folders[dir] = now
	}
	before := map[*file]cache.Key{}
	for _, u := range l.local {
		for _, f := range u.all() {
			before[f] = f.sum
		}
	}
	l.stamps, _ = hashUnits(cfg, l.local, cfg.jobs(), facts, l.stamps)
	for f, sum := range before {
		if _, headed := l.heads[f.name]; !headed && f.sum != sum {
			return false
		}
	}
	for name := range cfg.Overlay {
		if _, ok := l.heads[name]; !ok && l.isNear(name) {
			return false
		}
	}
	for name, was := range l.heads {
		sum := cache.Key{}
		if f := l.targets[name]; f != nil {
			sum = f.sum
		} else {
			sum = cfg.sum(name)
		}
		if sum == was.sum {
			continue
		}
		now := headed{sum, cfg.head(name)}
		if now.head != was.head || now.head == (cache.Key{}) {
			return false
		}
		l.heads[name] = now
	}
	return true
}

// unborn lists the files of the overlay that are on no disk.
func (cfg *Config) unborn() []string {
	var names []string
	for name := range cfg.Overlay {
		if _, err := os.Lstat(name); err != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isNear tells whether a file, which may be on no disk yet, could be part of a package of the listing.
func (l *listing) isNear(name string) bool {
	_, ok := l.folders[filepath.Dir(name)]
	return ok
}

// goroot is the root of the standard library, where a package of it tells.
func (g *graph) goroot() string {
	if u := g.byPath["runtime"]; u != nil && len(u.files) > 0 {
		return filepath.Dir(filepath.Dir(u.files[0].name))
	}
	return ""
}

// isLocal tells whether a person may edit u: it is neither of the standard library nor of the module cache.
func (u *unit) isLocal(goroot string) bool {
	replaced := func(m *packages.Module) bool { return m.Replace != nil && m.Replace.Version == "" }
	if m := u.module; m != nil {
		return m.Main || replaced(m)
	}
	return len(u.files) > 0 && (goroot == "" || !strings.HasPrefix(u.files[0].name, goroot+string(filepath.Separator)))
}

// translated tells whether the go command made a file, as it does for cgo.
func translated(f file) bool { return filepath.Ext(f.name) != ".go" }

// readFolder lists the files in a folder that could be part of a package. A folder that cannot be read has none.
func readFolder(dir string) folder {
	f := folder{}
	f.stamp, _ = stampOf(dir, time.Now())
	h := newHasher("folder")
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !e.IsDir() {
			h.strings(e.Name())
		}
	}
	f.names = h.sum()
	return f
}

// sum is the hash of a file as the run sees it, zero if it cannot be read.
func (cfg *Config) sum(name string) cache.Key {
	data, err := cfg.readFile(name)
	if err != nil {
		return cache.Key{}
	}
	return sha256.Sum256(data)
}

// head hashes what the go command reads in a Go file: the package clause, imports, build constraints and embedded files. It is
// zero for a file that has no sound head.
func (cfg *Config) head(name string) cache.Key {
	data, err := cfg.readFile(name)
	if err != nil || filepath.Ext(name) != ".go" {
		return cache.Key{}
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, data, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return cache.Key{}
	}
	h := newHasher("head")
	h.strings(f.Name.Name)
	embeds := false
	for _, imp := range f.Imports {
		h.strings(imp.Path.Value)
		embeds = embeds || imp.Path.Value == `"embed"`
		if imp.Path.Value == `"C"` { // its comment is code
			h.bytes(data)
		}
	}
	h.strings("")
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && isConstraint(c) {
				h.strings(c.Text)
			}
		}
	}
	if embeds {
		for line := range strings.Lines(string(data)) {
			if strings.HasPrefix(line, "//go:embed") {
				h.strings(line)
			}
		}
	}
	return h.sum()
}

func isConstraint(c *ast.Comment) bool {
	return strings.HasPrefix(c.Text, "//go:build") || strings.HasPrefix(c.Text, "// +build") || strings.HasPrefix(c.Text, "//+build")
}
