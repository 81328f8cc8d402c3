package driver

// The schedule: units bottom-up, several at once, each looked up first and analysed if the cache has no answer.

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/finding"
)

// A runner is one run.
type runner struct {
	cfg    *Config
	graph  *graph
	plan   *plan
	config cache.Key // of results and facts
	types  cache.Key // of types alone
	store  *entryStore
	jobs   int
	memory *budget

	recalls bool        // it is one of several over one graph: what the last one said of dependencies is of use
	stale   atomic.Bool // a file changed meanwhile, so that an answer lies under a key that does not tell the truth

	mu    sync.Mutex
	stats Stats
	done  int
}

// state is what a run knows of a unit so far.
type state struct {
	out   *output // nil until the unit is done
	waits int     // for so many dependencies
	facts bool    // facts about it are wanted
	again sync.Mutex
}

func run(ctx context.Context, cfg Config) (*Result, error) {
	p, err := newPlan(cfg.Rules, cfg.Gather)
	if err != nil {
		return nil, err
	}
	g, err := load(ctx, &cfg)
	if err != nil {
		return nil, err
	}
	g.hashFiles(&cfg, cfg.jobs(), len(p.onDependency) > 0)
	return newRunner(&cfg, p, g).answer(ctx)
}

// jobs is how many packages are in work at once.
func (cfg *Config) jobs() int { return cmp.Or(cfg.Jobs, runtime.GOMAXPROCS(0)) }

// newRunner readies a run of a plan over a graph whose files are hashed.
func newRunner(cfg *Config, p *plan, g *graph) *runner {
	return &runner{
		cfg: cfg, graph: g, plan: p, config: cfg.configKey(), types: typesKey(), jobs: cfg.jobs(),
		store: newEntryStore(cfg.Cache),
	}
}

// answer carries the run out.
func (r *runner) answer(ctx context.Context) (*Result, error) {
	r.memory = newBudget(cmp.Or(r.cfg.Memory, defaultMemory(r.jobs)))
	defer r.memory.close()
	if err := r.schedule(ctx); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// matters tells whether facts about u are wanted. What u depends on is done.
func (r *runner) matters(u *unit) bool {
	if len(r.plan.onDependency) == 0 || r.cfg.Matters == nil {
		return len(r.plan.onDependency) > 0
	}
	paths, below := make([]string, len(u.deps)), false
	for i, dep := range u.deps {
		paths[i] = dep.path
		below = below || dep.out.sections[factsOf]
	}
	return r.cfg.Matters(u.path, paths, below)
}

// schedule works on all units, dependencies first.
func (r *runner) schedule(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	q := newQueue(r.graph.units, r.cfg.pick)
	stop := context.AfterFunc(ctx, q.close)
	defer stop()
	var wg sync.WaitGroup
	for range r.jobs {
		wg.Go(func() {
			w := &worker{run: r}
			for u := range q.units() {
				if err := w.process(ctx, u); err != nil {
					cancel(err)
					return
				}
				r.progress(u)
				q.finish(u)
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (r *runner) progress(u *unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	if r.cfg.Progress != nil {
		r.cfg.Progress(r.done, len(r.graph.units), u.path)
	}
}

func (r *runner) result() *Result {
	res := &Result{Stats: r.stats}
	res.Errors = append(res.Errors, r.graph.errors...)
	for _, u := range r.graph.units {
		if u.target {
			res.Findings = append(res.Findings, u.out.findings...)
			res.Packages = append(res.Packages, u.path)
		}
		res.Errors = append(res.Errors, u.errors...)
		res.Errors = append(res.Errors, u.out.errors...)
	}
	res.Gathered = r.gathered()
	finding.Sort(res.Findings)
	res.Findings = compactFindings(res.Findings)
	finding.SetFingerprints(res.Findings)
	slices.Sort(res.Packages)
	res.Packages = slices.Compact(res.Packages) // variants with tests share their path
	res.Errors = tidyErrors(res.Errors)
	if r.cfg.Cache != nil {
		res.Warnings = r.cfg.Cache.Warnings()
	}
	if len(r.graph.units) == 0 && len(res.Errors) == 0 {
		// Nothing was looked at: a run in the wrong folder must not pass for a clean one.
		res.Errors = append(res.Errors, PackageError{Package: strings.Join(r.cfg.Patterns, " "), Message: "no package matches", Kind: ListError})
	}
	return res
}

// gathered lists what was gathered, by import path and, of variants, by their names.
func (r *runner) gathered() [][]byte {
	units := slices.DeleteFunc(slices.Clone(r.graph.units), func(u *unit) bool { return !u.target || u.out.gathered == nil })
	slices.SortFunc(units, func(a, b *unit) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.id, b.id)) })
	var all [][]byte
	for _, u := range units {
		all = append(all, u.out.gathered)
	}
	return all
}

// compactFindings drops repetitions: a file may belong to several variants of a package. fs is sorted.
func compactFindings(fs []finding.Finding) []finding.Finding {
	return slices.CompactFunc(fs, func(a, b finding.Finding) bool { return finding.Compare(a, b) == 0 })
}

// tidyErrors sorts errors, and drops those that say again what another says at the same place: the go command and the parser
// both report a syntax error, and a package that is missing cannot be imported either.
func tidyErrors(errs []PackageError) []PackageError {
	unplaced := func(e PackageError) string { // the package is the place
		if e.File == "" {
			return e.Package
		}
		return ""
	}
	slices.SortStableFunc(errs, func(a, b PackageError) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(unplaced(a), unplaced(b)),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Package, b.Package),
		)
	})
	type place struct {
		file string
		line int
	}
	kinds := map[place]map[ErrorKind]bool{}
	for _, e := range errs {
		p := place{e.File, e.Line}
		if kinds[p] == nil {
			kinds[p] = map[ErrorKind]bool{}
		}
		kinds[p][e.Kind] = true
	}
	errs = slices.DeleteFunc(errs, func(e PackageError) bool {
		here := kinds[place{e.File, e.Line}]
		return e.File != "" && e.Line > 0 &&
			(e.Kind == ListError && here[ParseError] || e.Kind == TypeError && (here[ListError] || here[ParseError]))
	})
	return slices.CompactFunc(errs, func(a, b PackageError) bool {
		if a.File != "" { // variants of a package share files
			a.Package, b.Package = "", ""
		}
		return a == b
	})
}
