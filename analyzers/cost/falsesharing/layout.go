package falsesharing

import (
	"go/types"
	"slices"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/internal/arch32"
	"github.com/counterlint/counterlint/internal/report"
)

// line is the length of a cache line on most targets, amd64 among them.
const line = 64

// A layout knows how large things are, and how long cache lines.
type layout struct {
	sizes types.Sizes
	long  func() arch32.Line // the longest line of a target of the module, if it is longer than most; looked for once, when asked
}

func newLayout(pass *report.Pass) *layout {
	return &layout{sizes: pass.TypesSizes, long: sync.OnceValue(func() arch32.Line {
		var longest arch32.Line
		var own []string
		for _, f := range pass.Files {
			own = append(own, pass.Fset.File(f.FileStart).Name())
		}
		names := slices.Concat(own, pass.IgnoredFiles, pass.OtherFiles)
		slices.Sort(names)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			content, err := pass.ReadFile(name)
			if err != nil {
				content = nil // the name alone decides
			}
			longest = longest.Or(arch32.LongLineOf(name, content))
		}
		if root := moduleRoot(pass); root != "" {
			longest = longest.Or(arch32.LongLine(root))
		}
		return longest
	})}
}

// moduleRoot returns the folder of the module that the package belongs to, or "".
func moduleRoot(pass *report.Pass) string {
	if pass.Module == nil || len(pass.Files) == 0 {
		return ""
	}
	return arch32.Root(pass.Fset.Position(pass.Files[0].Package).Filename, pass.Module.Path) // the source also of what cgo translates
}

// size returns the size of t in bytes; it is not known for a type with parameters.
func (l *layout) size(t types.Type) (int64, bool) {
	if l.sizes == nil || !concrete(t, 0) {
		return 0, false
	}
	return l.sizes.Sizeof(t), true
}

// offset returns where the field lies in the struct.
func (l *layout) offset(s *types.Struct, field *types.Var) (int64, *types.Var, bool) {
	if l.sizes == nil || !concrete(s, 0) {
		return 0, nil, false
	}
	var all []*types.Var
	for f := range s.Fields() {
		all = append(all, f)
	}
	for i, f := range all {
		if f.Origin() == field {
			return l.sizes.Offsetsof(all)[i], f, true
		}
	}
	return 0, nil, false
}

// concrete tells whether the size of t depends on no type parameter.
func concrete(t types.Type, depth int) bool {
	if depth > 20 {
		return false
	}
	if _, param := types.Unalias(t).(*types.TypeParam); param {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return concrete(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if !concrete(f.Type(), depth+1) {
				return false
			}
		}
	}
	return true
}

// isCell tells whether t is, or holds by value, an atomic or a mutex.
func isCell(t types.Type, depth int) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() {
		case "sync/atomic", "go.uber.org/atomic":
			return true
		case "sync":
			return n.Obj().Name() == "Mutex" || n.Obj().Name() == "RWMutex"
		}
	}
	if depth > 4 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if isCell(f.Type(), depth+1) {
				return true
			}
		}
	case *types.Array:
		return isCell(u.Elem(), depth+1)
	}
	return false
}
