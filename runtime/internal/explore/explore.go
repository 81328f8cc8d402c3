// Package explore walks through every state that a small model of a concurrent protocol can reach. It is for tests: what a stress
// test meets once in a year of running, an exhaustive walk meets in a second.
//
// It promises that each reachable state is visited, or that the walk says it gave up. It sees no further than the model: steps
// that the model takes at once cannot be interrupted in the walk either.
package explore

import "fmt"

// All visits every state reachable from start. Next hands each successor of a state to yield; a state without any is final. Check
// returns what is wrong with a state, or "". All stops at the first wrong state and returns it with the way that led there, or
// fails when it has seen limit states.
func All[S comparable](start S, limit int, next func(s S, yield func(S)), check func(s S, final bool) string) (states int, err error) {
	from := map[S]S{start: start}
	open := []S{start}
	for len(open) > 0 {
		s := open[len(open)-1]
		open = open[:len(open)-1]
		final := true
		next(s, func(t S) {
			final = false
			if _, seen := from[t]; !seen {
				from[t] = s
				open = append(open, t)
			}
		})
		if wrong := check(s, final); wrong != "" {
			return len(from), &Fault[S]{wrong, path(from, start, s)}
		}
		if len(from) > limit {
			return len(from), fmt.Errorf("gave up after %d states", limit)
		}
	}
	return len(from), nil
}

// A Fault is a wrong state and one way to it.
type Fault[S comparable] struct {
	What string
	Path []S
}

func (f *Fault[S]) Error() string { return fmt.Sprintf("after %d steps: %s", len(f.Path)-1, f.What) }

func path[S comparable](from map[S]S, start, s S) []S {
	var back []S
	for ; s != start; s = from[s] {
		back = append(back, s)
	}
	back = append(back, start)
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}
