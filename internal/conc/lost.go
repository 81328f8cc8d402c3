package conc

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/rule"
)

// Lost returns what makes the plain update a lose what others write, as evidence, the strongest first. Evidence.Access is the other
// write; nil where the update itself runs on several goroutines at once. It is empty where an exclusive lock, an order, or the age
// of the object keeps others out.
func (m *Model) Lost(a *Access) []Evidence {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.Fresh || a.Test || !a.Update {
		return nil
	}
	var evs []Evidence
	add := func(ev Evidence, ok bool) {
		if ok && !slices.Contains(evs, ev) {
			evs = append(evs, ev)
		}
	}
	ways := m.waysTo(a)
	for _, w := range ways {
		add(m.alone(a, w))
	}
	for _, b := range m.plain[a.Key.Var] {
		if !b.Write || b.Fresh || b.Test || b.Whole {
			continue
		}
		for _, w := range ways {
			add(m.plainPair(a, w, b))
		}
	}
	slices.SortStableFunc(evs, func(a, b Evidence) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return evs
}

// alone tells whether the update runs on several goroutines at once by the way w alone.
func (m *Model) alone(a *Access, w *way) (Evidence, bool) {
	if w.loose || m.isLocked(w) || m.beforeStarts(w) {
		return Evidence{}, false
	}
	stand := a.stand(m)
	switch r := w.root; {
	case r.Kind == spawn.Start && r.Many:
		if m.isShared(w) && !m.isOwn(r, w.given, w.place) && !m.ownElement(r, w.place) && !m.serial(r, w) && m.relayOn(w) == nil {
			return Evidence{Level: rule.Proven, Pos: r.Pos(), Text: fmt.Sprintf("%s at %s", r.Why, m.Where(r.Pos()))}, true
		}
	case r.Kind == spawn.Start:
		if !m.isShared(w) || m.isOwn(r, w.given, w.place) || m.isWorker(r.Fn) && !m.sharedByAll(r, stand) {
			return Evidence{}, false
		}
		for _, begin := range m.begins(r, w.given) {
			for _, up := range m.waysUp(begin, w) {
				if up.loose || up.root.Kind != spawn.Handler && !(up.root.Kind == spawn.Start && up.root.Many && !m.isOwn(up.root, up.given, up.place)) || !m.isShared(up) {
					continue
				}
				return Evidence{Level: rule.Proven, Pos: r.Pos(), Text: fmt.Sprintf("%s at %s, each time that %s", r.Why, m.Where(r.Pos()), m.whyRuns(up.root))}, true
			}
		}
	case r.Kind == spawn.Handler && m.isShared(w) && !m.documented(r.Fn):
		return Evidence{Level: handlerLevel(r), Pos: r.Pos(), Text: m.whyRuns(r)}, true
	}
	return Evidence{}, false
}

// whyRuns says why the root runs on several goroutines.
func (m *Model) whyRuns(r spawn.Root) string {
	switch {
	case r.Kind == spawn.Handler && r.Instr != nil:
		return fmt.Sprintf("%s is %s, at %s", m.nameOf(r.Fn), r.Why, m.Where(r.Pos()))
	case r.Kind == spawn.Handler:
		return fmt.Sprintf("%s (%s)", r.Why, m.Where(r.Pos()))
	}
	return fmt.Sprintf("%s at %s", r.Why, m.Where(r.Pos()))
}

// isLocked tells whether some lock is held exclusively on the way, or perhaps is, that is not one of each call's own.
func (m *Model) isLocked(w *way) bool {
	return slices.ContainsFunc(w.held, func(h lockset.Held) bool { return (!h.Read || !h.Sure) && !m.ownLock(h, w) })
}

// isShared tells whether the goroutines that take the way w all come to the same object: it lies in a package variable, in the object
// whose method is the handler, or in a variable from around the function that they run.
func (m *Model) isShared(w *way) bool {
	for _, s := range w.place.Steps {
		if s.Kind == loc.Loaded || s.Kind == loc.Sliced {
			return false
		}
	}
	switch root := w.place.Root.(type) {
	case *ssa.Global, *ssa.FreeVar:
		return true
	case *ssa.Parameter:
		if fn := root.Parent(); w.root.Kind != spawn.Start && fn.Signature.Recv() != nil && root == fn.Params[0] {
			return w.root.Fn == fn || !within(w, fn)
		}
		return !within(w, root.Parent())
	case *ssa.Alloc:
		return !within(w, root.Parent())
	case ssa.Instruction: // found by the function that starts the goroutines, before it starts any
		return w.root.Kind == spawn.Start && root.Parent() == w.root.Instr.Parent() && !within(w, root.Parent()) && !ir.InLoop(root.Block())
	}
	return false
}

// within tells whether the goroutine on the way runs fn, be it that a literal of fn runs there: what fn makes is not shared with
// other goroutines then. The functions around the one that the goroutine begins with, and the one that hands it a function over, run
// elsewhere.
func within(w *way, fn *ssa.Function) bool {
	switch {
	case w.root.Fn == fn:
		return true
	case w.given != nil && w.given.Parent() == fn:
		return false
	}
	for f := w.root.Fn.Parent(); f != nil; f = f.Parent() {
		if f == fn {
			return false
		}
	}
	return slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool {
		for f := at.Parent(); f != nil; f = f.Parent() {
			if f == fn {
				return true
			}
		}
		return false
	})
}

