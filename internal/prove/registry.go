package prove

import (
	"fmt"
	"go/ast"
	"go/types"
)

const client = "github.com/prometheus/client_golang/prometheus"

// isolate gives the objects that fn makes a registry of client_golang of their own, if fn registers anything: the next test makes such
// objects too, and a name that is registered twice ends it.
func (b *builder) isolate(fn *types.Func) {
	if !b.p.registers(fn, map[*types.Func]bool{}) {
		return
	}
	name := b.use(client, "prometheus")
	b.restore = fmt.Sprintf("defer func(r %[1]s.Registerer) { %[1]s.DefaultRegisterer = r }(%[1]s.DefaultRegisterer)", name)
	b.setup = append(b.setup, fmt.Sprintf("%[1]s.DefaultRegisterer = %[1]s.NewRegistry()", name))
}

// registers tells whether a function puts something into the default registry, itself or through others of its package.
func (p *Package) registers(fn *types.Func, seen map[*types.Func]bool) (found bool) {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	decl := p.declOf(fn)
	if decl == nil || decl.Body == nil {
		return false
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		to := p.callee(call)
		switch {
		case to == nil || to.Pkg() == nil:
		case to.Pkg() == p.Types:
			found = p.registers(to, seen)
		case to.Pkg().Path() == client:
			found = to.Signature().Recv() == nil && (to.Name() == "Register" || to.Name() == "MustRegister")
		case to.Pkg().Path() == client+"/promauto":
			found = true
		}
		return !found
	})
	return found
}

func (p *Package) declOf(fn *types.Func) *ast.FuncDecl {
	for _, f := range p.Syntax {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && p.TypesInfo.Defs[d.Name] == fn {
				return d
			}
		}
	}
	return nil
}
