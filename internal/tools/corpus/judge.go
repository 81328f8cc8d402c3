package main

// Findings meet verdicts. A verdict holds for a finding at the same line of the same file by the same analyzer, or by one that
// the finding names beside its own.

import "slices"

// A judgement is a finding with what is known of it.
type judgement struct {
	Found
	verdict *Verdict // nil: to be judged
}

func (j judgement) value() string {
	if j.verdict == nil {
		return ""
	}
	return j.verdict.Value
}

// judge pairs findings with verdicts. It returns also the verdicts on what is not found any more.
func judge(found []Found, verdicts []Verdict) (judged []judgement, gone []Verdict) {
	type place struct {
		repo, commit, path string
		line               int
	}
	placeOf := func(s Site) place { return place{s.Repo, s.Commit, s.Path, s.Line} }
	at := map[place][]int{}
	for i, v := range verdicts {
		at[placeOf(v.Site)] = append(at[placeOf(v.Site)], i)
	}
	used := make([]bool, len(verdicts))
	for _, f := range found {
		j := judgement{Found: f}
		for _, i := range at[placeOf(f.Site)] {
			if slices.Contains(f.names(), verdicts[i].Analyzer) {
				used[i] = true
				// A verdict on the finding's own analyzer comes before one on an analyzer that is merely named.
				if j.verdict == nil || verdicts[i].Analyzer == f.Analyzer {
					j.verdict = &verdicts[i]
				}
			}
		}
		judged = append(judged, j)
	}
	for i, v := range verdicts {
		if !used[i] {
			gone = append(gone, v)
		}
	}
	return judged, gone
}