// plainPair tells whether the plain write b can come between the read and the write of the update a that is reached by w.
func (m *Model) plainPair(a *Access, w *way, b *Access) (Evidence, bool) {
	if m.beforeStarts(w) || m.comesInTime(w) {
		return Evidence{}, false
	}
	for _, v := range m.waysTo(b) {
		if !isUsableBeside(w, v) || !isUsableBeside(v, w) || w.root == v.root && w.given == v.given || !w.key.Matches(v.key) || m.exclude(w, v) || m.beforeStarts(v) || m.comesInTime(v) || !m.oneObject(w, v, b) {
			continue
		}
		level, r, ok := m.together(w, v)
		if !ok || level != rule.Proven || m.apartPlain(a, b) {
			continue
		}
		what := "write"
		if b.Update {
			what = "update"
		}
		at, start := m.Where(b.Pos), m.Where(r.Pos())
		how := "beside"
		if v.root.Kind == spawn.Start {
			r, how = v.root, "on"
		}
		text := fmt.Sprintf("the %s at %s runs %s the goroutine started at %s", what, at, how, start)
		if b == a {
			text = fmt.Sprintf("it runs on the goroutines started at %s and %s", m.Where(w.root.Pos()), m.Where(v.root.Pos()))
			if w.root.Kind != spawn.Start || v.root.Kind != spawn.Start {
				text = fmt.Sprintf("it runs beside the goroutine started at %s too", start)
			}
			return Evidence{Level: level, Pos: v.root.Pos(), Text: text}, true
		}
		if r.Kind == spawn.Handler {
			text = fmt.Sprintf("the %s at %s can run at once: %s", what, at, m.whyRuns(r))
		}
		return Evidence{Level: level, Pos: b.Pos, Text: text, Access: b}, true
	}
	return Evidence{}, false
}

// oneObject tells whether two ways surely come to one and the same object, for some objects at least.
func (m *Model) oneObject(w, v *way, b *Access) bool {
	if isGlobal(w.place) && isGlobal(v.place) {
		return true
	}
	if w.place.Equal(v.place) {
		switch home := w.place.Root.Parent(); w.place.Root.(type) {
		case *ssa.Parameter: // of two calls: not surely one object
			if home == nil || !within(w, home) || !within(v, home) {
				return true
			}
		default:
			return home == nil || !within(w, home) || !within(v, home)
		}
	}
	if w.root.Kind == spawn.Start && v.root.Kind == spawn.Start || !b.Update {
		return false // two goroutines, of which nobody knows whether they belong together; an assignment may be that of an owner
	}
	for _, x := range []*way{w, v} {
		root := x.place.Root
		if x.root.Kind == spawn.Start && (!m.isWorker(x.root.Fn) || m.generates(x.root)) {
			return false // it may be over before the method is called
		}
		if x.root.Kind == spawn.Start && root.Parent() != nil && within(x, root.Parent()) || x.root.Kind != spawn.Start && root.Parent() != x.root.Fn {
			return false // an object that the goroutine finds by itself
		}
	}
	t, u := holderType(w.place.Root), holderType(v.place.Root)
	return t != nil && t == u && slices.EqualFunc(w.place.Steps, v.place.Steps, func(s, t loc.Step) bool { return s.Kind == t.Kind && s.Field == t.Field })
}

// holderType is the named type of the object that is a receiver, or was made here.
func holderType(root ssa.Value) *types.TypeName {
	switch v := root.(type) {
	case *ssa.Parameter:
		if fn := v.Parent(); fn.Signature.Recv() == nil || v != fn.Params[0] {
			return nil
		}
	case *ssa.Alloc:
	default:
		return nil
	}
	t := root.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj()
	}
	return nil
}

// ReadLock names a lock that is held where the access runs, but for reading only, and where it was taken; "" if there is none.
func (m *Model) ReadLock(a *Access) (name string, at token.Pos) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.waysTo(a) {
		for _, h := range w.held {
			if h.Read && h.Sure {
				return h.Key.Name, h.Pos
			}
		}
	}
	return "", token.NoPos
}
