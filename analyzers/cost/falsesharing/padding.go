package falsesharing

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/arch32"
	"github.com/counterlint/counterlint/internal/report"
)

// padding reports hand-made pads that are too short for a target of the module: that between two cells of a struct at the second one,
// that which fills up an element at the array or slice.
func (c *checker) padding() {
	padded := map[*types.TypeName]bool{}
	for _, f := range c.pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				obj, ok := c.pass.TypesInfo.Defs[n.Name].(*types.TypeName)
				if st, isStruct := ast.Unparen(n.Type).(*ast.StructType); ok && isStruct && n.TypeParams == nil && c.hasHandPad(st) {
					padded[obj] = true
				}
			case *ast.StructType:
				if c.hasHandPad(n) {
					c.between(n)
				}
			}
			return true
		})
	}
	if len(padded) == 0 {
		return
	}
	var vars []*types.Var
	for _, obj := range c.pass.TypesInfo.Defs {
		if v, ok := obj.(*types.Var); ok && v.Kind() != types.ParamVar && v.Kind() != types.ResultVar && v.Kind() != types.RecvVar {
			if n, ok := types.Unalias(orVoid(elemOf(v.Type()))).(*types.Named); ok && padded[n.Obj()] {
				vars = append(vars, v)
			}
		}
	}
	slices.SortFunc(vars, func(a, b *types.Var) int { return cmp.Compare(a.Pos(), b.Pos()) })
	told := map[*types.TypeName]bool{} // one finding for a type: the others need the same pad
	for _, v := range vars {
		elem := elemOf(v.Type())
		name := types.Unalias(elem).(*types.Named).Obj()
		size, ok := c.layout.size(elem)
		if !ok || !isCell(elem, 0) || told[name] {
			continue
		}
		if why, short := c.short(size); short {
			told[name] = true
			c.report(v, report.Finding{
				Category: "padding",
				Message:  fmt.Sprintf("its padding makes %s %d bytes long, and the elements of %s share cache lines, %s: pad it with cpu.CacheLinePad of golang.org/x/sys/cpu, or to whole lines of the largest target", name.Name(), size, v.Name(), why),
			})
		}
	}
}

func orVoid(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t
}

// short tells whether so many bytes are less than a cache line of a target, and says of which.
func (c *checker) short(n int64) (why string, ok bool) {
	if n < line {
		return fmt.Sprintf("which have %d bytes on most targets", line), true
	}
	if l := c.layout.long(); n < int64(l.Bytes) {
		return fmt.Sprintf("which have %d bytes on %s, for which the module is built (%s)", l.Bytes, l.Arch, l.Where), true
	}
	return "", false
}

// between reports the first field of a struct that lies behind a hand-made pad, but in the cache line of what the pad parts it from.
func (c *checker) between(st *ast.StructType) {
	t, ok := c.pass.TypesInfo.TypeOf(st).(*types.Struct)
	if !ok {
		return
	}
	var last *types.Var // the cell before the pad
	var start int64
	parted := false
	i := 0
	for _, field := range st.Fields.List {
		for range max(1, len(field.Names)) {
			v := t.Field(i)
			i++
			at, _, ok := c.layout.offset(t, v.Origin())
			switch {
			case !ok:
				return
			case isBytes(v):
				parted = last != nil && c.isHandPad(field)
			case isCell(v.Type(), 0) || c.m.IsCell(v.Origin()):
				// From the first byte of one to the first byte of the other.
				if parted {
					if why, short := c.short(at - start); short {
						c.report(v, report.Finding{
							Category: "padding",
							Message: fmt.Sprintf("the padding before %s leaves %d bytes from %s to it, and cache lines, %s, hold both: pad with cpu.CacheLinePad of golang.org/x/sys/cpu, or to a whole line of the largest target",
								v.Name(), at-start, last.Name(), why),
						})
						return
					}
				}
				last, start, parted = v, at, false
			default:
				parted = false
			}
		}
	}
}

// isBytes tells whether a field is an array of bytes, as padding is.
func isBytes(v *types.Var) bool {
	a, ok := v.Type().Underlying().(*types.Array)
	if !ok || a.Len() == 0 {
		return false
	}
	b, ok := a.Elem().Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0 && (v.Name() == "_" || strings.Contains(strings.ToLower(v.Name()), "pad"))
}

// hasHandPad tells whether a struct holds a pad whose length is written down.
func (c *checker) hasHandPad(st *ast.StructType) bool {
	return slices.ContainsFunc(st.Fields.List, c.isHandPad)
}

func (c *checker) isHandPad(field *ast.Field) bool {
	arr, ok := ast.Unparen(field.Type).(*ast.ArrayType)
	if !ok || arr.Len == nil || len(field.Names) != 1 {
		return false
	}
	v, ok := c.pass.TypesInfo.Defs[field.Names[0]].(*types.Var)
	return ok && isBytes(v) && c.written(arr.Len, 0)
}

// written tells whether a length is the same on all targets as far as its author wrote it down: numbers, constants of this package from
// files for all targets, and sizes of things. What comes from another package may know better, and so may a constant with one file for
// each architecture.
func (c *checker) written(e ast.Expr, depth int) bool {
	ok := depth < 5
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr: // unsafe.Sizeof of a type or value of this module
			ast.Inspect(n, func(n ast.Node) bool {
				if sel, isSel := n.(*ast.SelectorExpr); isSel {
					if obj := c.pass.TypesInfo.Uses[sel.Sel]; obj != nil && obj.Pkg() != nil && strings.HasSuffix(obj.Pkg().Path(), "/cpu") {
						ok = false
					}
				}
				return ok
			})
			return false
		case *ast.Ident:
			obj := c.pass.TypesInfo.Uses[n]
			k, isConst := obj.(*types.Const)
			if !isConst || k.Pkg() != c.pass.Pkg || !c.forAll(k.Pos()) {
				ok = false
				return false
			}
			if init := c.valueOf(k); init == nil || !c.written(init, depth+1) {
				ok = false
			}
		case *ast.SelectorExpr:
			ok = false
		}
		return ok
	})
	return ok
}

// forAll tells whether the file of pos is for all architectures.
func (c *checker) forAll(pos token.Pos) bool {
	name := c.pass.Fset.Position(pos).Filename
	content, err := c.pass.ReadFile(name)
	return err == nil && !arch32.Particular(filepath.Base(name), content)
}

// valueOf returns the expression that a constant of the package is declared with, or nil.
func (c *checker) valueOf(k *types.Const) ast.Expr {
	var found ast.Expr
	for _, f := range c.pass.Files {
		if k.Pos() < f.FileStart || k.Pos() >= f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				for i, name := range spec.Names {
					if name.Pos() == k.Pos() && i < len(spec.Values) {
						found = spec.Values[i]
					}
				}
			}
			return found == nil
		})
	}
	return found
}
