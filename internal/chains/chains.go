// Package chains tells by which calls a goroutine gets to a plain access of memory, and whether two accesses can happen at once.
//
// It stands on what the concurrency engine says of locks and places, and asks for each chain of calls by itself: which goroutine begins
// it, on which object it ends, which locks it holds. It sees the calls, literals and starts of one package; function values that are
// stored, and interfaces, are not followed. Where it cannot tell, two accesses do not meet.
package chains

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/ssax"
)

// A Kind is a sort of origin.
type Kind uint8

const (
	Main    Kind = iota // main, init functions and initialisers of package variables
	Start               // a go statement, or a call that runs a function on another goroutine
	Handler             // registered, or known by its signature, to run on many goroutines
	Outside             // code that is not seen: callers of exported functions
)

// An Origin is where the goroutine of a chain begins.
type Origin struct {
	Kind Kind
	Site ssa.CallInstruction // Start: the go statement or call; Handler: the registration, or nil
	Fn   *ssa.Function       // what runs first
	Many bool                // Start: in a loop
	Why  string              // Handler: "ServeHTTP runs on one goroutine per request"
}

// Pos is where the origin stands in the source.
func (o Origin) Pos() token.Pos {
	if o.Site != nil {
		return o.Site.Pos()
	}
	return o.Fn.Pos()
}

// A Chain is one way to an access.
type Chain struct {
	Origin Origin
	Steps  []ssa.Instruction // the calls, the outermost first, and the access
	Place  loc.Path          // of the access, as the origin's function names it; for a Start as the function that starts it does
	held   *held
}

// Held lists the locks along the whole way, from the access outwards.
func (c Chain) Held() []conc.Held { return c.held.list() }

// A held is what is held at one step of a chain, and at those further in: chains share their ends.
type held struct {
	here  []conc.Held
	inner *held
	all   []conc.Held // of both, once it is asked for
}

func (h *held) list() []conc.Held {
	switch {
	case h == nil:
		return nil
	case h.all == nil:
		if h.all = h.here; h.inner != nil {
			h.all = slices.Concat(h.inner.list(), h.here)
		}
	}
	return h.all
}

// Bounds on what is followed.
const (
	maxChains = 40
	maxDepth  = 7
)

// A Graph holds the calls of one package.
type Graph struct {
	m      *conc.Model
	calls  map[*ssa.Function][]ssa.Instruction // in place
	own    map[*ssa.Function][]Origin
	chains map[ssa.Instruction][]Chain
	locks  map[ssa.Instruction][]conc.Held
}

// New reads the functions of a package, which the model is of.
func New(m *conc.Model, fns []*ssa.Function) *Graph {
	g := &Graph{m: m, calls: map[*ssa.Function][]ssa.Instruction{}, own: map[*ssa.Function][]Origin{}, chains: map[ssa.Instruction][]Chain{}, locks: map[ssa.Instruction][]conc.Held{}}
	ssax.Each(fns, g.note)
	for _, fn := range fns {
		switch obj := fn.Object(); {
		case fn.Parent() != nil:
		case fn.Name() == "init" || fn.Name() == "main" && fn.Signature.Recv() == nil && fn.Pkg.Pkg.Name() == "main":
			g.add(fn, Origin{Kind: Main, Fn: fn})
		case obj == nil:
		case contract(fn) != "":
			g.add(fn, Origin{Kind: Handler, Fn: fn, Why: contract(fn)})
		case obj.Exported() && (fn.Pkg.Pkg.Name() != "main" || fn.Signature.Recv() != nil):
			g.add(fn, Origin{Kind: Outside, Fn: fn})
		}
	}
	return g
}

func (g *Graph) add(fn *ssa.Function, o Origin) {
	if !slices.Contains(g.own[fn], o) {
		g.own[fn] = append(g.own[fn], o)
	}
}

// note reads one instruction: what it calls, starts, registers, hands on or stores.
func (g *Graph) note(instr ssa.Instruction) {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if fn := Func(*op); fn != nil {
				g.valued(fn, instr)
			}
		}
		return
	}
	c := call.Common()
	_, started := call.(*ssa.Go)
	if fn := Func(c.Value); fn != nil && !c.IsInvoke() {
		if started {
			g.add(fn, start(call, fn))
		} else {
			g.calls[fn] = append(g.calls[fn], call)
		}
	}
	for i, arg := range c.Args {
		if fn := Func(arg); fn != nil {
			g.passed(call, i, fn, started)
		}
	}
}

func start(call ssa.CallInstruction, fn *ssa.Function) Origin {
	return Origin{Kind: Start, Site: call, Fn: fn, Many: ir.InLoop(call.Block()) && !oneAtATime(call)}
}

