package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/tools/mutate/internal/plant"
)

// A planted mutant is one that can be made and linted.
type planted struct {
	Mutant
	file    string // absolute
	decl    string // the top-level declaration
	edits   []finding.Edit
	touched []string // types and variables
	places  []place
}

// A place is a line of a file.
type place struct {
	file string
	line int
}

func (p *planted) at(file string, line int) bool { return slices.Contains(p.places, place{file, line}) }

func (p *planted) class() *plant.Class {
	i := slices.IndexFunc(plant.Classes, func(c *plant.Class) bool { return c.ID == p.Class })
	return plant.Classes[i]
}

// concerns tells whether f names a place of the mutant.
func (p *planted) concerns(f finding.Finding) bool {
	return p.at(f.File, f.Line) || slices.ContainsFunc(f.Related, func(r finding.Related) bool { return p.at(r.File, r.Line) })
}

// fits tells whether f is of an analyzer that the class is meant for.
func (p *planted) fits(f finding.Finding) bool {
	return slices.ContainsFunc(append([]string{f.Analyzer}, f.Also...), func(name string) bool { return slices.Contains(p.class().Fitting, name) })
}

// candidates turns the findings of the rule of package plant into mutants. Those that do not compile carry no fix.
func candidates(t target, found []finding.Finding) []*planted {
	var all []*planted
	seen := map[Site]bool{}
	for _, f := range found {
		path, ok := t.path(f.File)
		site := Site{t.name, path, f.Line, f.Category}
		if !ok || f.Analyzer != plant.Rule.Name() || len(f.Fixes) == 0 || seen[site] {
			continue
		}
		seen[site] = true
		p := &planted{Mutant: Mutant{Site: site, Commit: t.commit, Package: f.Package}, file: f.File, decl: f.Decl, edits: f.Fixes[0].Edits, touched: strings.Split(f.Fixes[0].Message, ",")}
		for _, r := range f.Related {
			p.places = append(p.places, place{r.File, r.Line})
		}
		all = append(all, p)
	}
	return all
}

// choose takes up to most mutants of each package and class. Which ones is drawn by a hash of their places, so that the choice is
// the same on each machine and does not favour the first file.
func choose(all []*planted, most int) []*planted {
	draw := func(p *planted) string {
		sum := sha256.Sum256([]byte(p.Class + "\x00" + p.Site.String()))
		return hex.EncodeToString(sum[:8])
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b *planted) int {
		return cmp.Or(strings.Compare(a.Package, b.Package), strings.Compare(a.Class, b.Class), strings.Compare(draw(a), draw(b)))
	})
	count := map[[2]string]int{}
	return slices.DeleteFunc(all, func(p *planted) bool {
		key := [2]string{p.Package, p.Class}
		count[key]++
		return count[key] > most
	})
}

// A round is a set of mutants that are linted in one run and do not disturb each other.
type round []*planted

// rounds deals the mutants out.
func rounds(all []*planted) []round {
	var out []round
	for left := slices.Clone(all); len(left) > 0; {
		var r round
		left = slices.DeleteFunc(left, func(p *planted) bool {
			apart := !slices.ContainsFunc(r, func(q *planted) bool { return disturb(p, q) })
			if apart {
				r = append(r, p)
			}
			return apart
		})
		out = append(out, r)
	}
	return out
}

// disturb tells whether one mutant might change what is said about the other: they lie in one function, or touch numbers or locks
// of one type.
func disturb(p, q *planted) bool {
	return p.file == q.file && p.decl == q.decl || slices.ContainsFunc(p.touched, func(t string) bool { return slices.Contains(q.touched, t) })
}

// overlay is the files that the mutants of a round change.
func (r round) overlay() (map[string][]byte, error) {
	edits := map[string][]finding.Edit{}
	for _, p := range r {
		edits[p.file] = append(edits[p.file], p.edits...)
	}
	files := map[string][]byte{}
	for file, list := range edits {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if files[file], err = plant.Apply(src, list); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return files, nil
}
