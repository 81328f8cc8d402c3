// Package spawn finds on which goroutines a function can run.
//
// It walks backwards from a function over calls, literals and starts to the roots of goroutines: main and init, go statements
// and known runners, handlers, and code outside the package. Calls through interfaces are followed as far as the package tells what
// the interface holds. What is not seen: calls through function values that are stored; a function whose value is stored counts as called
// from outside, unless it is a handler by its signature, or by the field that keeps it.
package spawn

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// A Kind is a sort of goroutine root.
type Kind uint8

const (
	Main    Kind = iota // main.main, init functions and initialisers of package variables
	Start               // a go statement, or a call that runs a function on another goroutine
	Handler             // registered, or declared by its name and signature, to run on many goroutines
	Outside             // code that is not seen: callers of exported functions, holders of stored functions
)

// Test is the Why of a root that is a test function: Main, for they run one after the other, but not before everything else.
const Test = "test"

// Unseen is the Why of a root that nothing in the package calls.
const Unseen = "called by code that is not seen"

// A Root is one place where a goroutine that can reach the function begins. Roots compare with ==.
type Root struct {
	Kind  Kind
	Instr ssa.Instruction // Start: the go statement or call; Handler: the registration, or nil
	Fn    *ssa.Function   // what runs there first
	Many  bool            // Start: inside a loop
	Why   string          // English: "go statement in a loop", "exported", "stored"
}

// Pos is where the root stands in the source.
func (r Root) Pos() token.Pos {
	if r.Instr != nil && r.Instr.Pos().IsValid() {
		return r.Instr.Pos()
	}
	return r.Fn.Pos()
}

// Contexts answers on which goroutines functions run. It is not safe for concurrent use.
type Contexts struct {
	prog  *ir.Program
	roots map[*ssa.Function][]Root
	own   map[*ssa.Function][]Root
}

// New computes the roots of all functions; call sites at positions that do not count are left out.
func New(prog *ir.Program, counts func(token.Pos) bool) *Contexts {
	c := &Contexts{prog: prog, roots: map[*ssa.Function][]Root{}, own: map[*ssa.Function][]Root{}}
	from := map[*ssa.Function][]*ssa.Function{} // callers whose goroutines reach the function
	for _, fn := range prog.Funcs {
		own, callers := c.entries(fn, counts)
		c.roots[fn], c.own[fn], from[fn] = slices.Clone(own), own, callers
	}
	for changed := true; changed; {
		changed = false
		for _, fn := range prog.Funcs {
			for _, caller := range from[fn] {
				for _, r := range c.roots[caller] {
					if !slices.Contains(c.roots[fn], r) && len(c.roots[fn]) < maxRoots {
						c.roots[fn] = append(c.roots[fn], r)
						changed = true
					}
				}
			}
		}
	}
	for _, rs := range c.roots {
		slices.SortStableFunc(rs, func(a, b Root) int { return cmp.Or(prog.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Kind, b.Kind)) })
	}
	return c
}

// maxRoots bounds the roots that are told apart for one function.
const maxRoots = 40

// Roots lists where the goroutines begin that can reach fn, in source order.
func (c *Contexts) Roots(fn *ssa.Function) []Root { return c.roots[fn] }

// Own lists the roots at which fn is the first function.
func (c *Contexts) Own(fn *ssa.Function) []Root { return c.own[fn] }

