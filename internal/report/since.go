package report

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"maps"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
)

// since names the release of Go that brought what fixes like to use. A package stands for all that it declares.
var since = map[string]string{
	"cmp": "go1.21", "iter": "go1.23", "maps": "go1.21", "math/rand/v2": "go1.22", "slices": "go1.21", "unique": "go1.23", "weak": "go1.24",

	"sync/atomic.Bool": "go1.19", "sync/atomic.Int32": "go1.19", "sync/atomic.Int64": "go1.19", "sync/atomic.Pointer": "go1.19",
	"sync/atomic.Uint32": "go1.19", "sync/atomic.Uint64": "go1.19", "sync/atomic.Uintptr": "go1.19",
	"sync/atomic.Int32.And": "go1.23", "sync/atomic.Int32.Or": "go1.23", "sync/atomic.Int64.And": "go1.23", "sync/atomic.Int64.Or": "go1.23",
	"sync/atomic.Uint32.And": "go1.23", "sync/atomic.Uint32.Or": "go1.23", "sync/atomic.Uint64.And": "go1.23", "sync/atomic.Uint64.Or": "go1.23",
	"sync/atomic.AndInt32": "go1.23", "sync/atomic.AndInt64": "go1.23", "sync/atomic.AndUint32": "go1.23", "sync/atomic.AndUint64": "go1.23",
	"sync/atomic.OrInt32": "go1.23", "sync/atomic.OrInt64": "go1.23", "sync/atomic.OrUint32": "go1.23", "sync/atomic.OrUint64": "go1.23",

	"sync.Map.Clear": "go1.23", "sync.Map.CompareAndDelete": "go1.20", "sync.Map.CompareAndSwap": "go1.20", "sync.Map.Swap": "go1.20",
	"sync.OnceFunc": "go1.21", "sync.OnceValue": "go1.21", "sync.OnceValues": "go1.21", "sync.WaitGroup.Go": "go1.25",
	"context.AfterFunc": "go1.21", "context.WithoutCancel": "go1.21",
}

// needsNewerGo refuses a fix that makes the package use what the oldest Go release it supports does not have. The compiler would
// not notice: it checks the language against that release, not the library.
func needsNewerGo(pass *analysis.Pass, info *types.Info, e *edition) error {
	var had map[string]bool
	for old, f := range e.parsed {
		floor := astx.GoFloor(pass.Pkg, old)
		for n := range ast.Preorder(f) {
			id, ok := n.(*ast.Ident)
			if !ok || info.Uses[id] == nil {
				continue
			}
			name, release := release(info.Uses[id])
			if !astx.Before(floor, release) {
				continue
			}
			if had == nil {
				had = symbols(pass.TypesInfo)
			}
			if !had[name] {
				return types.Error{Fset: pass.Fset, Pos: id.Pos(), Msg: fmt.Sprintf("%s needs %s, and the module supports %s", name, release, floor)}
			}
		}
	}
	return nil
}

// release returns the name of an object of the standard library and the release that brought it; "" where it is not in since.
func release(obj types.Object) (name, release string) {
	if obj.Pkg() == nil {
		return "", ""
	}
	path := obj.Pkg().Path()
	name = path + "." + obj.Name()
	if fn, ok := obj.(*types.Func); ok && fn.Signature().Recv() != nil {
		recv := fn.Signature().Recv().Type()
		if p, ok := recv.(*types.Pointer); ok {
			recv = p.Elem()
		}
		if named, ok := recv.(*types.Named); ok {
			name = path + "." + named.Obj().Name() + "." + obj.Name()
		}
	}
	return name, cmp.Or(since[name], since[path])
}

// symbols names what a package uses already of what is in since.
func symbols(info *types.Info) map[string]bool {
	had := map[string]bool{}
	for obj := range maps.Values(info.Uses) {
		if name, release := release(obj); release != "" {
			had[name] = true
		}
	}
	return had
}
