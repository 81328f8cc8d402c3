package misaligned64

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/arch32"
)

// This file computes offsets and sizes for words of 32 bits, and refuses where they do not follow from what is seen here: the run may
// be for another architecture, on which types and constants have been given other values.

// offset returns where field n of the struct t lies; false if that depends on what is not known here.
func (l *layout) offset(t types.Type, s *types.Struct, n int) (int64, bool) {
	if foreignLayout(t) || !l.declared32(t) {
		return 0, false
	}
	fields := make([]*types.Var, n+1)
	for i := range fields {
		fields[i] = s.Field(i)
		if i < n && !l.fixedField(s.Field(i)) {
			return 0, false
		}
	}
	return l.sizes.Offsetsof(fields)[n], true
}

func (l *layout) fixedField(f *types.Var) bool {
	if x := l.fieldTypes[f.Origin()]; x != nil && l.sizeDependent(x) {
		return false
	}
	return l.fixed(f.Type())
}

// fixed tells whether the size of t on a 32-bit target follows from what is known of it here.
func (l *layout) fixed(t types.Type) bool {
	if foreignLayout(t) || !l.declared32(t) {
		return false
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return l.fixed(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if !l.fixedField(f) {
				return false
			}
		}
	}
	return true
}

// foreignLayout tells of types that look different on other architectures.
func foreignLayout(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	path := n.Obj().Pkg().Path()
	return path == "syscall" || path == "runtime" || strings.HasPrefix(path, "golang.org/x/sys/") && n.Obj().Name() != "CacheLinePad" ||
		strings.HasPrefix(n.Obj().Name(), "_Ctype_")
}

// declared32 tells whether the file that declares t is part of a build for 32 bits: else another one declares it there.
func (l *layout) declared32(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || n.Obj().Pkg() != l.pass.Pkg || l.built32(n.Obj().Pos())
}

// built32 tells whether the file of pos can be part of a build for 32 bits.
func (l *layout) built32(pos token.Pos) bool {
	name := l.pass.Fset.File(pos).Name()
	may, ok := l.built[name]
	if !ok {
		content, err := l.pass.ReadFile(name)
		if err != nil {
			content = nil // the name alone decides
		}
		may = arch32.May(name, content)
		l.built[name] = may
	}
	return may
}

// sizeDependent tells whether a type or constant, as written, is computed from sizes of types or words: such a length is known
// for the architecture of the run alone.
func (l *layout) sizeDependent(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if _, ok := n.(*ast.StructType); ok {
			return false // its fields are asked one by one
		}
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		switch obj := l.info.Uses[id].(type) {
		case *types.Builtin:
			found = obj.Pkg() == types.Unsafe
		case *types.Const:
			if value := l.constants[obj]; value != nil {
				found = l.sizeDependent(value)
			} else if obj.Pkg() != nil && obj.Pkg() != l.pass.Pkg {
				found = slices.Contains([]string{"IntSize", "UintSize", "PtrSize", "CacheLinePadSize", "CacheLineSize", "MaxInt", "MaxUint"}, obj.Name())
			}
		case *types.TypeName:
			// A conversion such as ^uint(0) in the length of an array.
			found = obj.Pkg() == nil && (obj.Name() == "uint" || obj.Name() == "uintptr") && isConversion(x, id)
		}
		return !found
	})
	return found
}

// isConversion tells whether id is called somewhere in x.
func isConversion(x ast.Expr, id *ast.Ident) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call.Fun == id {
			found = true
		}
		return !found
	})
	return found
}
