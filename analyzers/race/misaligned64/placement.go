package misaligned64

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// This file asks where the values of a struct type may lie, for what a pointer to it leads to.
//
// A type that other packages can name, or that the package allocates on its own, lies at a multiple of eight. One that only
// ever is a field of another struct lies where that puts it, and may be aligned by that, or never.

type placements struct {
	layout *layout
	alone  map[*types.TypeName]bool
	within map[*types.TypeName][]part // the structs that hold it by value
	asking map[*types.TypeName]bool
}

// A part is a field of a struct type of the package.
type part struct {
	owner *types.TypeName
	field int
}

func newPlacements(l *layout, in *inspector.Inspector) *placements {
	p := &placements{layout: l, alone: map[*types.TypeName]bool{}, within: map[*types.TypeName][]part{}, asking: map[*types.TypeName]bool{}}
	for cur := range in.Root().Preorder((*ast.Ident)(nil), (*ast.UnaryExpr)(nil), (*ast.CallExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			switch obj := l.info.Defs[n].(type) {
			case *types.TypeName:
				p.addParts(obj)
			case *types.Var:
				if !obj.IsField() {
					p.standAlone(obj.Type())
				}
			}
			for t := range l.info.Instances[n].TypeArgs.Types() {
				p.standAlone(t)
			}
		case *ast.UnaryExpr:
			if lit, ok := ast.Unparen(n.X).(*ast.CompositeLit); ok && n.Op == token.AND {
				p.standAlone(l.info.TypeOf(lit))
			}
		case *ast.CallExpr: // new, make, conversions
			for _, arg := range n.Args {
				if l.info.Types[arg].IsType() {
					p.standAlone(l.info.TypeOf(arg))
				}
			}
		}
	}
	return p
}

// addParts notes what the struct type owner holds by value.
func (p *placements) addParts(owner *types.TypeName) {
	s, ok := owner.Type().Underlying().(*types.Struct)
	if !ok || owner.IsAlias() {
		return
	}
	for i := range s.NumFields() {
		if inner := typeName(s.Field(i).Type()); inner != nil {
			p.within[inner] = append(p.within[inner], part{owner, i})
		} else {
			p.standAlone(s.Field(i).Type()) // in an array, slice, map, channel or type without a name
		}
	}
}

// standAlone notes that values of t are allocated by themselves, as elements, or in a struct without a name.
func (p *placements) standAlone(t types.Type) {
	if name := typeName(t); name != nil {
		p.alone[name] = true
		return
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Array:
		p.standAlone(u.Elem())
	case *types.Slice:
		p.standAlone(u.Elem())
	case *types.Map:
		p.standAlone(u.Elem())
	case *types.Chan:
		p.standAlone(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			p.standAlone(f.Type())
		}
	}
}

// of returns where values of t may lie, modulo eight, and a clause that says so if none lies at 0.
func (p *placements) of(t types.Type) (bases []int64, clause string) {
	name := typeName(t)
	if name == nil || name.Pkg() != p.layout.pass.Pkg || name.Exported() || p.alone[name] || len(p.within[name]) == 0 || p.asking[name] {
		return []int64{0}, ""
	}
	p.asking[name] = true
	defer delete(p.asking, name)
	for _, part := range p.within[name] {
		owner := part.owner.Type()
		off, ok := p.layout.offset(owner, owner.Underlying().(*types.Struct), part.field)
		if !ok {
			return nil, "" // not known: nothing is misaligned for sure
		}
		outer, _ := p.of(owner)
		if outer == nil {
			return nil, ""
		}
		for _, b := range outer {
			if at := (b + off) % 8; !slices.Contains(bases, at) {
				bases = append(bases, at)
			}
		}
		if clause == "" {
			clause = fmt.Sprintf("which lies at byte %d of %s", off, part.owner.Name())
		}
	}
	if slices.Contains(bases, 0) {
		clause = ""
	}
	return bases, clause
}

// typeName returns the name of a named struct type, or nil.
func typeName(t types.Type) *types.TypeName {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	if _, ok := n.Underlying().(*types.Struct); !ok {
		return nil
	}
	return n.Origin().Obj()
}
