package splitreset

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// A plain number behind a mutex can be read and zeroed in two steps as well: in two sections of the mutex, written out or through
// methods such as Value and Reset that lock on their own.

// A step is what one section of a mutex, or a method that consists of it, does to a number.
type step struct {
	kind   kind
	key    loc.Key  // of the number
	holder loc.Path // the object that the number is a field of, or the package variable itself
	field  *types.Var
	fn     *ssa.Function
	at     ssa.Instruction // the access, or the call of the method
	pos    token.Pos
	inside *conc.Section // nil for a call
	value  ssa.Value     // read
	mutex  *conc.Mutex
}

type kind uint8

const (
	reads kind = iota
	zeros
	raises
)

// regions reports numbers that one section reads and a later one, in the same function, zeroes, while other functions add.
func regions(pass *report.Pass, m *conc.Model) {
	steps := sectionSteps(m)
	steps = append(steps, calledSteps(m, steps)...)
	for _, zero := range steps {
		if zero.kind != zeros || pass.Log.IsTest(zero.pos) {
			continue
		}
		i := slices.IndexFunc(steps, func(read step) bool { return read.kind == reads && splits(m, read, zero) })
		j := slices.IndexFunc(steps, func(add step) bool { return add.kind == raises && add.key.Matches(zero.key) && add.mutex == zero.mutex })
		if i < 0 || j < 0 || oneGoroutine(m, steps, zero) {
			continue
		}
		read, add := steps[i], steps[j]
		from, to := statement(pass, zero.pos)
		pass.Report(report.Finding{
			Pos: from, End: to, Evidence: rule.Betrayed,
			Category: "two-sections",
			Message: fmt.Sprintf("%s: what is added between the read%s and this reset is lost, for %s is given up in between (added at %s); read and reset in one section",
				zero.key.Name, where(m, read.pos, zero.pos), zero.mutex.Key.Name, m.Where(add.pos)),
			Related: []analysis.RelatedInformation{{Pos: read.pos, Message: "read here"}, {Pos: add.pos, Message: "added here"}},
		})
	}
}

// statement is the extent of the statement around pos.
func statement(pass *report.Pass, pos token.Pos) (from, to token.Pos) {
	path, _ := astutil.PathEnclosingInterval(astx.FileOf(pass.Pass, pos), pos, pos)
	for _, n := range path {
		if s, ok := n.(ast.Stmt); ok {
			return s.Pos(), s.End()
		}
	}
	return pos, pos
}

// oneGoroutine tells whether all that adds or zeroes runs on one goroutine.
func oneGoroutine(m *conc.Model, steps []step, zero step) bool {
	var fns []*ssa.Function
	for _, s := range steps {
		if s.kind != reads && s.key.Matches(zero.key) {
			fns = append(fns, s.fn)
		}
	}
	return m.RunTogether(fns)
}

// splits tells whether the two make a split reset: the same number of the same object, in two sections, one after the other, with
// no lock around both, and the value that was read is used.
func splits(m *conc.Model, read, zero step) bool {
	if read.fn != zero.fn || !read.key.Matches(zero.key) || read.mutex != zero.mutex || read.inside != nil && read.inside == zero.inside {
		return false
	}
	if !read.holder.Equal(zero.holder) || !conc.GoesOn(read.value) || read.pos > zero.pos || !m.Reaches(read.at, zero.at) {
		return false
	}
	if _, local := zero.holder.Root.(*ssa.Alloc); local {
		return false
	}
	around := m.HeldAt(zero.at)
	return !slices.ContainsFunc(m.HeldAt(read.at), func(h conc.Held) bool {
		return h.Exclusive && h.Key != zero.mutex.Key && slices.ContainsFunc(around, func(g conc.Held) bool { return g.Key == h.Key })
	})
}

// sectionSteps lists what sections do.
func sectionSteps(m *conc.Model) []step {
	var steps []step
	for _, mu := range m.Mutexes() {
		for _, section := range mu.Sections {
			for _, instr := range section.Body {
				s := step{fn: section.Fn, at: instr, inside: section, mutex: mu}
				switch i := instr.(type) {
				case *ssa.UnOp:
					if i.Op != token.MUL || !isNumber(i.Type()) || !s.on(m, i.X) {
						continue
					}
					s.kind, s.value, s.pos = reads, i, i.Pos()
				case *ssa.Store:
					if !isNumber(i.Val.Type()) || !s.on(m, i.Addr) {
						continue
					}
					switch sum, _ := i.Val.(*ssa.BinOp); {
					case isZero(i.Val):
						s.kind = zeros
					case sum != nil && sum.Op == token.ADD && (isRead(m, sum.X, i.Addr) || isRead(m, sum.Y, i.Addr)):
						s.kind = raises
					default:
						continue
					}
					s.pos = i.Pos()
				default:
					continue
				}
				if s.pos.IsValid() {
					steps = append(steps, s)
				}
			}
		}
	}
	return steps
}

// on notes what the address leads to: a field, or a package variable.
func (s *step) on(m *conc.Model, addr ssa.Value) bool {
	place, key := m.PlaceOf(addr)
	switch a := addr.(type) {
	case *ssa.Global:
		s.holder = place
	case *ssa.FieldAddr:
		n := len(place.Steps)
		if n == 0 || place.Steps[n-1].Kind != loc.Field {
			return false
		}
		s.holder, _ = m.PlaceOf(a.X)
		s.field = place.Steps[n-1].Field
	default:
		return false
	}
	s.key = key
	return key.Var != nil
}

func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// isRead tells whether v is read from the place of addr.
func isRead(m *conc.Model, v, addr ssa.Value) bool {
	u, ok := v.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	p, _ := m.PlaceOf(u.X)
	q, _ := m.PlaceOf(addr)
	return p.Equal(q)
}

func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && (c.Value.Kind() == constant.Int || c.Value.Kind() == constant.Float) && constant.Sign(c.Value) == 0
}

// calledSteps lists the calls of methods that consist of one section on a number of their receiver.
func calledSteps(m *conc.Model, inner []step) []step {
	perFn := map[*ssa.Function][]step{}
	for _, s := range inner {
		perFn[s.fn] = append(perFn[s.fn], s)
	}
	var steps []step
	for _, s := range inner {
		if len(perFn[s.fn]) != 1 || s.kind == raises || s.field == nil || len(s.fn.Params) == 0 || s.holder.Root != s.fn.Params[0] || len(s.holder.Steps) > 0 {
			continue
		}
		if s.kind == reads && !returned(s.fn, s.value) {
			continue
		}
		for _, call := range m.Callers(s.fn) {
			value, ok := call.(*ssa.Call)
			if !ok {
				continue
			}
			holder, _ := m.PlaceOf(call.Common().Args[0])
			steps = append(steps, step{
				kind: s.kind, key: s.key, holder: holder, field: s.field, fn: call.Parent(), at: call,
				pos: call.Pos(), value: value, mutex: s.mutex,
			})
		}
	}
	return steps
}

// returned tells whether fn returns v, be it through the variable that holds a result while deferred calls run.
func returned(fn *ssa.Function, v ssa.Value) bool {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && slices.ContainsFunc(ret.Results, func(r ssa.Value) bool { return r == v || heldIn(r, v) }) {
			return true
		}
	}
	return false
}

func heldIn(result, v ssa.Value) bool {
	u, ok := result.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		store, ok := ref.(*ssa.Store)
		return ok && store.Val == v && store.Addr == u.X
	})
}
