package fixer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer/typecheck"
)

type run struct {
	opts    Options
	program *typecheck.Program
	files   map[string]*file // by real name
	result  Result
}

func newRun(ctx context.Context, opts Options) (*run, error) {
	if opts.Analyze == nil {
		return nil, fmt.Errorf("fixer: Options.Analyze is not set")
	}
	opts.Rounds = cmp.Or(opts.Rounds, DefaultRounds)
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, err
	}
	opts.Dir = dir
	program, err := typecheck.Load(ctx, typecheck.Config{Dir: dir, Tags: opts.Tags, Env: opts.Env})
	if err != nil {
		return nil, err
	}
	return &run{opts: opts, program: program, files: map[string]*file{}}, nil
}

func (r *run) run(ctx context.Context) (*Result, error) {
	for {
		found, err := r.opts.Analyze(ctx, r.overlay())
		if err != nil {
			return nil, err
		}
		found = slices.Clone(found)
		finding.Sort(found)
		if r.holdAll(found) {
			continue // the findings are of a text that may have changed before it was read
		}
		cands, left := r.candidates(found)
		if len(cands) > 0 && r.result.Rounds < r.opts.Rounds {
			applied, refused, err := r.round(ctx, cands)
			if err != nil {
				return nil, err
			}
			if applied {
				continue
			}
			left = append(left, refused...)
		} else {
			for _, c := range cands {
				left = append(left, Left{c.Finding, fmt.Sprintf("fixes still come up after %d rounds", r.opts.Rounds)})
			}
		}
		slices.SortStableFunc(left, func(a, b Left) int { return finding.Compare(a.Finding, b.Finding) })
		r.result.Left = left
		return r.finish()
	}
}

// round applies what goes together of the candidates. It reports what is refused, and whether anything went in.
func (r *run) round(ctx context.Context, cands []*candidate) (applied bool, left []Left, err error) {
	plan := newPlan(r.files)
	var chosen []*candidate
	for _, c := range cands {
		if why := plan.add(c); why != "" {
			left = append(left, Left{c.Finding, why})
			continue
		}
		chosen = append(chosen, c)
	}
	for {
		good, refused, err := r.compiling(ctx, nil, chosen)
		if err != nil {
			return false, nil, err
		}
		left = append(left, refused...)
		texts, err := r.texts(good)
		if err != nil {
			return false, nil, err // of texts that compile
		}
		// A text that was there before means that fixes undo each other, or do nothing.
		old := slices.DeleteFunc(slices.Sorted(maps.Keys(texts)), func(name string) bool {
			return !r.files[name].past[sha256.Sum256(texts[name])]
		})
		if len(old) == 0 {
			r.adopt(good, texts)
			return len(good) > 0, left, nil
		}
		chosen = nil
		for _, c := range good {
			if i := slices.IndexFunc(c.edits, func(e finding.Edit) bool { return slices.Contains(old, e.File) }); i >= 0 {
				left = append(left, Left{c.Finding, "the fix leads back to an earlier text of " + r.rel(c.edits[i].File)})
			} else {
				chosen = append(chosen, c)
			}
		}
	}
}

func (r *run) adopt(good []*candidate, texts map[string][]byte) {
	if len(good) == 0 {
		return
	}
	for name, text := range texts {
		r.files[name].set(text)
	}
	for _, c := range good {
		r.result.Applied = append(r.result.Applied, c.Finding)
	}
	r.result.Rounds++
}

// compiling returns the candidates that can go in on top of base, which compiles, and why the others cannot: by halves, so that
// one bad fix among many costs few checks and holds up no other.
func (r *run) compiling(ctx context.Context, base, cands []*candidate) (good []*candidate, left []Left, err error) {
	if len(cands) == 0 {
		return nil, nil, nil
	}
	texts, broken := r.texts(append(slices.Clone(base), cands...))
	if broken == nil {
		broken = r.program.Check(ctx, r.held(), texts)
	}
	if broken == nil {
		return cands, nil, nil
	}
	if complaint := new(typecheck.Complaint); !errors.As(broken, complaint) {
		return nil, nil, broken
	}
	if len(cands) == 1 {
		return nil, []Left{{cands[0].Finding, broken.Error()}}, nil
	}
	half := len(cands) / 2
	first, left1, err := r.compiling(ctx, base, cands[:half])
	if err != nil {
		return nil, nil, err
	}
	second, left2, err := r.compiling(ctx, append(slices.Clone(base), first...), cands[half:])
	return append(slices.Clone(first), second...), append(left1, left2...), err
}

// texts returns what the files become, by real name.
func (r *run) texts(cands []*candidate) (map[string][]byte, error) {
	edits := map[string][]finding.Edit{}
	seen := map[finding.Edit]bool{}
	for _, c := range cands {
		for _, e := range c.edits {
			if !seen[e] { // an edit that two fixes share is made once
				edits[e.File] = append(edits[e.File], e)
			}
		}
		for _, e := range c.edits {
			seen[e] = true
		}
	}
	texts := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		slices.SortStableFunc(edits[name], compareEdits)
		text, err := apply(r.files[name].text, edits[name])
		if err != nil {
			return nil, typecheck.Complaint(fmt.Sprintf("the fix does not compile: %s:%v", r.rel(name), err))
		}
		texts[name] = text
	}
	return texts, nil
}

// held returns the current texts by real name.
func (r *run) held() map[string][]byte {
	m := map[string][]byte{}
	for real, f := range r.files {
		if f.text != nil {
			m[real] = f.text
		}
	}
	return m
}

// overlay is the same for the analysis, which may know a file by several names.
func (r *run) overlay() map[string][]byte {
	m := map[string][]byte{}
	for _, f := range r.files {
		for _, name := range f.names {
			if f.text != nil {
				m[name] = f.text
			}
		}
	}
	return m
}

func (r *run) rel(name string) string {
	if rel, err := filepath.Rel(r.opts.Dir, name); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return name
}

func (r *run) finish() (*Result, error) {
	var changed []*file
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if f := r.files[name]; string(f.text) != string(f.disk) {
			changed = append(changed, f)
			r.result.Files = append(r.result.Files, f.real)
		}
	}
	for _, f := range changed {
		now, err := os.ReadFile(f.real)
		if err != nil {
			return nil, err
		}
		if string(now) != string(f.disk) {
			return nil, fmt.Errorf("%s: changed on disk while it was being fixed; nothing was written", r.rel(f.real))
		}
	}
	if r.opts.Diff != nil {
		return &r.result, r.writeDiff(changed)
	}
	return &r.result, writeAll(changed)
}