// entries lists the roots at which fn is the first function, and the functions that call it in place.
func (c *Contexts) entries(fn *ssa.Function, counts func(token.Pos) bool) (own []Root, callers []*ssa.Function) {
	add := func(r Root) {
		if !slices.Contains(own, r) {
			own = append(own, r)
		}
	}
	if isTest(fn) { // tests run one after the other
		add(Root{Kind: Main, Fn: fn, Why: Test})
		return own, nil
	}
	if fn == c.prog.Pkg.Func("init") || fn.Parent() == nil && fn.Object() != nil && fn.Signature.Recv() == nil && isMain(fn) {
		add(Root{Kind: Main, Fn: fn, Why: "main or init"})
	}
	seen := false
	for _, u := range c.prog.Uses(fn) {
		if pos := u.Instr.Pos(); pos.IsValid() && !counts(pos) {
			continue
		}
		seen = seen || !u.Maybe
		parent := u.Instr.Parent()
		switch {
		case u.Kind == ir.Called || u.Kind == ir.Deferred:
			callers = append(callers, parent)
		case u.Kind == ir.Started:
			add(start(u.Instr, fn))
		case u.Kind == ir.Passed:
			r, inPlace := c.passed(u.Instr.(ssa.CallInstruction), u.Arg, fn)
			callers = append(callers, inPlace...)
			for _, r := range r {
				add(r)
			}
		case c.contract(fn, u.Instr) != "":
			add(Root{Kind: Handler, Fn: fn, Why: c.contract(fn, u.Instr)})
		case u.Kind == ir.Returned:
			add(Root{Kind: Outside, Fn: fn, Why: "returned to a caller"})
		default:
			add(Root{Kind: Outside, Fn: fn, Why: "stored as a function value"})
		}
	}
	switch obj := fn.Object(); {
	case fn.Synthetic != "" || fn.Parent() != nil || obj == nil || isMain(fn):
	case c.declared(fn) != "":
		add(Root{Kind: Handler, Fn: fn, Why: c.declared(fn)})
	case !seen && obj.Exported() && isHandler(fn.Signature):
		add(Root{Kind: Handler, Fn: fn, Why: fn.Name() + " is an HTTP handler, by its signature, and runs on one goroutine per request"})
	case obj.Exported() && (fn.Pkg.Pkg.Name() != "main" || fn.Signature.Recv() != nil) && !c.isOwnLoop(fn, counts):
		add(Root{Kind: Outside, Fn: fn, Why: "exported"})
	case !seen:
		add(Root{Kind: Outside, Fn: fn, Why: Unseen})
	}
	return own, callers
}

func isMain(fn *ssa.Function) bool {
	if fn.Signature.Recv() != nil || fn.Pkg == nil || fn.Object() == nil {
		return false
	}
	name := fn.Object().Name()
	return name == "init" || name == "main" && fn.Pkg.Pkg.Name() == "main"
}

// isTest tells whether fn is a test, a benchmark or a fuzz test.
func isTest(fn *ssa.Function) bool {
	if fn.Object() == nil || fn.Signature.Recv() != nil || fn.Signature.Params().Len() != 1 {
		return false
	}
	switch types.TypeString(fn.Signature.Params().At(0).Type(), nil) {
	case "*testing.T", "*testing.B", "*testing.F", "*testing.M":
		return strings.HasPrefix(fn.Name(), "Test") || strings.HasPrefix(fn.Name(), "Benchmark") || strings.HasPrefix(fn.Name(), "Fuzz")
	}
	return false
}

// isHandler tells whether a function can be an http.HandlerFunc.
func isHandler(sig *types.Signature) bool {
	return sig.Params().Len() == 2 && sig.Results().Len() == 0 &&
		types.TypeString(sig.Params().At(0).Type(), nil) == "net/http.ResponseWriter" &&
		types.TypeString(sig.Params().At(1).Type(), nil) == "*net/http.Request"
}

func start(instr ssa.Instruction, fn *ssa.Function) Root {
	r := Root{Kind: Start, Instr: instr, Fn: fn, Why: "go statement"}
	if call, ok := instr.(*ssa.Call); ok {
		r.Why = "call of " + name(&call.Call)
	}
	if ir.InLoop(instr.Block()) && !oneAtATime(instr) {
		r.Many = true
		r.Why += " in a loop"
	}
	return r
}

// oneAtATime tells whether a start belongs to an errgroup that was limited to one goroutine in the same function.
func oneAtATime(start ssa.Instruction) bool {
	for _, b := range start.Parent().Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.StaticCallee() == nil || call.Call.StaticCallee().Name() != "SetLimit" || call.Call.StaticCallee().String() != "(*golang.org/x/sync/errgroup.Group).SetLimit" {
				continue
			}
			if n, ok := call.Call.Args[1].(*ssa.Const); ok && n.Int64() == 1 {
				return true
			}
		}
	}
	return false
}

func name(c *ssa.CallCommon) string {
	if fn := c.StaticCallee(); fn != nil && fn.Object() != nil {
		return fn.Object().Name()
	}
	return "a function"
}

