package chains

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
)

// EngineOf returns an engine for the package of pass, and its SSA: the model itself where that shows any of its SSA, by an operation or a
// mutex; else one of its own, which is for packages with neither. It is nil for a package that cannot be built.
func EngineOf(pass *analysis.Pass, m *conc.Model, counts func(token.Pos) bool) (Engine, *ssa.Package) {
	for _, op := range m.Ops {
		return m, op.Fn.Package()
	}
	for _, mu := range m.Mutexes() {
		for _, s := range mu.Sections {
			return m, s.Fn.Package()
		}
	}
	if len(pass.TypeErrors) > 0 {
		return nil, nil
	}
	prog, err := ir.Build(pass.Fset, pass.Pkg, pass.Files, pass.TypesInfo, m.Rows())
	if err != nil {
		return nil, nil // the model says so
	}
	e := &engine{prog: prog, loc: loc.NewResolver(prog)}
	e.locks = lockset.New(prog, e.loc)
	e.locks.Prepare(counts)
	return e, prog.Pkg
}

// An engine knows places and locks, and no more.
type engine struct {
	prog  *ir.Program
	loc   *loc.Resolver
	locks *lockset.Locks
}

func (e *engine) PlaceOf(v ssa.Value) (loc.Path, loc.Key) {
	p := e.loc.Of(v)
	return p, e.loc.KeyOf(p)
}

func (e *engine) RunsArg(c *ssa.CallCommon) (ir.Run, *types.Func) { return e.prog.RunsArg(c) }

func (e *engine) HeldAt(instr ssa.Instruction) (held []conc.Held) {
	for _, h := range e.locks.HeldAt(instr) {
		held = append(held, conc.Held{Key: h.Key, Place: h.Place, Exclusive: !h.Read, Sure: h.Sure, Pos: h.Pos})
	}
	return held
}
