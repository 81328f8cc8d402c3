package loadstore

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "loadstore", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q3", "Q11", "Q56"},
	Categories: []rule.Category{
		{ID: "update", Summary: "a number is loaded, changed and stored"},
		{ID: "extremum", Summary: "a maximum or minimum is compared and stored without CompareAndSwap"},
		{ID: "copy-on-write", Summary: "a pointer or value is loaded, copied, changed and stored without CompareAndSwap"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, store := range m.Ops {
		if store.Kind != conc.Store || store.Test || store.New.Value == nil {
			continue
		}
		load, category := source(m, store)
		if load == nil {
			continue
		}
		evidence := m.Interleaving(load, store)
		if len(evidence) == 0 || evidence[0].Other == nil && isRing(m, load) || evidence[0].Level == rule.Betrayed && fills(m, load, store) {
			continue
		}
		pass.Report(report.Finding{
			Pos: store.Pos(), End: store.End(), Category: category, Evidence: evidence[0].Level,
			Message: message(m, category, load, store, evidence[0]),
			Related: m.Related(store, append([]conc.Evidence{{Level: rule.Structural, Pos: load.Pos(), Text: "loaded here"}}, evidence...)),
			Fix:     fix(pass, m, category, load, store), Alternative: alternative(pass, m, category, store),
		})
	}
	return nil
}

// source returns the Load on which the stored value stands, if others can write in between, and what kind of update the two make.
func source(m *conc.Model, store *conc.Op) (load *conc.Op, category string) {
	for _, load := range m.Loads(store) {
		category := judge(m, load, store)
		if category == "" || m.Retry(load) != nil { // the loop tries again: whatever the Store does, it does not end an update
			continue
		}
		if _, quiet := m.Quiet(load, store); quiet {
			return nil, "" // an earlier Load was only a first look: the double-checked lock
		}
		return load, category
	}
	return outside(m, store)
}

// outside finds the Load in a function around the literal that stores what it captured.
func outside(m *conc.Model, store *conc.Op) (*conc.Op, string) {
	if store.Fn.Parent() == nil {
		return nil, ""
	}
	for _, load := range m.Ops {
		if load.Kind != conc.Load || !encloses(load.Fn, store.Fn) || !m.DerivesFrom(store.New.Value, load) || !m.SamePlace(load, store) {
			continue
		}
		category := judge(m, load, store)
		if _, quiet := m.Quiet(load, store); category != "" && !quiet && !commonLock(m, load, store) {
			return load, category
		}
	}
	return nil, ""
}

func encloses(outer, fn *ssa.Function) bool {
	for fn = fn.Parent(); fn != nil; fn = fn.Parent() {
		if fn == outer {
			return true
		}
	}
	return false
}

// commonLock tells whether one lock is held exclusively at both operations; whether it was given up between two functions, nobody
// can tell.
func commonLock(m *conc.Model, a, b *conc.Op) bool {
	atB := m.HeldAt(b.Instr)
	return slices.ContainsFunc(m.HeldAt(a.Instr), func(x conc.Held) bool {
		return x.Exclusive && slices.ContainsFunc(atB, func(y conc.Held) bool { return y.Exclusive && y.Key == x.Key })
	})
}

// judge says what kind of update the pair makes, or "".
func judge(m *conc.Model, load, store *conc.Op) string {
	v := bare(store.New.Value)
	if m.Same(v, load.Result) && load.Exact {
		return "" // the value is given back unchanged: save and restore, or a read for others
	}
	basic, plain := store.Elem.Underlying().(*types.Basic)
	plain = plain && basic.Kind() != types.UnsafePointer // a number or a flag
	switch derived := m.MadeFrom(store.New.Value, load, store); {
	case plain && (derived || within(load.Call, store.New.Expr)): // a flag may hang on the loaded one by a jump: v.Store(v.Load() || x)
		return "update"
	case derived && !holdsInterface(store.Elem):
		return "copy-on-write"
	}
	for _, g := range m.GuardedBy(store.Instr, load) {
		if m.IsExtremum(g, v, load) {
			return "extremum"
		}
	}
	return ""
}

// holdsInterface tells whether the atomic points to an interface value: what is stored there stands around the loaded one or was
// inside of it, a decorator that set-up code puts on or takes off, not a changed copy.
func holdsInterface(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && types.IsInterface(p.Elem()) && !isTypeParam(p.Elem())
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isRing tells whether the update moves one end of a ring on: the loaded value is compared with the other end, another atomic of the
// object, and is the index of an element that is read or written plainly. Each end has one goroutine.
func isRing(m *conc.Model, load *conc.Op) bool {
	compared, indexed := false, false
	for _, b := range load.Fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.IndexAddr:
				indexed = indexed || m.DerivesFrom(instr.Index, load)
			case *ssa.If:
				compared = compared || m.DerivesFrom(instr.Cond, load) && slices.ContainsFunc(m.Ops, func(other *conc.Op) bool {
					return other.Kind == conc.Load && other.Fn == load.Fn && other.Key != load.Key && m.DerivesFrom(instr.Cond, other)
				})
			}
		}
	}
	return compared && indexed
}

