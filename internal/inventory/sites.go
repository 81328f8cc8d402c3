package inventory

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/report"
)

// sites answers on which goroutines calls run, and under which locks.
type sites struct {
	g        *gatherer
	instrs   map[*ast.CallExpr]ssa.CallInstruction
	contexts *spawn.Contexts
}

// forReading stands behind a lock that is shared with other readers.
const forReading = " (for reading)"

func newSites(g *gatherer) *sites { return &sites{g: g} }

// instr returns the call in SSA; nil if that has none.
func (s *sites) instr(call *ast.CallExpr) ssa.CallInstruction {
	s.prepare()
	return s.instrs[call]
}

// at says of a call which goroutines get there, "" if that is not known, and which locks are surely held there.
func (s *sites) at(n ast.Node) (context string, locks []string) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", nil
	}
	var clauses []string
	if len(s.g.metrics.Files()) > 0 {
		if r := s.g.metrics.RunsAt(call); r&(metricmodel.Request|metricmodel.Scrape|metricmodel.Periodic) != 0 {
			clauses = append(clauses, r.String())
		}
	}
	s.prepare()
	instr := s.instrs[call]
	if instr == nil {
		return strings.Join(clauses, "; "), nil
	}
	return s.atInstr(instr, clauses)
}

// atInstr does the same for an instruction.
func (s *sites) atInstr(instr ssa.Instruction, clauses []string) (context string, locks []string) {
	s.prepare()
	for _, r := range s.contexts.Roots(instr.Parent()) {
		if c := s.root(r); !slices.Contains(clauses, c) {
			clauses = append(clauses, c)
		}
	}
	const most = 3
	if n := len(clauses); n > most {
		clauses = append(clauses[:most], fmt.Sprintf("%d more", n-most))
	}
	if s.g.conc.SSA() != nil {
		for _, h := range s.g.conc.HeldAt(instr) {
			if name := h.Key.Name; h.Sure && !slices.Contains(locks, name) {
				if !h.Exclusive {
					name += forReading
				}
				locks = append(locks, name)
			}
		}
	}
	return strings.Join(clauses, "; "), locks
}

// root says in a clause where a goroutine begins, and how many there are of it.
func (s *sites) root(r spawn.Root) string {
	p := s.g.pass.Fset.Position(r.Pos())
	at := fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
	switch {
	case r.Kind == spawn.Main && r.Why == spawn.Test:
		return "a test"
	case r.Kind == spawn.Main:
		return "one: " + r.Fn.Name()
	case r.Kind == spawn.Start:
		if r.Many {
			return fmt.Sprintf("many: %s (%s)", r.Why, at)
		}
		return fmt.Sprintf("one for each run of the %s (%s)", r.Why, at)
	case r.Kind == spawn.Handler:
		return fmt.Sprintf("many: %s (%s)", r.Why, at)
	}
	return fmt.Sprintf("callers of %s (%s)", r.Fn.Name(), at)
}

// prepare indexes the calls of the package, once somebody asks.
func (s *sites) prepare() {
	if s.instrs != nil {
		return
	}
	s.instrs = map[*ast.CallExpr]ssa.CallInstruction{}
	prog, err := ir.For(s.g.pass)
	if err != nil {
		s.contexts = &spawn.Contexts{}
		return // the builder gave up on the package: nothing is known of its goroutines
	}
	s.contexts = spawn.New(prog, report.For(s.g.pass).Evidence)
	for _, fn := range prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if ci, ok := instr.(ssa.CallInstruction); ok {
					if call := prog.Call(ci); call != nil {
						s.instrs[call] = ci
					}
				}
			}
		}
	}
}
