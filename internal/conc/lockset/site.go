package lockset

import (
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A site is one way to enter a function.
type site struct {
	instr ssa.Instruction // the call; nil: from outside, or on a goroutine of its own, with nothing held but what was handed over
	open  bool            // from outside: what all callers in the package hold is perhaps held by others too
	loose bool            // whether, and when, the call runs it is not known
	once  ssa.Value       // run by Do of this sync.Once

	fn      *ssa.Function
	closure *ssa.MakeClosure

	// The function is handed to a function of the package, which calls it at inner.
	inner   ssa.Instruction
	via     ir.Callee
	started bool // on a goroutine of its own, which holds nothing of what is held here

	// Found once, used in each round.
	local, within []relative
	ready         bool
	names         map[int32]int32 // of locks: the caller's, the function's

	// What is held at the site, as long as the entry of the caller is this one.
	caller *entry
	held   []hold
}

// sites lists the ways to enter fn.
func (ls *Locks) sites(fn *ssa.Function, counts Policy) []*site {
	var out []*site
	uses := ls.prog.Uses(fn)
	sure := false // some call is one of fn and nothing else
	for _, u := range uses {
		if counts != nil && u.Instr.Pos().IsValid() && !counts(u.Instr.Pos()) {
			continue
		}
		sure = sure || !u.Maybe
		out = append(out, ls.site(fn, u)...)
	}
	if obj := fn.Object(); !sure || obj != nil && obj.Exported() && fn.Synthetic == "" {
		out = append(out, &site{open: true})
	}
	return out
}

func (ls *Locks) site(fn *ssa.Function, u ir.Use) []*site {
	s := site{instr: u.Instr, fn: fn}
	call, _ := u.Instr.(ssa.CallInstruction)
	if call != nil {
		if c := ls.prog.Callee(call.Common()); c.Fn == fn {
			s.closure = c.Closure
		}
	}
	switch u.Kind {
	case ir.Called, ir.Deferred:
		return []*site{&s}
	case ir.Started:
		return []*site{{fn: fn}}
	case ir.Passed:
		return ls.passed(s, call, u.Arg)
	}
	return []*site{{open: true}}
}

// passed lists the ways in which a call runs the function that is its argument i.
func (ls *Locks) passed(s site, call ssa.CallInstruction, i int) []*site {
	c := call.Common()
	callee := ls.prog.Callee(c)
	known := ls.prog.Follows(callee, c)
	if _, s.started = call.(*ssa.Go); s.started && (!known || i >= len(callee.Fn.Params)) {
		return []*site{{fn: s.fn}}
	}
	s.closure = ls.prog.Func(c.Args[i]).Closure
	if !known {
		run, _ := ls.prog.RunsArg(c)
		switch run {
		case ir.Elsewhere, ir.Handler:
			return []*site{{fn: s.fn}}
		case ir.OnceInPlace:
			s.once = IsOnceDo(c)
		case ir.SomehowRun:
			if ir.Contract(s.fn) != "" {
				return []*site{{fn: s.fn}}
			}
			s.loose = true
		}
		return []*site{&s}
	}
	if i >= len(callee.Fn.Params) {
		return []*site{{open: true}}
	}
	var out []*site
	for _, u := range ls.prog.ValueUses(callee.Fn.Params[i]) {
		switch t := s; u.Kind {
		case ir.Called, ir.Deferred:
			t.inner, t.via = u.Instr, callee
			out = append(out, &t)
		case ir.Started:
			out = append(out, &site{fn: s.fn})
		case ir.Passed:
			if run, _ := ls.prog.RunsArg(u.Instr.(ssa.CallInstruction).Common()); run == ir.Elsewhere || run == ir.Handler || run == ir.SomehowRun && ir.Contract(s.fn) != "" {
				out = append(out, &site{fn: s.fn})
				continue
			}
			if t.started {
				out = append(out, &site{fn: s.fn})
				continue
			}
			t.loose = true
			out = append(out, &t)
		default:
			out = append(out, &site{open: true})
		}
	}
	return out
}

// intoCallee renames a place of the caller for the function that is entered: by the longest argument that leads to it.
func (ls *Locks) intoCallee(p loc.Path, s *site) loc.Path {
	if _, ok := p.Root.(*ssa.Global); ok {
		return p
	}
	best, longest := p, -1
	try := func(arg, param ssa.Value) {
		a := ls.loc.Of(arg)
		if rest, ok := p.After(a); ok && len(a.Steps) > longest {
			best, longest = loc.Path{Root: param, Steps: rest}, len(a.Steps)
		}
	}
	if call, ok := s.instr.(ssa.CallInstruction); ok && ls.prog.Reaches(call.Common(), s.fn) {
		for _, par := range s.fn.Params {
			if arg := loc.Argument(s.fn, par, call.Common()); arg != nil {
				try(arg, par)
			}
		}
	}
	if s.closure != nil && s.fn.Synthetic != "" {
		for i, b := range s.closure.Bindings {
			if fv := s.fn.FreeVars; i < len(fv) && ls.loc.Of(fv[i]).Root == fv[i] {
				try(b, fv[i])
			}
		}
	}
	return best
}
