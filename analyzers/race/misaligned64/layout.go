package misaligned64

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
)

// This file computes where an integer lies when words have 32 bits.
//
// What Go promises on 386, arm and mips: the first word of a variable and of what new, make and composite literals allocate is a
// multiple of eight. Everything else is added to that: the offsets of fields, nested and embedded ones too, and the sizes of
// elements. A pointer begins anew: what it leads to is taken to be allocated on its own, unless its type is one that the package
// only ever uses as a part of others (see placement.go).

// A place is the address of a 64-bit integer, or of a struct around it, as far as it is known.
type place struct {
	root   types.Type // what the address is counted from
	name   string     // how a message calls it: a variable, or a type
	bases  []int64    // where the root may lie, modulo eight
	inside string     // for a root that never lies at 0: what it is a part of
	param  *param     // the parameter that leads to the root, if one does
	path   []string   // names of the fields from the root on
	off    int64
	step   int64  // of elements whose index is not known: the size of one; 0: there are none
	list   string // text of what they are elements of
}

// A param is a parameter of a function, or its receiver (index -1).
type param struct {
	fn    *types.Func
	index int
}

type layout struct {
	pass       *report.Pass
	info       *types.Info
	sizes      types.Sizes
	values     *astx.Values
	params     map[*types.Var]param
	reassigned map[*types.Var]bool // parameters that do not keep what they were given
	placements *placements
	built      map[string]bool           // by name of file
	fieldTypes map[*types.Var]ast.Expr   // types of the package's fields as written
	constants  map[types.Object]ast.Expr // values of the package's constants as written
}

func newLayout(pass *report.Pass, in *inspector.Inspector) *layout {
	l := &layout{
		pass: pass, info: pass.TypesInfo, sizes: types.SizesFor("gc", "386"), values: astx.NewValues(pass.TypesInfo, pass.Files),
		params: map[*types.Var]param{}, reassigned: map[*types.Var]bool{}, built: map[string]bool{}, fieldTypes: map[*types.Var]ast.Expr{}, constants: map[types.Object]ast.Expr{},
	}
	for cur := range in.Root().Preorder((*ast.FuncDecl)(nil), (*ast.StructType)(nil), (*ast.ValueSpec)(nil), (*ast.AssignStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncDecl:
			fn, _ := l.info.Defs[n.Name].(*types.Func)
			l.addParams(n.Recv, fn, -1)
			l.addParams(n.Type.Params, fn, 0)
		case *ast.StructType:
			if s, ok := l.info.TypeOf(n).(*types.Struct); ok {
				i := 0
				for _, f := range n.Fields.List {
					for range max(len(f.Names), 1) {
						l.fieldTypes[s.Field(i)] = f.Type
						i++
					}
				}
			}
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if id, ok := lhs.(*ast.Ident); ok {
					if v, ok := l.info.Uses[id].(*types.Var); ok {
						l.reassigned[v] = true
					}
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if c, ok := l.info.Defs[name].(*types.Const); ok && i < len(n.Values) {
					l.constants[c] = n.Values[i]
				}
			}
		}
	}
	l.placements = newPlacements(l, in)
	return l
}

func (l *layout) addParams(list *ast.FieldList, fn *types.Func, index int) {
	if list == nil || fn == nil {
		return
	}
	for _, f := range list.List {
		for _, name := range f.Names {
			if v, ok := l.info.Defs[name].(*types.Var); ok {
				l.params[v] = param{fn, index}
			}
			index++
		}
		if len(f.Names) == 0 {
			index++
		}
	}
}

// pointee returns the place that the address e leads to, or nil if that is not known.
func (l *layout) pointee(e ast.Expr) *place {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return l.locate(e.X)
		}
	case *ast.Ident:
		v, ok := l.info.ObjectOf(e).(*types.Var)
		if !ok {
			return nil
		}
		if at, ok := l.params[v]; ok {
			p := l.leads(e)
			if p != nil && !l.reassigned[v] {
				p.param = &at
			}
			return p
		}
		if from := l.values.Only(v); from != nil && types.Identical(l.info.TypeOf(from), v.Type()) {
			return l.pointee(from)
		}
		return l.leads(e)
	case *ast.CallExpr:
		if len(e.Args) == 1 && l.info.Types[e.Fun].IsType() { // (*int64)(&x.d)
			if isPointer(l.info.TypeOf(e.Args[0])) {
				return l.pointee(e.Args[0])
			}
			return nil
		}
		return l.leads(e)
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
		return l.leads(e)
	}
	return nil
}

// receiver returns the place that the receiver of a method call leads to.
func (l *layout) receiver(e *ast.SelectorExpr, sel *types.Selection) *place {
	var p *place
	if isPointer(l.info.TypeOf(e.X)) {
		p = l.pointee(e.X)
	} else {
		p = l.locate(e.X)
	}
	index := sel.Index()
	if p == nil || len(index) == 1 {
		return p
	}
	// The fields through which the method is promoted. A pointer at the end begins anew.
	t := sel.Recv()
	p = l.walk(p, t, index[:len(index)-1])
	if p == nil {
		return nil
	}
	for _, n := range index[:len(index)-1] {
		if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		t = t.Underlying().(*types.Struct).Field(n).Type()
	}
	if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return l.start(ptr.Elem())
	}
	return p
}

// leads returns the start of what the pointer e leads to.
func (l *layout) leads(e ast.Expr) *place {
	ptr, ok := types.Unalias(l.info.TypeOf(e)).Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	return l.start(ptr.Elem())
}

