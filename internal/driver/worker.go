package driver

import (
	"context"
	"fmt"
	"runtime/debug"
)

// A worker answers for one unit at a time.
type worker struct {
	run      *runner
	universe *universe
}

// process finds u's output: in the cache, or by analysing it. A mistake of the type checker or of the engine costs one package.
func (w *worker) process(ctx context.Context, u *unit) (err error) {
	defer func() {
		if e := recover(); e != nil {
			msg := fmt.Sprintf("analysis failed: panic: %v (%s)", e, panicPlace(string(debug.Stack())))
			u.out = &output{deep: u.deepKey(nil, nil), errors: []PackageError{{Package: u.path, Message: msg, Kind: InternalError}}}
			w.universe = nil // it may be half made
			w.count(u, false)
		}
	}()
	u.facts = w.run.matters(u)
	cached := true
	if w.run.recalls && !u.target {
		key := w.run.key(u, asDependency)
		if u.last != nil && u.lastKey == key {
			u.out = u.last
			return nil
		}
		defer func() { u.last, u.lastKey = u.out, key }()
	}
	u.out = w.lookup(u)
	if u.out == nil {
		cached = false
		if u.out, err = w.compute(ctx, u); err != nil {
			return err
		}
	}
	w.count(u, cached)
	return nil
}

func (w *worker) count(u *unit, cached bool) {
	s := &w.run.stats
	w.run.mu.Lock()
	defer w.run.mu.Unlock()
	switch {
	case !u.target && !cached:
		s.Deps++
	case u.target:
		s.Packages++
		s.Bytes += u.size()
		switch {
		case len(u.files) == 0:
		case cached:
			s.Cached++
		default:
			s.Analyzed++
		}
	}
}

// lookup asks the cache for u's output. A dependency is also served by what was stored of it as a target, unless that had
// errors: they may lie in bodies, which a dependency's analysis does not see, and the answer must not depend on the past.
func (w *worker) lookup(u *unit) *output {
	if len(u.files) == 0 { // it does not exist, is part of a cycle, or build constraints exclude all of it: the go command said so
		return &output{deep: u.deepKey(nil, nil)}
	}
	key := w.run.key(u, asTarget)
	e, ok := w.run.store.get(key)
	if !u.target && (!ok || len(e.Errors) > 0) {
		key = w.run.key(u, asDependency)
		e, ok = w.run.store.get(key)
	}
	if !ok {
		return nil
	}
	out := e.output(key)
	if !u.target {
		out.findings, out.gathered = nil, nil
	}
	return out
}

// compute analyses u within the bounds of memory.
func (w *worker) compute(ctx context.Context, u *unit) (*output, error) {
	r := w.run
	weight := u.size() * perTypes
	switch {
	case u.target:
		weight = u.size() * perTarget
	case u.facts:
		weight = u.size() * perFacts
	}
	if err := r.memory.acquire(ctx, weight); err != nil {
		return nil, err
	}
	defer r.memory.release(weight)
	if w.universe == nil || w.universe.bytes*perDecoded > r.memory.total/int64(4*r.jobs) {
		w.universe = &universe{w: w, units: map[*unit]*decoded{}}
	}
	return w.analyze(ctx, u)
}

// analyze analyses u and stores what comes out.
func (w *worker) analyze(ctx context.Context, u *unit) (*output, error) {
	as, analyzers := asDependency, []stage(nil)
	switch {
	case u.target:
		as, analyzers = asTarget, w.run.plan.onTarget
	case u.facts:
		analyzers = w.run.plan.onDependency
	}
	c := w.universe.check(u, len(analyzers) > 0 || u.target)
	e := &entry{}
	e.sections[typesOf] = c.export()
	if c.info != nil {
		a, err := w.universe.analyze(ctx, c, analyzers)
		if err != nil {
			return nil, err
		}
		e.Findings, e.Gathered, e.sections[factsOf] = a.findings, a.gathered, a.facts
		c.errors = append(c.errors, a.errors...)
	}
	e.Errors = c.errors
	e.deep = u.deepKey(e.sections[typesOf], e.sections[factsOf])
	key := w.run.key(u, as)
	stale := c.stale.Load()
	if stale {
		w.run.stale.Store(true)
	}
	if err := w.run.store.put(key, e, !stale && !u.unsaved); err != nil {
		return nil, err
	}
	return e.output(key), nil
}

// blob returns the types or facts of u, which is done. It reports false if there are none. What the cache lost since the entry
// was read is made again.
func (w *worker) blob(u *unit, s section) ([]byte, bool) {
	if !u.out.sections[s] {
		return nil, false
	}
	if e, ok := w.run.store.get(u.out.key); ok {
		return e.sections[s], true
	}
	u.again.Lock()
	defer u.again.Unlock()
	if e, ok := w.run.store.get(u.out.key); ok { // another worker was faster
		return e.sections[s], true
	}
	out, err := w.analyze(context.Background(), u)
	if err != nil {
		return nil, false
	}
	e, ok := w.run.store.get(out.key)
	return e.sections[s], ok
}
