package fixer

import (
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/fixer/typecheck"
)

// Together makes the first fixes of findings that get on with each other, as one round of [Run] would, safe ones or all. text
// returns the content of a file by its absolute name, and false for one that must not be edited. What comes out, by the same
// names, is not proved: each fix for itself was, by the rule that offers it, in its package.
func Together(text func(name string) ([]byte, bool), found []finding.Finding, review bool) map[string][]byte {
	r := &run{opts: Options{Review: review}, program: &typecheck.Program{}, files: map[string]*file{}}
	hold := func(name string) {
		if r.files[name] != nil {
			return
		}
		f := &file{name: name, frozen: "it must not be edited"}
		if content, ok := text(name); ok {
			f.frozen = foreign(content)
			f.set(content)
		}
		r.files[name] = f
	}
	plan := newPlan(r)
	var chosen []*candidate
	for _, x := range found {
		fix, ok := r.wanted(x)
		if !ok {
			continue
		}
		for _, e := range fix.Edits {
			hold(r.abs(e.File))
		}
		if c, err := r.candidate(x, fix); err == nil && plan.add(c) == "" {
			chosen = append(chosen, c)
		}
	}
	texts, err := r.texts(chosen)
	if err != nil {
		return nil // they make no Go file
	}
	return texts
}
