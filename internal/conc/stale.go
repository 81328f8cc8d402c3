package conc

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/rule"
)

// Stale returns the plain updates that can run beside the plain read a of the same number, as evidence; Evidence.Access is the update.
// It is empty where a lock, an order, or the age of the object keeps them apart.
func (m *Model) Stale(a *Access) []Evidence {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.Fresh || a.Test || a.Write || a.InUpdate {
		return nil
	}
	var evs []Evidence
	for _, b := range m.plain[a.Key.Var] {
		if !b.Update || b.Fresh || b.Test {
			continue
		}
		if ev, ok := m.readBeside(a, b); ok {
			evs = append(evs, ev)
		}
	}
	slices.SortStableFunc(evs, func(a, b Evidence) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return evs
}

// isGuarded tells whether a lock of the number's object is held, be it for reading or perhaps: who reads so does its part.
func (m *Model) isGuarded(a *Access, w *way) bool {
	return slices.ContainsFunc(w.held, func(h lockset.Held) bool { return guards(h, a, w) && !m.ownLock(h, w) })
}

// readBeside tells whether the read a can run beside the update b.
func (m *Model) readBeside(a, b *Access) (Evidence, bool) {
	for _, w := range m.waysTo(a) {
		if slices.ContainsFunc(w.steps, isInvoke) { // goroutines that share an interface take turns, by channels as often as not
			continue
		}
		if m.beforeStarts(w) || m.isGuarded(a, w) || m.comesInTime(w) {
			continue
		}
		for _, v := range m.waysTo(b) {
			if !isUsableBeside(w, v) || !isUsableBeside(v, w) || w.root == v.root && w.given == v.given || !w.key.Matches(v.key) ||
				m.exclude(w, v) || m.beforeStarts(v) || !m.oneObject(w, v, b) {
				continue
			}
			level, r, ok := m.together(w, v)
			if !ok || level != rule.Proven || m.apartPlain(a, b) {
				continue
			}
			text := fmt.Sprintf("%s, beside the goroutine started at %s", m.Where(b.Pos), m.Where(r.Pos()))
			switch {
			case v.root.Kind == spawn.Start:
				text = fmt.Sprintf("%s, on the goroutine started at %s", m.Where(b.Pos), m.Where(v.root.Pos()))
			case r.Kind == spawn.Handler:
				text = fmt.Sprintf("%s; %s", m.Where(b.Pos), m.whyRuns(r))
			}
			return Evidence{Level: level, Pos: b.Pos, Text: text, Access: b}, true
		}
	}
	return Evidence{}, false
}
