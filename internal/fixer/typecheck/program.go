// Package typecheck answers one question for the fixer: does the program still compile with these texts in place of those?
//
// It promises to look wherever a change can be felt: the packages that hold the changed files, the packages of the main modules
// that import them if a declaration changed, their in-package and external tests, and all of that again under the build
// constraints (GOOS, GOARCH, tags, cgo) that the files beside them name. Everything is parsed and type-checked from source, so
// no constraint needs a compiler or a build cache. A place that did not compile before says nothing about the change.
//
// It does not see what only a compiler sees: cgo's own types (instead, a cgo file may not see any of its expressions change
// type), assembly, link errors. Of vet it runs copylocks, because retyped variables are what fixes leave behind.
package typecheck

import (
	"context"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Config says where the program is and how it is built.
type Config struct {
	Dir  string   // absolute; decides the main modules
	Tags []string // build tags
	Env  []string // environment of the go command; nil: that of the process
}

// A Module is one that the user works on: the main module, or those of the workspace.
type Module struct {
	Path string
	Dir  string // absolute
}

// A Program is the code around one directory as the go command sees it. It may be used by one goroutine at a time.
type Program struct {
	Modules  []Module
	GOROOT   string
	ModCache string

	config Config
	host   constraint // of the run itself
	fset   *token.FileSet
	tree   *tree
	parsed parseCache

	mu     sync.Mutex
	reals  map[string]string
	worlds map[constraint]*world
	before map[string][]byte // by real name: texts that win over those on disk
}

// Load asks the go command where it is. A directory outside any module is no error: the program then has no modules.
func Load(ctx context.Context, config Config) (*Program, error) {
	p := &Program{config: config, fset: token.NewFileSet(), reals: map[string]string{}, worlds: map[constraint]*world{}}
	p.parsed.fset = p.fset
	p.tree = newTree(p)
	if p.config.Env == nil {
		p.config.Env = os.Environ()
	}
	var env struct{ GOOS, GOARCH, GOROOT, GOMODCACHE, GOFLAGS, CGO_ENABLED string }
	if err := p.goCommand(ctx, nil, &env, "env", "-json", "GOOS", "GOARCH", "GOROOT", "GOMODCACHE", "GOFLAGS", "CGO_ENABLED"); err != nil {
		return nil, err
	}
	p.GOROOT, p.ModCache = env.GOROOT, env.GOMODCACHE
	tags := config.Tags
	if len(tags) == 0 { // on the command line of the go command, tags hide those of GOFLAGS
		for flag := range strings.FieldsSeq(env.GOFLAGS) {
			if list, ok := strings.CutPrefix(strings.TrimLeft(flag, "-"), "tags="); ok {
				tags = strings.Split(list, ",")
			}
		}
	}
	p.host = constraint{goos: env.GOOS, goarch: env.GOARCH, cgo: env.CGO_ENABLED == "1", tags: joinTags(tags)}
	var err error
	p.Modules, err = p.listModules(ctx)
	return p, err
}

// Module returns the main module that holds the file of that absolute name, if any: not one below vendor or in a module nested
// in the main one.
func (p *Program) Module(file string) (Module, bool) {
	var best Module
	for _, m := range p.Modules {
		if within(m.Dir, file) && len(m.Dir) > len(best.Dir) {
			best = m
		}
	}
	if best.Dir == "" {
		return Module{}, false
	}
	for dir := filepath.Dir(file); dir != best.Dir; dir = filepath.Dir(dir) {
		if filepath.Base(dir) == "vendor" || exists(filepath.Join(dir, "go.mod")) {
			return Module{}, false
		}
	}
	return best, true
}

// Aliases returns the other names in the main modules of the file with the given real name: symbolic links to it.
func (p *Program) Aliases(real string) []string { return p.tree.aliases()[real] }

// Real returns the name of a file in the main modules without symbolic links. Other names it returns as they are.
func (p *Program) Real(file string) string {
	if !slices.ContainsFunc(p.Modules, func(m Module) bool { return within(m.Dir, file) }) {
		return file
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r, ok := p.reals[file]; ok {
		return r
	}
	r, err := filepath.EvalSymlinks(file)
	if err != nil {
		r = file
	}
	p.reals[file] = r
	return r
}

// within tells whether file lies below dir. Both are absolute and clean.
func within(dir, file string) bool {
	rest, ok := strings.CutPrefix(file, strings.TrimSuffix(dir, string(filepath.Separator)))
	return ok && strings.HasPrefix(rest, string(filepath.Separator))
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
