package ways

import (
	"go/ast"
	"go/types"
	"strings"
)

// NeverReturns tells whether control does not come back from the call, by its name: panic, os.Exit, runtime.Goexit, and whatever is
// called Fatal or Panic, as in log, testing and the loggers that people use.
func NeverReturns(info *types.Info, call *ast.CallExpr) bool {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return false
	}
	switch obj := info.Uses[id].(type) {
	case *types.Builtin:
		return obj.Name() == "panic"
	case *types.Func:
		name := obj.Name()
		if strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic") {
			return true
		}
		if obj.Pkg() == nil {
			return false
		}
		switch obj.Pkg().Path() + "." + name {
		case "os.Exit", "runtime.Goexit", "syscall.Exit", "testing.FailNow", "testing.SkipNow", "testing.Skip", "testing.Skipf":
			return true
		}
	}
	return false
}
