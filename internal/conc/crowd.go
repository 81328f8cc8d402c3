package conc

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
)

// Bounds on one number: each of its accesses is held against each other one, by each of their ways. Numbers of real packages stay
// below a quarter of them.
const (
	maxAccesses  = 1000
	maxWaysOfAll = 6000
)

// leaveCrowds leaves out the numbers that are accessed in more ways than can be held against each other.
func (m *Model) leaveCrowds() {
	crowded := map[*types.Var]bool{}
	var skips []Skip
	for v, as := range m.plain {
		if why := m.crowd(v, as); why != "" {
			crowded[v] = true
			skips = append(skips, Skip{as[0].Pos, why})
		}
	}
	if len(crowded) == 0 {
		return
	}
	for v := range crowded {
		delete(m.plain, v)
	}
	m.updates = slices.DeleteFunc(m.updates, func(a *Access) bool { return crowded[a.Key.Var] })
	slices.SortFunc(skips, func(a, b Skip) int { return cmp.Or(m.prog.Compare(a.Pos, b.Pos), cmp.Compare(a.Why, b.Why)) })
	m.skipped = append(m.skipped, skips...)
}

// crowd says why the accesses of v are too many; "" if they are not.
func (m *Model) crowd(v *types.Var, as []*Access) string {
	if len(as) > maxAccesses {
		return fmt.Sprintf("%s is accessed in more than %d places", v.Name(), maxAccesses)
	}
	if len(as)*maxWays <= maxWaysOfAll {
		return ""
	}
	ways := 0
	for _, a := range as {
		if ways += len(m.waysTo(a)); ways > maxWaysOfAll {
			return fmt.Sprintf("goroutines get to %s in more than %d ways", v.Name(), maxWaysOfAll)
		}
	}
	return ""
}
