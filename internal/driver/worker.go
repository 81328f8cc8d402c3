package driver

import (
	"context"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

// A worker answers for one unit at a time.
type worker struct {
	run      *runner
	universe *universe
}

// What a unit in work takes, as measured over the standard library: syntax, types and SSA per byte of source, and the decoded
// types per byte of source.
const (
	bytesPerSource  = 60
	decodedPerBytes = 2
)

// process finds u's output: in the cache, or by analysing it.
func (w *worker) process(ctx context.Context, u *unit) error {
	if out := w.lookup(u); out != nil {
		u.out = out
		w.count(u, true)
		return nil
	}
	out, err := w.compute(ctx, u)
	if err != nil {
		return err
	}
	u.out = out
	w.count(u, false)
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
		if cached {
			s.Cached++
		} else {
			s.Analyzed++
		}
	}
}

func (u *unit) size() int64 {
	var n int64
	for _, f := range u.files {
		n += f.size
	}
	return n
}

// lookup asks the cache for u's output. A dependency is also served by what was stored of it as a target, unless that had
// errors: they may lie in bodies, which a dependency's analysis does not see, and the answer must not depend on the past.
func (w *worker) lookup(u *unit) *output {
	get := func(as role) *output {
		data, ok := w.run.store.get(u.key(w.run.config, as))
		if !ok {
			return nil
		}
		out, err := decodeOutput(data)
		if err != nil {
			return nil // written by a version of the tool that did not change its identity
		}
		return out
	}
	out := get(asTarget)
	if !u.target && (out == nil || len(out.errors) > 0) {
		out = get(asDependency)
	}
	return out
}

// compute analyses u and stores what comes out.
func (w *worker) compute(ctx context.Context, u *unit) (*output, error) {
	r := w.run
	weight := min(u.size()*bytesPerSource, r.budget) // a single unit must be possible
	if err := r.memory.Acquire(ctx, weight); err != nil {
		return nil, context.Cause(ctx)
	}
	defer r.memory.Release(weight)
	if w.universe.bytes*decodedPerBytes > r.budget/int64(4*r.jobs) {
		w.universe = newUniverse()
	}
	return w.analyze(ctx, u)
}

func (w *worker) analyze(ctx context.Context, u *unit) (*output, error) {
	r := w.run
	if len(u.files) == 0 { // it does not exist, is part of a cycle, or build constraints exclude all of it: the go command said so
		return &output{deep: u.deepKey(noKey, noKey)}, nil
	}
	v := w.view(u)
	analyzers := r.plan.onDependency
	if u.target {
		analyzers = r.plan.onTarget
	}
	bodies := u.target || u.facts
	c := v.check(u, bodies)
	out := &output{}
	out.types = r.store.putContent("types", c.export())
	if bodies {
		a, err := v.analyze(ctx, c, analyzers)
		if err != nil {
			return nil, err
		}
		out.findings, out.facts = a.findings, r.store.putContent("facts", a.facts)
		c.errors = append(c.errors, a.errors...)
	}
	out.errors = c.errors
	out.deep = u.deepKey(out.types, out.facts)
	if !c.stale {
		as := asDependency
		if u.target {
			as = asTarget
		}
		data, err := out.encode()
		if err != nil {
			return nil, err
		}
		r.store.put(u.key(r.config, as), data, false)
	}
	return out, nil
}

// A blobKind is one of the two blobs of a unit.
type blobKind byte

const (
	typesBlob blobKind = 't'
	factsBlob blobKind = 'f'
)

// blob returns the types or facts of u, which is done. It reports false if there are none. What the cache lost since the entry
// was read is made again.
func (w *worker) blob(u *unit, kind blobKind) ([]byte, bool) {
	key := func() cache.Key {
		if kind == typesBlob {
			return u.out.types
		}
		return u.out.facts
	}
	if key() == noKey {
		return nil, false
	}
	if blob, ok := w.run.store.get(key()); ok {
		return blob, true
	}
	u.analyze.Lock()
	defer u.analyze.Unlock()
	if blob, ok := w.run.store.get(key()); ok { // another worker was faster
		return blob, true
	}
	if _, err := w.analyze(context.Background(), u); err != nil {
		return nil, false
	}
	return w.run.store.get(key())
}
