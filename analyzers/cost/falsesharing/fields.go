package falsesharing

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// A slot is an atomic in a struct, with those that write it.
type slot struct {
	owner  string // the struct
	path   string // the names from there
	field  *types.Var
	offset int64
	ops    []*conc.Op
	crews  []crew
}

// fields reports the second of two atomics of one struct that lie in one cache line and have other writers.
func (c *checker) fields() {
	byPlace := map[string]*slot{}
	var all []*slot
	for _, op := range c.m.Ops {
		if !op.Kind.Writes() || op.Test {
			continue
		}
		if _, quiet := c.m.Unshared(op); quiet {
			continue
		}
		s, ok := c.slotOf(op.Place)
		if !ok {
			continue
		}
		if known := byPlace[s.owner+s.path]; known != nil {
			s = known
		} else {
			byPlace[s.owner+s.path] = s
			all = append(all, s)
		}
		s.ops = append(s.ops, op)
		s.crews = append(s.crews, c.crewOf(op))
	}
	slices.SortStableFunc(all, func(a, b *slot) int { return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.offset, b.offset)) })
	for i, b := range all {
		for _, a := range all[:i] {
			if a.owner == b.owner && a.offset/line == b.offset/line && a.field != b.field && c.contend(a, b) {
				c.reportFields(a, b)
				break
			}
		}
	}
}

// slotOf returns the slot of a place: the chain of value fields that it ends in.
func (c *checker) slotOf(p loc.Path) (*slot, bool) {
	first := len(p.Steps)
	for first > 0 && p.Steps[first-1].Kind == loc.Field {
		first--
	}
	if first == len(p.Steps) {
		return nil, false
	}
	s := &slot{field: p.Steps[first].Field}
	t := p.Steps[first].Owner
	s.owner = types.TypeString(t, nil)
	for i, step := range p.Steps[first:] {
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil, false
		}
		at, f, ok := c.layout.offset(st, step.Field)
		if !ok {
			return nil, false
		}
		s.offset += at
		s.path += "." + step.Field.Name()
		if i == 0 && step.Field.Embedded() {
			s.field = step.Field
		}
		t = f.Type()
	}
	return s, true
}

// contend tells whether two slots are written by other goroutines each, all of them known, and both more than now and then.
func (c *checker) contend(a, b *slot) bool {
	for _, x := range a.crews {
		for _, y := range b.crews {
			if !c.apart(x, y) {
				return false
			}
		}
	}
	return c.busy(a) && c.busy(b)
}

func (c *checker) busy(s *slot) bool {
	for i, op := range s.ops {
		if s.crews[i].web || c.hot(op.Instr, 0) {
			return true
		}
	}
	return false
}

// isTight tells whether a slot is written in a loop that does little else.
func (c *checker) isTight(s *slot) bool {
	return slices.ContainsFunc(s.ops, func(op *conc.Op) bool { return c.tight(op.Instr, 0) })
}

func (c *checker) reportFields(a, b *slot) {
	where := func(s *slot) string { return c.m.Where(s.ops[0].Pos()) }
	c.report(b.field, report.Finding{
		Category: "fields",
		Evidence: rule.Proven,
		Deep:     !c.isTight(a) || !c.isTight(b), // what a line costs does not show beside the rest of such loops, more often than not
		Message: fmt.Sprintf("%s and %s lie in one cache line, and other goroutines write each (%s, %s): every write takes the line from the other one; put a pad of %d bytes between them",
			b.path[1:], a.path[1:], where(b), where(a), line),
		Related: []analysis.RelatedInformation{
			{Pos: a.ops[0].Pos(), Message: a.path[1:] + " is written here"},
			{Pos: b.ops[0].Pos(), Message: b.path[1:] + " is written here"},
		},
	})
}
