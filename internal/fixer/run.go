package fixer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer/typecheck"
	"github.com/counterlint/counterlint/internal/promptly"
)

type run struct {
	opts    Options
	program *typecheck.Program
	files   map[string]*file // by real name

	past    []map[string][]byte // the texts before each round in which fixes went in
	applied [][]*candidate      // and those fixes
	left    []Left
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
		if len(cands) > 0 && len(r.applied) < r.opts.Rounds {
			again, refused, err := r.round(ctx, cands)
			if err != nil {
				return nil, err
			}
			if again {
				continue
			}
			left = append(left, refused...)
		} else {
			for _, c := range cands {
				left = append(left, Left{c.Finding, fmt.Sprintf("fixes still come up after %d rounds", r.opts.Rounds)})
			}
		}
		slices.SortStableFunc(left, func(a, b Left) int { return finding.Compare(a.Finding, b.Finding) })
		r.left = left
		return r.finish()
	}
}

// round applies what goes together of the candidates. It tells whether the program must be analysed again; if not, what was
// refused.
func (r *run) round(ctx context.Context, cands []*candidate) (again bool, left []Left, err error) {
	good, texts, left, err := r.choose(ctx, cands)
	if err != nil {
		return false, nil, err
	}
	if r.undo(texts) {
		return true, nil, nil
	}
	if len(good) == 0 {
		return false, left, nil
	}
	r.past = append(r.past, r.held())
	r.applied = append(r.applied, good)
	for name, text := range texts {
		r.files[name].set(text)
	}
	return true, nil, nil
}

// choose returns candidates that get on with each other and compile, and the texts that they make. One that had to wait for
// another gets its turn at once where the other is refused.
func (r *run) choose(ctx context.Context, cands []*candidate) (good []*candidate, texts map[string][]byte, left []Left, err error) {
	for {
		plan := newPlan(r)
		var chosen []*candidate
		var waiting []Left
		for _, c := range cands {
			if why := plan.add(c); why != "" {
				waiting = append(waiting, Left{c.Finding, why})
			} else {
				chosen = append(chosen, c)
			}
		}
		var refused []Left
		if good, texts, refused, err = r.effective(ctx, chosen); err != nil {
			return nil, nil, nil, err
		}
		left = append(left, refused...)
		if len(waiting) == 0 || len(refused) == 0 {
			return good, texts, append(left, waiting...), nil
		}
		cands = slices.DeleteFunc(slices.Clone(cands), func(c *candidate) bool {
			return slices.Contains(chosen, c) && !slices.Contains(good, c)
		})
	}
}

// effective returns the candidates that compile together and change something, and the texts that they make.
func (r *run) effective(ctx context.Context, chosen []*candidate) (good []*candidate, texts map[string][]byte, left []Left, err error) {
	for {
		good, refused, err := r.compiling(ctx, nil, chosen)
		if err != nil {
			return nil, nil, nil, err
		}
		left = append(left, refused...)
		texts, err := r.texts(good)
		if err != nil {
			return nil, nil, nil, err // they compile, so there are texts
		}
		chosen = nil
		for _, c := range good {
			idle := slices.IndexFunc(c.edits, func(e finding.Edit) bool { return bytes.Equal(texts[e.File], r.files[e.File].text) })
			if idle >= 0 {
				left = append(left, Left{c.Finding, "the fix changes nothing in " + r.rel(c.edits[idle].File)})
			} else {
				chosen = append(chosen, c)
			}
		}
		if len(chosen) == len(good) {
			return good, texts, left, nil
		}
	}
}

// undo looks for files that would get a text which they had in an earlier round: their fixes undo each other, and would do so in
// each run. It takes all files back to the first such round, because fixes span files, and freezes those; the other fixes will
// come up again.
func (r *run) undo(texts map[string][]byte) bool {
	first := -1
	for i, past := range r.past {
		for name, text := range texts {
			was, held := past[name]
			if !held {
				was = r.files[name].disk
			}
			if bytes.Equal(was, text) {
				r.files[name].frozen = "fixes there undo each other"
				if first < 0 {
					first = i
				}
			}
		}
	}
	if first < 0 {
		return false
	}
	for name, f := range r.files {
		if text, ok := r.past[first][name]; ok {
			f.set(text)
		} else if f.disk != nil {
			f.set(f.disk)
		}
	}
	r.past, r.applied = r.past[:first], r.applied[:first]
	return true
}

// compiling returns the candidates that can go in on top of base, which compiles, and why the others cannot. One bad fix among
// many costs few checks and holds up no other: those that have nothing to do with a complaint are set apart, the others halved.
func (r *run) compiling(ctx context.Context, base, cands []*candidate) (good []*candidate, left []Left, err error) {
	if len(cands) == 0 {
		return nil, nil, nil
	}
	texts, err := r.texts(append(slices.Clone(base), cands...))
	if err == nil {
		_, err = promptly.Do(ctx, func() (any, error) { return nil, r.program.Check(ctx, r.held(), texts) }) // it writes nothing
	}
	if err == nil {
		return cands, nil, nil
	}
	complaint, ok := errors.AsType[*typecheck.Complaint](err)
	if !ok {
		return nil, nil, err
	}
	if len(cands) == 1 {
		return nil, []Left{{cands[0].Finding, complaint.Text}}, nil
	}
	first, second := cands[:len(cands)/2], cands[len(cands)/2:]
	if apart, suspects := split(cands, complaint.Files); len(apart) > 0 && len(suspects) > 0 {
		first, second = apart, suspects
	}
	good, left, err = r.compiling(ctx, base, first)
	if err != nil {
		return nil, nil, err
	}
	more, leftToo, err := r.compiling(ctx, append(slices.Clone(base), good...), second)
	return append(slices.Clone(good), more...), append(left, leftToo...), err
}

// split sets those candidates apart that edit none of the files.
func split(cands []*candidate, files []string) (apart, suspects []*candidate) {
	for _, c := range cands {
		if slices.ContainsFunc(c.edits, func(e finding.Edit) bool { return slices.Contains(files, e.File) }) {
			suspects = append(suspects, c)
		} else {
			apart = append(apart, c)
		}
	}
	return apart, suspects
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
		text, err := r.files[name].apply(edits[name])
		if err != nil {
			return nil, &typecheck.Complaint{Text: fmt.Sprintf("the fix does not compile: %s:%v", r.rel(name), err), Files: []string{name}}
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
	result := &Result{Left: r.left, Rounds: len(r.applied)}
	for _, round := range r.applied {
		slices.SortStableFunc(round, func(a, b *candidate) int { return finding.Compare(a.Finding, b.Finding) })
		for _, c := range round {
			result.Applied = append(result.Applied, c.Finding)
		}
	}
	var changed []*file
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if f := r.files[name]; !bytes.Equal(f.text, f.disk) {
			changed = append(changed, f)
			result.Files = append(result.Files, f.real)
		}
	}
	for _, f := range changed {
		now, err := os.ReadFile(f.real)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(now, f.disk) {
			return nil, fmt.Errorf("%s: changed on disk while it was being fixed; nothing was written", r.rel(f.real))
		}
	}
	if r.opts.Diff != nil {
		return result, r.writeDiff(changed)
	}
	if err := writeAll(changed); err != nil {
		return nil, err
	}
	return result, nil
}
