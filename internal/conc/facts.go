package conc

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// What crosses packages is small by construction: one fact for an exported function that performs a single operation on something
// reached from its receiver or a parameter, and one for a field or variable whose address goes to sync/atomic.

// A Helper says that a call of the function is one atomic operation. It holds numbers and names only: no objects, no positions.
type Helper struct {
	Kind  Kind
	Form  Form
	Param int    // the parameter that the path begins at, the receiver counted
	Path  string // steps as ".field", "[]" and "*", joined

	New, Old, Delta string // "#2": parameter 2 is handed on, the receiver counted; "=-1": a constant; "": computed inside
	Result          int    // one more than the result; 0: dropped
	Exact, Maybe    bool
}

// AFact marks Helper as a fact.
func (*Helper) AFact() {}

// String is stable, for tests.
func (h *Helper) String() string {
	return fmt.Sprintf("%s of %d%s new%s old%s delta%s result=%d exact=%t maybe=%t", h.Kind, h.Param, h.Path, h.New, h.Old, h.Delta, h.Result, h.Exact, h.Maybe)
}

// A Cell says that the address of the field or package variable, or of its elements, goes to functions of sync/atomic.
type Cell struct {
	Where string // one such place, "base.go:LINE"
}

// AFact marks Cell as a fact.
func (*Cell) AFact() {}

// String is stable, for tests.
func (c *Cell) String() string { return "cell at " + c.Where }

// maxPath bounds the text of a path in a fact.
const maxPath = 120

// exportFacts hands out the facts of the package. Test files export nothing: nobody imports them.
func exportFacts(pass *analysis.Pass, facts *foreign) {
	files, info, ok := strip(pass, facts)
	if !ok {
		return
	}
	isTest := func(pos token.Pos) bool { return strings.HasSuffix(pass.Fset.Position(pos).Filename, "_test.go") }
	build := func() (*ir.Program, error) { return ir.Build(pass.Fset, pass.Pkg, files, info, nil) } // where functions run is nothing that it exports
	m := newModel(pass, files, build, func(pos token.Pos) bool { return !isTest(pos) }, facts, nil)
	if m.prog == nil {
		return
	}
	done := map[*types.Var]bool{}
	for _, op := range m.Ops {
		v := op.Key.Var
		if done[v] || op.Form != Func || !op.Direct() || op.Test || v == nil || v.Pkg() != pass.Pkg || !v.IsField() && v.Parent() != pass.Pkg.Scope() {
			continue
		}
		done[v] = true // the first one in the source stands for all
		pass.ExportObjectFact(v, &Cell{Where: m.Where(op.Pos())})
	}
	for _, fn := range m.prog.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Synthetic != "" || fn.Parent() != nil || !obj.Exported() || obj.Pkg() != pass.Pkg || isTest(obj.Pos()) {
			continue
		}
		if b := m.bodyOf(fn); b != nil && b.helper != nil {
			if h, ok := encode(fn, b); ok {
				pass.ExportObjectFact(obj, h)
			}
		}
	}
}

func encode(fn *ssa.Function, b *body) (*Helper, bool) {
	op := b.helper
	h := &Helper{Kind: op.Kind, Form: op.Form, Result: b.result + 1, Exact: op.Exact, Maybe: op.Maybe}
	if op.Result == nil {
		h.Result = 0
	}
	h.New, h.Old, h.Delta = encodeArg(fn, op.New), encodeArg(fn, op.Old), encodeArg(fn, op.Delta)
	h.Param = slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return p == op.Place.Root })
	var path strings.Builder
	for _, s := range op.Place.Steps {
		switch s.Kind {
		case loc.Field:
			path.WriteString("." + s.Field.Name())
		case loc.Elem, loc.Entry:
			path.WriteString("[]")
		case loc.Deref:
			path.WriteString("*")
		default:
			return nil, false
		}
	}
	h.Path = path.String()
	return h, h.Param >= 0 && len(h.Path) <= maxPath
}

func encodeArg(fn *ssa.Function, a Arg) string {
	v := a.Value
	if conv, ok := v.(*ssa.Convert); ok {
		v = conv.X
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return "#" + strconv.Itoa(slices.Index(fn.Params, v))
	case *ssa.Const:
		if v.Value != nil && (v.Value.Kind() == constant.Int || v.Value.Kind() == constant.Bool) {
			return "=" + v.Value.ExactString()
		}
	}
	return ""
}