func (l *layout) start(t types.Type) *place {
	p := &place{root: t, name: l.typeString(t)}
	p.bases, p.inside = l.placements.of(t)
	return p
}

// locate returns the place that the addressable expression e names, or nil if that is not known.
func (l *layout) locate(e ast.Expr) *place {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := l.info.ObjectOf(e).(*types.Var)
		if !ok {
			return nil
		}
		return &place{root: v.Type(), name: v.Name(), bases: []int64{0}}
	case *ast.SelectorExpr:
		sel := l.info.Selections[e]
		if sel == nil { // a variable of another package
			return &place{root: l.info.TypeOf(e), name: types.ExprString(e), bases: []int64{0}}
		}
		return l.field(e, sel)
	case *ast.IndexExpr:
		return l.element(e)
	case *ast.StarExpr:
		return l.pointee(e.X)
	case *ast.CompositeLit:
		return l.allocated(l.info.TypeOf(e))
	}
	return nil
}

func (l *layout) allocated(t types.Type) *place {
	return &place{root: t, name: l.typeString(t), bases: []int64{0}}
}

// field walks the fields, embedded ones included, that a selector passes.
func (l *layout) field(e *ast.SelectorExpr, sel *types.Selection) *place {
	var p *place
	if isPointer(l.info.TypeOf(e.X)) {
		p = l.pointee(e.X)
	} else {
		p = l.locate(e.X)
	}
	if p == nil {
		return nil
	}
	return l.walk(p, sel.Recv(), sel.Index())
}

// walk follows the indexes of fields from p, a place of type t.
func (l *layout) walk(p *place, t types.Type, index []int) *place {
	for i, n := range index {
		if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			if t = ptr.Elem(); i > 0 {
				p = l.start(t)
			}
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok || n >= s.NumFields() {
			return nil
		}
		off, ok := l.offset(t, s, n)
		if !ok {
			return nil
		}
		p.off += off
		p.path = append(p.path, s.Field(n).Name())
		t = s.Field(n).Type()
	}
	return p
}

// element adds an index to the place of an array, or begins anew with the array behind a slice.
func (l *layout) element(e *ast.IndexExpr) *place {
	t := l.info.TypeOf(e.X)
	if t == nil {
		return nil
	}
	var p *place
	var elem types.Type
	one := false
	switch u := t.Underlying().(type) {
	case *types.Array:
		p, elem, one = l.locate(e.X), u.Elem(), u.Len() == 1
	case *types.Slice:
		elem = u.Elem()
		if p = l.sliced(e.X); p == nil {
			p = &place{root: t, name: types.ExprString(e.X), bases: []int64{0}}
		}
	case *types.Pointer:
		a, ok := u.Elem().Underlying().(*types.Array)
		if !ok {
			return nil
		}
		p, elem, one = l.pointee(e.X), a.Elem(), a.Len() == 1
	default:
		return nil
	}
	if p == nil || !l.fixed(elem) {
		return nil
	}
	size := l.sizes.Sizeof(elem)
	if v := l.info.Types[e.Index].Value; v != nil {
		n, ok := constant.Int64Val(v)
		if !ok {
			return nil
		}
		p.off += n * size
		p.path = append(p.path, "["+v.ExactString()+"]")
		return p
	}
	p.path = append(p.path, "[…]")
	if size%8 != 0 && !one {
		p.step, p.list = size, types.ExprString(e.X)
	}
	return p
}

// sliced returns the place of the array whose beginning e is a slice of, or nil if e is none for sure.
func (l *layout) sliced(e ast.Expr) *place {
	e = ast.Unparen(e)
	if id, ok := e.(*ast.Ident); ok {
		if v, ok := l.info.ObjectOf(id).(*types.Var); ok && l.values.Only(v) != nil {
			e = ast.Unparen(l.values.Only(v))
		}
	}
	cut, ok := e.(*ast.SliceExpr)
	if !ok || cut.Low != nil {
		return nil
	}
	switch u := l.info.TypeOf(cut.X).Underlying().(type) {
	case *types.Array:
		return l.locate(cut.X)
	case *types.Pointer:
		if _, ok := u.Elem().Underlying().(*types.Array); ok {
			return l.pointee(cut.X)
		}
	}
	return nil
}

// misaligned tells whether p is no multiple of eight wherever its root may lie; for elements, whether some are none.
func (l *layout) misaligned(p *place) bool {
	if p.step%8 != 0 {
		return true
	}
	for _, base := range p.bases {
		if (base+p.off)%8 == 0 {
			return false
		}
	}
	return len(p.bases) > 0
}

// describe says where p lies.
func (l *layout) describe(p *place) string {
	name := p.name + strings.ReplaceAll("."+strings.Join(p.path, "."), ".[", "[")
	if len(p.path) == 0 {
		name = p.name
	}
	if p.step != 0 {
		return fmt.Sprintf("every second element of %s puts %s at an odd multiple of 4 bytes, since one has %d", p.list, name, p.step)
	}
	text := fmt.Sprintf("%s lies at byte %d of %s", name, p.off, p.name)
	if p.inside != "" {
		text += ", " + p.inside
	}
	return text
}

// remedy says what else than another type helps.
func (l *layout) remedy(p *place) string {
	switch {
	case p.step != 0:
		return "pad the elements to a multiple of 8 bytes"
	case len(p.path) > 1 || p.inside != "":
		return "put it first in each struct on the way"
	}
	return "move it to the front of " + p.name
}

func (l *layout) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == l.pass.Pkg {
			return ""
		}
		return p.Name()
	})
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := types.Unalias(t).Underlying().(*types.Pointer)
	return ok
}
