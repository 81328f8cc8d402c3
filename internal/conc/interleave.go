package conc

import (
	"slices"

	"github.com/counterlint/counterlint/internal/conc/lockset"
)

// Interleaving returns what may come between a and b, two operations on one counter, the strongest evidence first: that of
// [Model.Concurrent] for b, without what a lock that is held from a to b keeps out. Another run of the same code waits for it, and
// so does every writer that takes it.
func (m *Model) Interleaving(a, b *Op) []Evidence {
	evs := m.Concurrent(b)
	m.mu.Lock()
	defer m.mu.Unlock()
	region := m.region(a, b)
	if len(region) == 0 {
		return evs
	}
	return slices.DeleteFunc(evs, func(ev Evidence) bool {
		return ev.Other == nil || slices.ContainsFunc(region, func(l lockset.Held) bool { return m.holds(ev.Other, l.Key) })
	})
}

// region lists the locks that are held exclusively, surely or perhaps, from a to b without a break.
func (m *Model) region(a, b *Op) []lockset.Held {
	if a.Fn != b.Fn {
		return nil
	}
	atB := m.heldAt(b.Instr)
	var region []lockset.Held
	for _, l := range m.heldAt(a.Instr) {
		if !l.Read && !m.elsewhere(l.Place, b.Place) && slices.ContainsFunc(atB, func(h lockset.Held) bool { return h.ID == l.ID && !h.Read }) && !m.broken(a, b, l) {
			region = append(region, l)
		}
	}
	return region
}