// decodeArg finds the argument of a call that the text stands for. args begins with the receiver.
func decodeArg(text string, c *ssa.CallCommon, call *ast.CallExpr, t types.Type) Arg {
	if text == "" {
		return Arg{}
	}
	if text[0] == '=' {
		switch val := text[1:]; val {
		case "true", "false":
			return Arg{Value: ssa.NewConst(constant.MakeBool(val == "true"), t)}
		default:
			abs, neg := strings.CutPrefix(val, "-")
			n := constant.MakeFromLiteral(abs, token.INT, 0)
			if neg {
				n = constant.UnaryOp(token.SUB, n, 0)
			}
			return Arg{Value: ssa.NewConst(n, t)}
		}
	}
	i, err := strconv.Atoi(text[1:])
	if err != nil || i < 0 || i >= len(c.Args) {
		return Arg{}
	}
	a := Arg{Value: c.Args[i]}
	if j := i - (len(c.Args) - len(call.Args)); j >= 0 && j < len(call.Args) {
		a.Expr = call.Args[j]
	}
	return a
}

// foreign holds the facts of other packages about what this one mentions.
type foreign struct {
	helpers map[*types.Func]*Helper
	cells   map[*types.Var]*Cell
	updates map[*types.Func]*Updater
}

// lookup asks for the facts of everything foreign that the package mentions. The map of uses has no order, and needs none here.
func lookup(pass *analysis.Pass) *foreign {
	im := &foreign{map[*types.Func]*Helper{}, map[*types.Var]*Cell{}, map[*types.Func]*Updater{}}
	seen := map[types.Object]bool{}
	for _, obj := range pass.TypesInfo.Uses {
		if obj.Pkg() == nil || obj.Pkg() == pass.Pkg || seen[obj] {
			continue
		}
		seen[obj] = true
		switch obj := obj.(type) {
		case *types.Func:
			obj = obj.Origin()
			if h := new(Helper); obj.Exported() && im.helpers[obj] == nil && pass.ImportObjectFact(obj, h) {
				im.helpers[obj] = h
			}
			if u := new(Updater); obj.Exported() && im.updates[obj] == nil && pass.ImportObjectFact(obj, u) {
				im.updates[obj] = u
			}
		case *types.Var:
			obj = obj.Origin()
			if c := new(Cell); im.cells[obj] == nil && pass.ImportObjectFact(obj, c) {
				im.cells[obj] = c
			}
		}
	}
	return im
}

// imported makes op the operation of a helper of another package, if c calls one.
func (m *Model) imported(op *Op, c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	if fn == nil || op.Call == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	h := m.facts.helpers[obj.Origin()]
	if h == nil || h.Param >= len(c.Args) {
		return false
	}
	var at ssa.Value
	if v := op.Instr.Value(); v != nil {
		at = v
	}
	place, elem, ok := decode(m.loc.Of(c.Args[h.Param]), c.Args[h.Param].Type(), h.Path, at)
	if !ok {
		return false
	}
	op.Kind, op.Form, op.Exact, op.Maybe = h.Kind, h.Form, h.Exact, h.Maybe
	op.Place, op.Elem, op.Via = place, valueType(elem), obj
	op.New = decodeArg(h.New, c, op.Call, op.Elem)
	op.Old = decodeArg(h.Old, c, op.Call, op.Elem)
	op.Delta = decodeArg(h.Delta, c, op.Call, op.Elem)
	op.Result = resultOf(op.Instr, h.Result-1)
	return true
}

// decode walks the text of a path through the types, from a place whose reference has type t.
func decode(p loc.Path, t types.Type, path string, at ssa.Value) (loc.Path, types.Type, bool) {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	for path != "" {
		switch {
		case strings.HasPrefix(path, "[]"):
			path = path[2:]
			switch u := t.Underlying().(type) {
			case *types.Slice:
				t, p = u.Elem(), p.With(loc.Step{Kind: loc.Elem, Value: at})
			case *types.Array:
				t, p = u.Elem(), p.With(loc.Step{Kind: loc.Elem, Value: at})
			case *types.Map:
				t, p = u.Elem(), p.With(loc.Step{Kind: loc.Entry, Value: at})
			default:
				return loc.Path{}, nil, false
			}
		case path[0] == '*':
			path = path[1:]
			p = p.With(loc.Step{Kind: loc.Deref})
			if ptr, ok := t.Underlying().(*types.Pointer); ok {
				t = ptr.Elem()
			}
		default:
			name := path[1:]
			if i := strings.IndexAny(name, ".[*"); i >= 0 {
				name = name[:i]
			}
			path = path[1+len(name):]
			f := field(t, name)
			if f == nil {
				return loc.Path{}, nil, false
			}
			p = p.With(loc.Step{Kind: loc.Field, Field: f.Origin(), Owner: t})
			t = f.Type()
		}
	}
	return p, t, true
}

func field(t types.Type, name string) *types.Var {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// valueType is the type of the value that an atomic of type t holds.
func valueType(t types.Type) types.Type {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		if load, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), true, n.Obj().Pkg(), "Load"); load != nil {
			if fn, ok := load.(*types.Func); ok && fn.Signature().Results().Len() == 1 {
				return fn.Signature().Results().At(0).Type()
			}
		}
	}
	return t
}