// fills tells whether the Store publishes how far a buffer of the same object is filled: elements behind the loaded end are written
// first, plainly and with no lock. Whoever else did so at the same time would write the same elements; callers know that.
func fills(m *conc.Model, load, store *conc.Op) bool {
	for _, b := range load.Fn.Blocks {
		for _, instr := range b.Instrs {
			put, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			element, ok := put.Addr.(*ssa.IndexAddr)
			if !ok || !m.DerivesFrom(element.Index, load) || !m.Reaches(put, store.Instr) || len(m.HeldAt(put)) > 0 {
				continue
			}
			if place, _ := m.PlaceOf(element); place.Root == store.Place.Root {
				return true
			}
		}
	}
	return false
}

// within tells whether the call is part of the expression, and no literal lies between.
func within(call *ast.CallExpr, e ast.Expr) bool {
	if e == nil {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, literal := n.(*ast.FuncLit)
		found = found || n == call
		return !found && !literal
	})
	return found
}

// bare strips conversions, which change no identity of a value.
func bare(v ssa.Value) ssa.Value {
	for {
		switch c := v.(type) {
		case *ssa.Convert:
			v = c.X
		case *ssa.ChangeType:
			v = c.X
		default:
			return v
		}
	}
}

func message(m *conc.Model, category string, load, store *conc.Op, ev conc.Evidence) string {
	this, after, remedy := "Store", "the Load", "use a loop of Load and CompareAndSwap"
	if store.Form == conc.Expvar {
		this, after, remedy = "Set", "the Value", "use one lock for all writers"
	}
	switch {
	case category == "extremum":
		after = "the comparison"
	case category == "copy-on-write":
		remedy += ", or one lock for all writers"
	case isSum(m, load, store):
		remedy = "use Add"
	}
	if at := m.Where(load.Pos()); at != m.Where(store.Pos()) {
		after += " at " + at
	}
	return fmt.Sprintf("%s: this %s overwrites what other goroutines write after %s (%s); %s", store.Name(), this, after, ev.Text, remedy)
}

// isSum tells whether an Add would do: the loaded value plus or minus something that does not depend on it, whatever it is.
func isSum(m *conc.Model, load, store *conc.Op) bool {
	sum, ok := bare(store.New.Value).(*ssa.BinOp)
	if !ok || sum.Op != token.ADD && sum.Op != token.SUB || conditional(m, store) {
		return false
	}
	x, y := bare(sum.X), sum.Y
	if sum.Op == token.ADD && bare(y) == load.Result {
		x, y = load.Result, sum.X
	}
	return x == load.Result && !m.DerivesFrom(y, load)
}

// conditional tells whether the Store depends on a look at the counter: what is stored must then be decided and written in one.
func conditional(m *conc.Model, store *conc.Op) bool {
	return slices.ContainsFunc(m.Loads(store), func(load *conc.Op) bool { return len(m.GuardedBy(store.Instr, load)) > 0 })
}
