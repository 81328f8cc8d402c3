package plant

// The classes of locks: dropped, or taken for reading alone.

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

var unlocked = &Class{
	ID: "unlocked", Summary: "the lock dropped around one of several guarded updates of a number",
	Fitting: []string{"lostupdate", "racyread", "mixedatomic"}, Detected: true, find: func(f *finder) { f.unlocked(false) },
}

var unlockedMap = &Class{
	ID: "unlocked-map", Summary: "the lock dropped around a count in a map",
	Fitting: []string{"countermap"}, Detected: true, find: func(f *finder) { f.unlocked(true) },
}

var readLocked = &Class{
	ID: "read-locked", Summary: "RLock in the place of Lock around an update of a number",
	Fitting: []string{"lostupdate", "countermap"}, Detected: true, find: (*finder).readLocked,
}

// unlocked drops the lock of sections with an update, if the same number, or the same map, is used in another section of the lock.
func (f *finder) unlocked(mapped bool) {
	for _, s := range f.exclusive() {
		var updates []write
		for _, w := range f.writes(s) {
			if w.mapped == mapped && w.update && f.guardedElsewhere(s, w) {
				updates = append(updates, w)
			}
		}
		if len(updates) == 0 {
			continue
		}
		edits := f.drop(s.locking)
		for _, u := range s.unlocks {
			edits = append(edits, f.drop(u.stmt)...)
		}
		f.plantSection(s, edits, updates)
	}
}

// guardedElsewhere tells whether another section of the same lock writes the number too, or uses the map.
func (f *finder) guardedElsewhere(s *section, w write) bool {
	return slices.ContainsFunc(f.sections, func(o *section) bool {
		if o == s || o.mutex != s.mutex {
			return false
		}
		if !w.mapped {
			return !o.read && slices.ContainsFunc(f.writes(o), func(v write) bool { return v.holder == w.holder })
		}
		used := false
		for _, stmt := range o.body {
			ast.Inspect(stmt, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok && !used {
					used = f.varOf(e) == w.holder
				}
				return !used
			})
		}
		return used
	})
}

// readLocked turns Lock into RLock where a number is updated. A number that is merely set is left alone: no rule speaks of it.
func (f *finder) readLocked() {
	for _, s := range f.exclusive() {
		if !s.rw {
			continue
		}
		var updates []write
		for _, w := range f.writes(s) {
			if w.update {
				updates = append(updates, w)
			}
		}
		if len(updates) == 0 {
			continue
		}
		edits := []analysis.TextEdit{replace(s.lock.Fun.(*ast.SelectorExpr).Sel, "RLock")}
		for _, u := range s.unlocks {
			edits = append(edits, replace(u.call.Fun.(*ast.SelectorExpr).Sel, "RUnlock"))
		}
		f.plantSection(s, edits, updates)
	}
}

// plantSection hands in a mutant of a section: it may be reported at each of the updates.
func (f *finder) plantSection(s *section, edits []analysis.TextEdit, updates []write) {
	touched := []ast.Expr{s.lock.Fun.(*ast.SelectorExpr)} // for an embedded mutex, the type that embeds it
	if x := s.lock.Fun.(*ast.SelectorExpr).X; f.varOf(x) == s.mutex {
		touched[0] = x
	}
	var places []token.Pos
	for _, w := range updates {
		touched, places = append(touched, w.to), append(places, w.stmt.Pos(), w.to.Pos())
	}
	f.plant(updates[0].stmt, edits, touched, places...)
}

// exclusive lists the sections of Lock that stand alone, in functions that run beside others.
func (f *finder) exclusive() []*section {
	return slices.DeleteFunc(slices.Clone(f.sections), func(s *section) bool {
		return s.read || s.mutex == nil || initial(s.decl) || f.nested(s)
	})
}
