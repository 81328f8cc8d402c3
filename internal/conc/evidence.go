package conc

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/rule"
)

// An Evidence says why code may run beside other code on the same counter.
type Evidence struct {
	Level  rule.Evidence
	Pos    token.Pos // of the start, the registration, the other access
	Text   string    // an English clause with file:line: "go statement in a loop at server.go:42"
	Other  *Op       // the write that may come in between; nil: the operation itself runs on several goroutines at once
	Access *Access   // the same where that is plain
}

// Concurrent returns what makes op run beside another write of its counter, the strongest evidence first. It is empty for an
// object that is not shared.
func (m *Model) Concurrent(op *Op) []Evidence {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.unshared(op); ok {
		return nil
	}
	var evs []Evidence
	told := map[Evidence]bool{}
	add := func(e Evidence) {
		if !told[e] {
			told[e] = true
			evs = append(evs, e)
		}
	}
	mine, handedOver := m.rootsOf(op), received(op.Place.Root)
	for _, r := range mine {
		switch {
		case r.Kind == spawn.Start && !handedOver && r.Many && !m.onePerObject(r, op):
			add(Evidence{rule.Proven, r.Pos(), fmt.Sprintf("%s at %s", r.Why, m.Where(r.Pos())), nil, nil})
		case r.Kind == spawn.Start && !handedOver && !r.Many && m.eachCallStarts(r, op):
			add(Evidence{rule.Betrayed, r.Pos(), fmt.Sprintf("each call of %s starts it, at %s", m.nameOf(r.Instr.Parent()), m.Where(r.Pos())), nil, nil})
		case r.Kind == spawn.Handler && r.Instr != nil:
			add(Evidence{rule.Proven, r.Pos(), fmt.Sprintf("it is %s, at %s", r.Why, m.Where(r.Pos())), nil, nil})
		case r.Kind == spawn.Handler:
			add(Evidence{rule.Declared, r.Pos(), fmt.Sprintf("%s (%s)", r.Why, m.Where(r.Pos())), nil, nil})
		}
	}
	if a, b, ok := m.startedTwice(mine, op); ok {
		add(Evidence{rule.Proven, b.Pos(), fmt.Sprintf("it runs on the goroutines started at %s and %s", m.Where(a.Pos()), m.Where(b.Pos())), nil, nil})
	}
	early := m.runsEarly(op)
	for _, w := range m.writers(op.Key) {
		if w.innermost().Instr == op.innermost().Instr || m.precedes(w, mine) || m.movedOn(op, w) {
			continue
		}
		for _, r := range m.rootsOf(w) {
			switch {
			case slices.Contains(mine, r):
			case r.Kind == spawn.Start:
				add(Evidence{rule.Proven, w.Pos(), m.beside(w, "on", r), w, nil})
			case len(mine) == 1 && mine[0].Kind == spawn.Start && !isUnseen(r):
				add(Evidence{rule.Proven, w.Pos(), m.beside(w, "beside", mine[0]), w, nil})
			}
		}
		if w.Decl != op.Decl && !early && !m.isUnseenAlone(w) && !m.apart(op, w) && !oneStart(mine, m.rootsOf(w)) {
			add(Evidence{rule.Betrayed, w.Pos(), fmt.Sprintf("%s at %s", w.Kind, m.Where(w.Pos())), w, nil})
		}
	}
	for _, r := range mine {
		if r.Kind == spawn.Outside && !handedOver && !forTests(r.Fn.Name()) && !handedBlindly(r) && !storedAlone(r, op) &&
			!early && !m.isInner(r.Fn) && !m.minds(op) && !isUnpacked(op.Place.Root) {
			name := m.nameOf(r.Fn)
			if r.Fn.Parent() == nil && m.prog.Decl(r.Fn) != op.Decl {
				name += " at " + m.Where(r.Fn.Pos())
			}
			add(Evidence{rule.Betrayed, r.Fn.Pos(), fmt.Sprintf("%s is %s and can run on several goroutines at once", name, r.Why), nil, nil})
		}
	}
	slices.SortStableFunc(evs, func(a, b Evidence) int { return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), 0) })
	return evs
}

// precedes tells whether the write stands in the functions that start the goroutines of mine, before they do.
func (m *Model) precedes(w *Op, mine []spawn.Root) bool {
	return len(mine) > 0 && !slices.ContainsFunc(mine, func(r spawn.Root) bool {
		return r.Kind != spawn.Start || w.Instr.Parent() != r.Instr.Parent() || m.walk(r.Instr, is(w.Instr), never)
	})
}

// isUnseen tells whether a function literal is stored or handed on: it runs where nobody sees, be it on the very goroutine that it might
// disturb.
func isUnseen(r spawn.Root) bool {
	return r.Kind == spawn.Outside && r.Fn.Parent() != nil
}

func (m *Model) isUnseenAlone(op *Op) bool {
	roots := m.rootsOf(op)
	return len(roots) > 0 && !slices.ContainsFunc(roots, func(r spawn.Root) bool { return !isUnseen(r) })
}

// forTests tells whether a function is there for tests and debugging, by its name: it does not run beside the rest.
func forTests(name string) bool {
	return strings.HasPrefix(name, "Debug") || strings.Contains(name, "ForTest")
}

