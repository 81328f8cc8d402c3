package conc

import (
	"regexp"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// exclusive matches a sentence of a doc comment that leaves it to callers to keep others out.
var exclusive = regexp.MustCompile(`(?i)no other goroutine|not (be )?(called |used )?(safe for |from )?(concurrent|multiple goroutines|several goroutines)|not (goroutine|thread)[- ]?safe|single[- ]threaded|(lock|mutex|mu) (must|should|is|has to) (already )?(be )?held|call[a-z]*\b[^.]* (with|under|holding|holds?) (the |its |[a-z.]*)(lock|mutex|mu)\b`)

// timely matches a sentence of a doc comment that says when, in the life of the object, the function may be called: before something,
// or when something is over. What must be called once the object works comes in time for nothing.
var timely = regexp.MustCompile(`(?i)\b(must|should|may|can|only|not|never)( only| not| never)?( be)? (called|used|read|valid|safe to (call|use|read|be called))\b[^.]*\b((before|until)\b|(after|once)\b[^.]*\b(clos|stop|wait|shut|flush|done|finish|complet|return|end|drain|exhaust|eof))`)

// named matches the name of a function that leaves the lock to its callers.
var named = regexp.MustCompile(`(Locked|NoLock|NoMutex|Unlocked|WithoutLock|Lockless|LockHeld|[uU]nsafe)$|^unsafe[A-Z]|^(unlocked|lockless|nolock)[A-Z]`)

// wantsOwner tells whether a function on the way says in its name or comment that its callers keep others out: by a lock that they hold, or
// because they alone have the object.
func (m *Model) wantsOwner(w *way) bool {
	for _, at := range w.steps {
		if m.documented(at.Parent()) {
			return true
		}
	}
	return false
}

// comesInTime tells whether the way begins with a function that says in its comment when it may be called: callers see to it that the
// goroutine in question has ended by then, or has not begun.
func (m *Model) comesInTime(w *way) bool {
	if w.root.Kind != spawn.Outside {
		return false
	}
	decl := m.prog.Decl(w.root.Fn)
	return decl != nil && decl.Doc != nil && timely.MatchString(decl.Doc.Text())
}

func (m *Model) documented(fn *ssa.Function) bool {
	says, ok := m.says[fn]
	if !ok {
		decl := m.prog.Decl(fn)
		says = decl != nil && (named.MatchString(decl.Name.Name) || decl.Doc != nil && exclusive.MatchString(decl.Doc.Text()))
		m.says[fn] = says
	}
	return says
}

// Names of functions that make things ready before others come: makers are functions, readiers methods too.
var (
	makers   = regexp.MustCompile(`^(?i:new|open|init|setup|validate|configure)([A-Z_]\w*)?$`)
	readiers = regexp.MustCompile(`^(load|replay|restore|recover|validate)[A-Z]\w*$|^validate$`)
)

// isEarly tells whether fn, or the function around it, is there to make things ready, judging by its name: what is betrayed by nothing
// but another access is no evidence there.
func (m *Model) isEarly(fn *ssa.Function) bool {
	decl := m.prog.Decl(fn)
	return decl != nil && (readiers.MatchString(decl.Name.Name) || decl.Recv == nil && makers.MatchString(decl.Name.Name))
}

// runsEarly asks the same of an operation, and of the helper that performs it.
func (m *Model) runsEarly(op *Op) bool { return m.isEarly(op.Fn) || m.isEarly(op.innermost().Fn) }