// passed tells how a call runs the function fn that is its argument i: at roots of its own, or in place.
func (c *Contexts) passed(call ssa.CallInstruction, i int, fn *ssa.Function) (roots []Root, inPlace []*ssa.Function) {
	com := call.Common()
	callee := c.prog.Callee(com)
	known := c.prog.Follows(callee, com)
	if _, ok := call.(*ssa.Go); ok {
		if known && i < len(callee.Fn.Params) && c.callsInPlace(callee.Fn, i) {
			return nil, []*ssa.Function{callee.Fn} // what it holds meanwhile may matter
		}
		return []Root{start(call, fn)}, nil
	}
	if !known {
		run, by := c.prog.RunsArg(com)
		switch run {
		case ir.InPlace, ir.OnceInPlace:
			return nil, []*ssa.Function{call.Parent()}
		case ir.Elsewhere:
			return []Root{start(call, fn)}, nil
		case ir.Handler:
			return []Root{{Kind: Handler, Instr: call, Fn: fn, Why: "handed to " + by.Name() + ", which runs it on many goroutines"}}, nil
		}
		if why := ir.Contract(fn); why != "" {
			return []Root{{Kind: Handler, Fn: fn, Why: why}}, nil
		}
		why := "handed to code that is not seen"
		if by != nil {
			why = "handed to " + by.Name()
		}
		return []Root{{Kind: Outside, Fn: fn, Why: why}}, []*ssa.Function{call.Parent()}
	}
	if i >= len(callee.Fn.Params) {
		return []Root{{Kind: Outside, Fn: fn, Why: "handed to " + callee.Fn.Name()}}, nil
	}
	for _, u := range c.prog.ValueUses(callee.Fn.Params[i]) {
		runsIn := call.Parent()
		if u.Instr.Parent() != callee.Fn { // inside a literal of the callee: it runs where that literal runs
			runsIn = u.Instr.Parent()
		}
		kept := c.contract(fn, u.Instr)
		switch u.Kind {
		case ir.Called, ir.Deferred:
			inPlace = append(inPlace, runsIn)
		case ir.Started:
			r := start(u.Instr, fn)
			r.Many = r.Many || ir.InLoop(call.Block())
			roots = append(roots, r)
		case ir.Passed:
			switch run, _ := c.prog.RunsArg(u.Instr.(ssa.CallInstruction).Common()); run {
			case ir.InPlace, ir.OnceInPlace:
				inPlace = append(inPlace, runsIn)
			case ir.Elsewhere:
				r := start(u.Instr, fn)
				r.Many = r.Many || ir.InLoop(call.Block())
				roots = append(roots, r)
			default:
				if kept != "" {
					roots = append(roots, Root{Kind: Handler, Fn: fn, Why: kept})
					continue
				}
				roots = append(roots, Root{Kind: Outside, Fn: fn, Why: "handed on by " + callee.Fn.Name()})
				inPlace = append(inPlace, runsIn)
			}
		default:
			if kept != "" {
				roots = append(roots, Root{Kind: Handler, Fn: fn, Why: kept})
				continue
			}
			roots = append(roots, Root{Kind: Outside, Fn: fn, Why: "stored by " + callee.Fn.Name()})
		}
	}
	return roots, inPlace
}

// contract says why a function that is kept at instr runs on many goroutines.
func (c *Contexts) contract(fn *ssa.Function, instr ssa.Instruction) string {
	return cmp.Or(ir.Contract(fn), c.prog.FieldContract(instr, fn))
}

// callsInPlace tells whether all that fn does with its parameter i is to call it, in its own body.
func (c *Contexts) callsInPlace(fn *ssa.Function, i int) bool {
	uses := c.prog.ValueUses(fn.Params[i])
	return len(uses) > 0 && !slices.ContainsFunc(uses, func(u ir.Use) bool {
		return u.Kind != ir.Called && u.Kind != ir.Deferred || u.Instr.Parent() != fn
	})
}

// String describes the root for dumps and messages.
func (r Root) String() string {
	switch r.Kind {
	case Main:
		return "main"
	case Start:
		return r.Why
	}
	return fmt.Sprintf("%s: %s", r.Fn.Name(), r.Why)
}
