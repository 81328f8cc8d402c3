package driver

// One question asked again and again while a program is edited. Most of a warm run is the go command, which lists packages that
// an edit within a function leaves as they were. So the list is kept until something it depends on has changed; see listing.go.

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"

	"github.com/counterlint/counterlint/internal/driver/cache"
)

// A Session answers for one program as it changes. Each answer is that of [Run].
//
// Between two runs it keeps names and hashes of the packages, and what was found in those whose text lies in no file yet, which
// do not belong into the cache. It keeps no syntax, no types and, of packages that are as on disk, no facts.
//
// It does not notice a change of the go command's environment, or of what a module says about 32-bit builds outside of its
// go.mod, until something else makes it list the packages again.
type Session struct {
	cfg     Config
	plan    *plan
	store   *entryStore
	listing *listing // nil: the packages must be listed
}

// NewSession readies a session. Of cfg, patterns and overlay are given to each run.
func NewSession(cfg Config) (*Session, error) {
	p, err := newPlan(cfg.Rules, cfg.Gather)
	if err != nil {
		return nil, err
	}
	return &Session{cfg: cfg, plan: p, store: newEntryStore(cfg.Cache)}, nil
}

// Run is [Run] for these patterns, with these contents in place of those on disk. Only one call may be under way.
func (s *Session) Run(ctx context.Context, patterns []string, overlay map[string][]byte) (*Result, error) {
	cfg := s.cfg
	cfg.Patterns, cfg.Overlay = patterns, overlay
	facts := len(s.plan.onDependency) > 0
	if s.listing == nil || !s.listing.holds(&cfg, facts) {
		s.listing = nil
		g, err := load(ctx, &cfg)
		if err != nil {
			return nil, err
		}
		g.hashFiles(&cfg, cfg.jobs(), facts)
		s.listing = newListing(&cfg, g)
	}
	g := s.listing.graph
	g.reset(unsaved(overlay))
	r := newRunner(&cfg, s.plan, g)
	r.store, r.recalls = s.store, true
	res, err := r.answer(ctx)
	if r.stale.Load() {
		s.listing, s.store = nil, newEntryStore(cfg.Cache)
		return res, err
	}
	s.store.prune(g.units)
	return res, err
}

// Sum returns the hash of a file of a package that was asked for, as the last run saw it.
func (s *Session) Sum(name string) (cache.Key, bool) {
	if s.listing == nil {
		return cache.Key{}, false
	}
	f := s.listing.targets[name]
	if f == nil || f.err != nil {
		return cache.Key{}, false
	}
	return f.sum, true
}

// unsaved returns the names of the files whose overlay differs from the disk.
func unsaved(overlay map[string][]byte) map[string]bool {
	names := map[string]bool{}
	for name, text := range overlay {
		if data, err := os.ReadFile(name); err != nil || !bytes.Equal(data, text) {
			names[name] = true
		}
	}
	return names
}

// reset readies the units, which stand behind what they depend on, for another run.
func (g *graph) reset(unsaved map[string]bool) {
	for _, u := range g.units {
		u.out, u.waits, u.facts = nil, 0, false
		u.unsaved = slices.ContainsFunc(u.deps, func(dep *unit) bool { return dep.unsaved }) ||
			len(unsaved) > 0 && slices.ContainsFunc(u.all(), func(f *file) bool { return unsaved[f.name] })
	}
}

// all returns the files of u that a run can look at.
func (u *unit) all() []*file {
	var list []*file
	for _, files := range [][]file{u.files, u.other, u.ignored, u.beside} {
		for i := range files {
			list = append(list, &files[i])
		}
	}
	return list
}

// prune forgets what is in memory but for the units that the last run left.
func (s *entryStore) prune(units []*unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	used := map[cache.Key]bool{}
	for _, u := range units {
		if u.out != nil {
			used[u.out.key] = true
		}
	}
	maps.DeleteFunc(s.memory, func(key cache.Key, _ []byte) bool { return !used[key] })
}