// handedBlindly tells whether a function is only handed to code that is not seen, under a name that does not say that it is kept: a
// callback runs in place more often than not, and where its caller runs is known.
func handedBlindly(r spawn.Root) bool {
	to, ok := strings.CutPrefix(r.Why, "handed to ")
	if !ok {
		return false
	}
	for _, keeps := range []string{"Handle", "Register", "Subscribe", "Listen", "Hook", "Callback", "Notify", "Watch", "Schedule", "Every", "On", "Use", "Add", "Set", "With", "Publish"} {
		if strings.Contains(to, keeps) {
			return false
		}
	}
	return to != strings.ToUpper(to) // router.GET
}

// storedAlone tells whether a plain function is stored, such as the entry of a command: with no object of its own, all that it shares is
// package variables.
func storedAlone(r spawn.Root, op *Op) bool {
	_, global := op.Place.Root.(*ssa.Global)
	return strings.HasPrefix(r.Why, "stored") && r.Fn.Signature.Recv() == nil && len(r.Fn.FreeVars) == 0 && !global
}

// received tells whether an object came through a channel: whoever takes it from there has it for itself, as far as that goes.
func received(root ssa.Value) bool {
	if e, ok := root.(*ssa.Extract); ok {
		root = e.Tuple
	}
	switch v := root.(type) {
	case *ssa.Select:
		return true
	case *ssa.UnOp:
		return v.Op == token.ARROW
	}
	return false
}

// isUnpacked tells whether an object came out of the interface value root: whose it is, nobody knows.
func isUnpacked(root ssa.Value) bool { return root != nil && types.IsInterface(root.Type()) }

// oneStart tells whether two operations run on the goroutine of one and the same start alone.
func oneStart(a, b []spawn.Root) bool {
	return len(a) == 1 && slices.Equal(a, b) && a[0].Kind == spawn.Start && !a[0].Many
}

// eachCallStarts tells whether the start r begins a goroutine that soon ends, for an object that was there before, in a function that
// several goroutines may call.
func (m *Model) eachCallStarts(r spawn.Root, op *Op) bool {
	if m.onePerObject(r, op) || slices.ContainsFunc(r.Fn.Blocks, ir.InLoop) && !m.sharedByAll(r, op) {
		return false
	}
	return slices.ContainsFunc(m.roots(r.Instr.Parent()), func(up spawn.Root) bool {
		return up.Kind == spawn.Outside || up.Kind == spawn.Handler || up.Many
	})
}

// beside says that the write w runs on, or beside, the goroutine started at r.
func (m *Model) beside(w *Op, how string, r spawn.Root) string {
	at, start := m.Where(w.Pos()), m.Where(r.Pos())
	if at == start {
		return fmt.Sprintf("%s %s the goroutine started at %s", w.Kind, how, start)
	}
	return fmt.Sprintf("%s at %s, %s the goroutine started at %s", w.Kind, at, how, start)
}

// startedTwice returns two starts after which op runs on the same object.
func (m *Model) startedTwice(roots []spawn.Root, op *Op) (a, b spawn.Root, ok bool) {
	for i, a := range roots {
		for _, b := range roots[i+1:] {
			if a.Kind == spawn.Start && b.Kind == spawn.Start && a.Instr.Parent() == b.Instr.Parent() && m.sameObject(a, b, op) {
				return a, b, true
			}
		}
	}
	return a, b, false
}

// sameObject tells whether two starts in one function surely lead to the same counter: a variable, or a field of the one object of
// its type that is handed to both.
func (m *Model) sameObject(a, b spawn.Root, op *Op) bool {
	if op.Key.Var != nil && !op.Key.Var.IsField() {
		return true
	}
	if len(op.Place.Steps) == 0 || op.Place.Steps[0].Kind != loc.Field {
		return false
	}
	holders := func(r spawn.Root) (paths []loc.Path) {
		for _, v := range m.handed(r.Instr.(ssa.CallInstruction)) {
			t := v.Type()
			for p, ok := t.Underlying().(*types.Pointer); ok; p, ok = t.Underlying().(*types.Pointer) {
				t = p.Elem()
			}
			if types.Identical(t, op.Place.Steps[0].Owner) {
				paths = append(paths, m.loc.Of(v))
			}
		}
		return paths
	}
	x, y := holders(a), holders(b)
	return len(x) == 1 && len(y) == 1 && x[0].Equal(y[0])
}

func rank(l rule.Evidence) int {
	return slices.Index([]rule.Evidence{rule.Structural, rule.Proven, rule.Declared, rule.Betrayed}, l)
}

func (m *Model) nameOf(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return "the function literal at " + m.Where(fn.Pos())
	}
	name, _, _ := strings.Cut(fn.RelString(m.prog.Types), "$") // $bound, $thunk
	return name
}

// maxRelated bounds the other places that one finding shows.
const maxRelated = 4

// Related turns evidence about op into related information: one for a line, none for the line of op itself.
func (m *Model) Related(op *Op, evs []Evidence) []analysis.RelatedInformation {
	return m.RelatedTo(op.Pos(), evs)
}

// RelatedTo does the same for a finding at pos.
func (m *Model) RelatedTo(pos token.Pos, evs []Evidence) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	seen := map[string]bool{m.Where(pos): true}
	for _, ev := range evs {
		if at := m.Where(ev.Pos); ev.Pos.IsValid() && !seen[at] && len(rel) < maxRelated {
			seen[at] = true
			rel = append(rel, analysis.RelatedInformation{Pos: ev.Pos, Message: ev.Text})
		}
	}
	return rel
}