// oneAtATime tells whether a loop waits for each goroutine that it starts before the next one: on a channel that was made for it, by
// Wait, or in an errgroup that is limited to one.
func oneAtATime(start ssa.CallInstruction) bool {
	loop := func(b *ssa.BasicBlock) bool {
		return b == start.Block() || comes(start.Block(), b) && comes(b, start.Block())
	}
	for _, b := range start.Parent().Blocks {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.Call:
				if strings.HasSuffix(ssax.FullName(&i.Call), "errgroup.Group).SetLimit") {
					if n, ok := i.Call.Args[1].(*ssa.Const); ok && n.Int64() == 1 {
						return true
					}
				}
				if loop(b) && waits(&i.Call, 0) && i != start {
					return true
				}
			case *ssa.UnOp:
				if made, ok := i.X.(*ssa.MakeChan); ok && i.Op == token.ARROW && loop(b) && loop(made.Block()) {
					return true
				}
				if load, ok := i.X.(*ssa.UnOp); ok && i.Op == token.ARROW && loop(b) {
					if a, ok := load.X.(*ssa.Alloc); ok && loop(a.Block()) {
						return true
					}
				}
			}
		}
	}
	return false
}

// comes tells whether control can get from the end of one block to another one.
func comes(a, b *ssa.BasicBlock) bool {
	seen := make([]bool, len(a.Parent().Blocks))
	stack := slices.Clone(a.Succs)
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if x == b {
			return true
		}
		if !seen[x.Index] {
			seen[x.Index] = true
			stack = append(stack, x.Succs...)
		}
	}
	return false
}

// passed handles a function that is handed to a call.
func (g *Graph) passed(call ssa.CallInstruction, i int, fn *ssa.Function, started bool) {
	c := call.Common()
	callee := ssax.Callee(c)
	run, by := g.m.RunsArg(c)
	if run == ir.SomehowRun && callee != nil && len(callee.Blocks) > 0 && i < len(callee.Params) {
		elsewhere, many, inPlace := g.uses(callee.Params[i])
		if elsewhere || started {
			o := start(call, fn)
			o.Many = o.Many || many
			g.add(fn, o)
		}
		switch {
		case inPlace && !started:
			g.calls[fn] = append(g.calls[fn], call)
		case !elsewhere && !inPlace:
			g.stored(fn)
		}
		return
	}
	switch run {
	case ir.InPlace:
		g.calls[fn] = append(g.calls[fn], call)
	case ir.OnceInPlace:
		// It runs before all that comes for what it does.
	case ir.Elsewhere:
		g.add(fn, start(call, fn))
	case ir.Handler:
		g.add(fn, Origin{Kind: Handler, Site: call, Fn: fn, Why: "it is handed to " + by.Name() + ", which runs it on many goroutines"})
	default:
		if callback := scraped[ssax.FullName(c)]; callback {
			g.add(fn, Origin{Kind: Handler, Site: call, Fn: fn, Why: "it is handed to " + by.Name() + ", which runs it for each scrape"})
			return
		}
		g.stored(fn)
	}
}

// scraped are functions that keep a callback for scrapes.
var scraped = map[string]bool{
	"github.com/prometheus/client_golang/prometheus.NewGaugeFunc":   true,
	"github.com/prometheus/client_golang/prometheus.NewCounterFunc": true,
	"github.com/VictoriaMetrics/metrics.NewGauge":                   true,
	"github.com/VictoriaMetrics/metrics.GetOrCreateGauge":           true,
}

// valued handles a function that is stored, returned, sent or converted. A literal in a variable that is only called is called.
func (g *Graph) valued(fn *ssa.Function, instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.MakeClosure:
		return // what happens to the closure counts
	case *ssa.DebugRef, *ssa.BinOp:
		return
	case *ssa.ChangeType:
		if types.TypeString(i.Type(), nil) == "expvar.Func" {
			g.add(fn, Origin{Kind: Handler, Fn: fn, Why: "an expvar.Func runs for each request of the variables"})
			return
		}
	case *ssa.Store:
		if a, ok := i.Addr.(*ssa.Alloc); ok {
			if calls, ok := onlyCalled(a); ok {
				g.calls[fn] = append(g.calls[fn], calls...)
				return
			}
		}
	}
	g.stored(fn)
}

// stored handles a function that goes where its calls are not seen. Only its signature may tell where it runs: else it may well run in
// place, under whatever lock.
func (g *Graph) stored(fn *ssa.Function) {
	if why := handlerSignature(fn.Signature); why != "" {
		g.add(fn, Origin{Kind: Handler, Fn: fn, Why: why})
	}
}
