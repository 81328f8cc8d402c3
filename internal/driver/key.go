package driver

// What an answer depends on, as hashes. The key of a unit covers all that its analysis can see: the tool, the files, the
// configuration, and of its dependencies their exported types and facts, but neither their bodies nor their positions. So an
// edit that changes no exported type and no fact re-analyses one package.

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/counterlint/counterlint/internal/driver/cache"
	"github.com/counterlint/counterlint/internal/driver/shape"
)

// formatVersion changes whenever the meaning of a stored entry does.
const formatVersion = "1/" + shape.Version

// A role says how much of a unit is wanted. What a dependency exports is the same in either role.
type role byte

const (
	asTarget     role = 't' // findings
	asDependency role = 'd' // types and facts
)

// A file is one source file as it was when the run began.
type file struct {
	name string
	sum  cache.Key
	size int64
	err  error // it could not be read
}

func filesOf(names []string) []file {
	files := make([]file, len(names))
	for i, name := range names {
		files[i].name = name
	}
	return files
}

// overlaid returns what the overlay says of a file, which it may know by another name.
func (cfg *Config) overlaid(name string) ([]byte, bool) {
	if data, ok := cfg.Overlay[name]; ok || len(cfg.Overlay) == 0 {
		return data, ok
	}
	var info os.FileInfo
	for other, data := range cfg.Overlay {
		if filepath.Base(other) != filepath.Base(name) {
			continue
		}
		if info == nil {
			var err error
			if info, err = os.Stat(name); err != nil {
				return nil, false
			}
		}
		if o, err := os.Stat(other); err == nil && os.SameFile(info, o) {
			return data, true
		}
	}
	return nil, false
}

// readFile returns the content of a file as the run sees it.
func (cfg *Config) readFile(name string) ([]byte, error) {
	if data, ok := cfg.overlaid(name); ok {
		return data, nil
	}
	return os.ReadFile(name)
}

// hashFiles fills in the sums and sizes of the files of all units, jobs at a time; with facts set those, too, that are no Go
// files of the build. What the last run knows of them lies in the cache.
func (g *graph) hashFiles(cfg *Config, jobs int, facts bool) {
	old := stamps{}
	if cfg.Cache != nil {
		if data, ok := cfg.Cache.GetLocal(cfg.stampsKey()); ok {
			old = decodeStamps(data)
		}
	}
	fresh, changed := hashUnits(cfg, g.units, jobs, facts, old)
	if cfg.Cache != nil && (changed || len(fresh) != len(old)) {
		cfg.Cache.PutLocal(cfg.stampsKey(), fresh.encode())
	}
}

// hashUnits does so for some units. It returns what may be remembered of the files, and whether that differs from old.
func hashUnits(cfg *Config, units []*unit, jobs int, facts bool, old stamps) (fresh stamps, changed bool) {
	byName := map[string][]*file{} // test variants share files
	for _, u := range units {
		lists := [][]file{u.files}
		if u.target || facts {
			lists = append(lists, u.other, u.ignored, u.beside)
		}
		for _, list := range lists {
			for i := range list {
				byName[list[i].name] = append(byName[list[i].name], &list[i])
			}
		}
	}
	fresh = make(stamps, len(byName))
	var mu sync.Mutex
	work := make(chan []*file, jobs)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			for same := range work {
				f := same[0]
				seen, known := f.read(cfg, old)
				was, had := old[f.name]
				for _, other := range same[1:] {
					other.sum, other.size, other.err = f.sum, f.size, f.err
				}
				mu.Lock()
				if known {
					fresh[f.name] = seen
				}
				changed = changed || known != had || known && seen != was
				mu.Unlock()
			}
		})
	}
	for _, same := range byName {
		work <- same
	}
	close(work)
	wg.Wait()
	return fresh, changed
}

// read fills in the sum of f, from old if the file is still the same. It reports whether the stamp may be remembered.
func (f *file) read(cfg *Config, old stamps) (now stamped, known bool) {
	was, had := old[f.name]
	data, overlaid := cfg.overlaid(f.name)
	f.err = nil
	if !overlaid {
		if now.stamp, known = stampOf(f.name, time.Now()); known && had && was.stamp == now.stamp {
			f.sum, f.size = was.sum, was.size
			return was, true
		}
		data, f.err = os.ReadFile(f.name)
	}
	f.sum, f.size = sha256.Sum256(data), int64(len(data))
	if overlaid {
		return was, had // of the file below, which was not looked at
	}
	now.sum = f.sum
	return now, known && f.err == nil && f.size == now.size
}

// A hasher writes length-prefixed values, so that no two sequences of them look alike.
type hasher struct{ hash.Hash }

func newHasher(purpose string) hasher {
	h := hasher{sha256.New()}
	h.strings(purpose)
	return h
}

func (h hasher) strings(ss ...string) {
	for _, s := range ss {
		h.int(int64(len(s)))
		h.Write([]byte(s))
	}
}

func (h hasher) bytes(b []byte) {
	h.int(int64(len(b)))
	h.Write(b)
}

func (h hasher) int(n int64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

func (h hasher) key(k cache.Key) { h.Write(k[:]) }

func (h hasher) files(list []file) {
	h.int(int64(len(list)))
	for _, f := range list {
		h.strings(f.name)
		if f.err != nil {
			h.strings("unreadable: " + f.err.Error())
			continue
		}
		h.key(f.sum)
	}
}

func (h hasher) sum() cache.Key { return cache.Key(h.Sum(nil)) }

// configKey covers what is the same for all units of a run.
func (cfg *Config) configKey() cache.Key {
	h := newHasher("counterlint config " + formatVersion)
	h.strings(cfg.Tool, fmt.Sprint(cfg.Tests), cfg.Rows.String())
	var names []string
	for _, r := range cfg.Rules {
		names = append(names, r.Name())
	}
	slices.Sort(names)
	h.strings(names...)
	if cfg.Gather != nil {
		h.strings("gather", cfg.Gather.Name)
	}
	return h.sum()
}

// typesKey stands in the place of configKey where no analyzer looks at the package: another build of the tool, with the same
// type checker, then need not check all dependencies again.
func typesKey() cache.Key {
	h := newHasher("counterlint types " + formatVersion)
	h.strings(runtime.Version(), os.Getenv("GODEBUG"))
	return h.sum()
}

// key covers all that analysing u in a role can see. The outputs of u's dependencies must be known.
func (r *runner) key(u *unit, as role) cache.Key {
	h := newHasher("unit")
	if as == asTarget || u.facts {
		h.key(r.config)
	} else {
		h.key(r.types)
	}
	h.strings(string(as), u.id, u.path, u.name, u.goVersion, fmt.Sprintf("%T%+v", u.sizes, u.sizes), fmt.Sprint(u.fakeC, u.facts))
	if m := u.module; m != nil {
		h.strings(m.Path, m.Version, m.GoVersion)
	}
	h.files(u.files)
	if as == asTarget || u.facts {
		h.files(u.other)
		h.files(u.ignored)
	}
	if as == asTarget {
		h.files(u.beside)
		h.strings(u.built32)
	}
	for _, dep := range u.deps {
		h.strings(dep.path)
		h.key(dep.out.deep)
	}
	return h.sum()
}

// deepKey covers what u's dependents can see through u.
func (u *unit) deepKey(types, facts []byte) cache.Key {
	h := newHasher("deep")
	h.bytes(types)
	h.bytes(facts)
	for _, dep := range u.deps {
		h.strings(dep.path)
		h.key(dep.out.deep)
	}
	return h.sum()
}
