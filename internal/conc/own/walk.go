package own

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// published lists the instructions of the owner that publish an object.
type published struct {
	at      []publication
	unknown bool
}

// A publication is hard where the instruction itself shares the object: a store, a send, a start. It is soft where a call may do.
type publication struct {
	instr ssa.Instruction
	hard  bool
}

// publications follows the references to the object v, through parts, copies and local variables.
func (o *Owners) publications(v ssa.Value) *published {
	if p, ok := o.pubs[v]; ok {
		return p
	}
	p := &published{}
	o.pubs[v] = p
	w := walker{o: o, out: p, seen: map[alias]bool{}}
	w.follow(v, false, nil)
	return p
}

// leaks tells whether fn publishes what its parameter i leads to.
func (o *Owners) leaks(fn *ssa.Function, i int) bool {
	key := param{fn, i}
	if l, ok := o.leak[key]; ok {
		return l
	}
	o.leak[key] = false // recursion adds nothing
	p := &published{}
	w := walker{o: o, out: p, seen: map[alias]bool{}}
	w.follow(fn.Params[i], false, nil)
	o.leak[key] = p.unknown || len(p.at) > 0
	return o.leak[key]
}

// A walker collects the publications of one object.
type walker struct {
	o    *Owners
	out  *published
	seen map[alias]bool
}

// An alias is a value that leads to the object, or a carrier: something in which such a value was stored.
type alias struct {
	v       ssa.Value
	carrier bool
}

// publish notes that instr publishes the object. Where instr stands in a literal that runs in place, at is where it does.
func (w *walker) publish(instr, at ssa.Instruction, hard bool) {
	if at != nil {
		instr = at
	}
	if p := (publication{instr, hard}); !slices.Contains(w.out.at, p) {
		w.out.at = append(w.out.at, p)
	}
}

// follow looks at what happens to an alias.
func (w *walker) follow(v ssa.Value, carrier bool, at ssa.Instruction) {
	a := alias{v, carrier}
	if w.seen[a] || v.Referrers() == nil {
		return
	}
	if len(w.seen) > maxAliases {
		w.out.unknown = true
		return
	}
	w.seen[a] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.IndexAddr:
			if ref.X == v {
				w.follow(ref, carrier, at)
			}
		case *ssa.FieldAddr, *ssa.Slice, *ssa.Phi, *ssa.ChangeType, *ssa.Convert, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.TypeAssert, *ssa.Extract, *ssa.Field:
			w.follow(ref.(ssa.Value), carrier, at)
		case *ssa.UnOp, *ssa.Lookup, *ssa.Next, *ssa.Range, *ssa.Index:
			// A load yields an alias only from where one was stored.
			if val := ref.(ssa.Value); carrier && refers(val.Type()) {
				_, whole := val.Type().Underlying().(*types.Struct)
				w.follow(val, whole, at)
			}
		case *ssa.Store:
			if ref.Val == v {
				w.stored(ref.Addr, ref, at)
			}
		case *ssa.MapUpdate:
			if ref.Map != v {
				w.stored(ref.Map, ref, at)
			}
		case *ssa.Send:
			if ref.X == v {
				w.publish(ref, at, true)
			}
		case *ssa.MakeClosure:
			w.captured(ref, v, carrier, at)
		case ssa.CallInstruction:
			w.called(ref, v, carrier, at)
		}
	}
}

// refers tells whether a value of the type can lead to an object: numbers and strings do not.
func refers(t types.Type) bool {
	b, basic := t.Underlying().(*types.Basic)
	return !basic || b.Kind() == types.UnsafePointer || b.Kind() == types.Uintptr
}

// stored handles a store of an alias: a fresh object of the function becomes a carrier, anything else publishes.
func (w *walker) stored(addr ssa.Value, instr, at ssa.Instruction) {
	p := w.o.loc.Of(addr)
	for _, s := range p.Steps {
		if s.Kind == loc.Deref || s.Kind == loc.Loaded {
			w.publish(instr, at, true)
			return
		}
	}
	switch p.Root.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		w.follow(p.Root, true, at)
	default:
		w.publish(instr, at, true)
	}
}

// captured handles a literal that captures the reference, or the variable that holds it.
func (w *walker) captured(mc *ssa.MakeClosure, v ssa.Value, carrier bool, at ssa.Instruction) {
	fn := ir.Origin(mc.Fn.(*ssa.Function))
	var where ssa.Instruction
	for _, u := range w.o.prog.Uses(fn) {
		switch u.Kind {
		case ir.Called, ir.Deferred:
		case ir.Passed:
			call := u.Instr.(ssa.CallInstruction)
			if run, _ := w.o.prog.RunsArg(call.Common()); run != ir.InPlace && run != ir.OnceInPlace && !w.o.callsOnly(call.Common(), u.Arg) {
				w.publish(u.Instr, at, true)
				return
			}
		default:
			if u.Instr.Parent() == mc.Parent() {
				w.publish(u.Instr, at, true)
			} else {
				w.publish(mc, at, true)
			}
			return
		}
		where = u.Instr
	}
	if at == nil {
		at = where
	}
	for i, b := range mc.Bindings {
		if b == v && i < len(fn.FreeVars) {
			w.follow(fn.FreeVars[i], carrier, at)
		}
	}
}

// callsOnly tells whether a function of the package does nothing but call, in place, the function that it is handed.
func (o *Owners) callsOnly(c *ssa.CallCommon, i int) bool {
	fn := o.prog.Callee(c).Fn
	if fn == nil || !o.prog.Known(fn) || i >= len(fn.Params) {
		return false
	}
	for _, u := range o.prog.ValueUses(fn.Params[i]) {
		if u.Kind != ir.Called && u.Kind != ir.Deferred || u.Instr.Parent() != fn {
			return false
		}
	}
	return true
}

// called handles a call that is handed the reference.
func (w *walker) called(call ssa.CallInstruction, v ssa.Value, carrier bool, at ssa.Instruction) {
	c := call.Common()
	if _, ok := call.(*ssa.Go); ok {
		w.publish(call, at, true)
		return
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			if r := call.Value(); r != nil {
				w.follow(r, carrier, at)
			}
		}
		return
	}
	if c.IsInvoke() {
		w.publish(call, at, false)
		return
	}
	callee := w.o.prog.Callee(c)
	for i, arg := range c.Args {
		if arg != v {
			continue
		}
		switch {
		case callee.Fn != nil && w.o.prog.Known(callee.Fn):
			if i >= len(callee.Fn.Params) || w.o.leaks(callee.Fn, i) {
				w.publish(call, at, false)
			} else if r := call.Value(); r != nil && w.o.loc.Of(r).Root == w.o.loc.Of(v).Root {
				w.follow(r, carrier, at) // a getter hands a part back
			}
		case callee.Fn == nil || w.o.keeps(callee.Fn, i):
			w.publish(call, at, false)
		}
	}
}

// keeps tells whether a function of another package may keep its argument i.
func (o *Owners) keeps(fn *ssa.Function, i int) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return true
	}
	switch obj.Pkg().Path() {
	case "sync/atomic", "sync", "expvar":
		return i > 0 // the receiver, or the address
	case "sort", "slices", "maps", "strings", "bytes", "strconv", "fmt", "errors", "math", "unsafe", "encoding/json", "encoding/binary", "io", "time":
		return false
	}
	return true
}
