package conc

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// strip leaves of the package only the functions from which facts can come: those that take an address for a function of
// sync/atomic, small exported ones that mention an atomic or call a small one that does, and what all of these call. The others
// lose their bodies, and package variables their initialisers, before SSA is built: in a large dependency with one atomic that
// is nearly everything. It reports false if no function is left.
func strip(pass *analysis.Pass, facts *foreign) (files []*ast.File, info *types.Info, ok bool) {
	keep := keepers(pass, facts)
	if len(keep) == 0 {
		return nil, nil, false
	}
	for _, f := range pass.Files {
		g := *f
		g.Decls = make([]ast.Decl, len(f.Decls))
		for i, d := range f.Decls {
			g.Decls[i] = d
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil && !keep[fd] {
				bare := *fd
				bare.Body = nil
				g.Decls[i] = &bare
			}
		}
		files = append(files, &g)
	}
	bare := *pass.TypesInfo
	bare.InitOrder = nil
	return files, &bare, true
}

// maxHelperLines bounds a function that may be a helper. It is wider than the bounds on its SSA.
const maxHelperLines = 30

// A mention is what one function of the package says about atomics and its neighbours.
type mention struct {
	name   *types.Func
	uses   []*types.Func // functions of the package
	atomic bool          // an operation, or a helper of another package
	cell   bool          // a function of sync/atomic
	small  bool
}

func keepers(pass *analysis.Pass, facts *foreign) map[*ast.FuncDecl]bool {
	all := map[*ast.FuncDecl]*mention{}
	declOf := map[*types.Func]*ast.FuncDecl{}
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				m := mentions(pass, facts, fd)
				all[fd] = m
				declOf[m.name] = fd
			}
		}
	}
	callsHelper := func(m *mention) bool {
		return slices.ContainsFunc(m.uses, func(fn *types.Func) bool {
			callee := all[declOf[fn]]
			return callee != nil && callee.atomic && callee.small
		})
	}
	keep := map[*ast.FuncDecl]bool{}
	for fd, m := range all {
		if m.cell || m.small && fd.Name.IsExported() && (m.atomic || callsHelper(m)) {
			keep[fd] = true
		}
	}
	roots := slices.Collect(maps.Keys(keep))
	for range 2 { // a helper, and the getter that it uses
		var next []*ast.FuncDecl
		for _, fd := range roots {
			for _, fn := range all[fd].uses {
				if callee := declOf[fn]; callee != nil && !keep[callee] {
					keep[callee] = true
					next = append(next, callee)
				}
			}
		}
		roots = next
	}
	return keep
}

func mentions(pass *analysis.Pass, facts *foreign, fd *ast.FuncDecl) *mention {
	m := &mention{small: pass.Fset.Position(fd.End()).Line-pass.Fset.Position(fd.Pos()).Line <= maxHelperLines}
	m.name, _ = pass.TypesInfo.Defs[fd.Name].(*types.Func)
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if fn, ok := pass.TypesInfo.Uses[id].(*types.Func); ok {
			switch fn = fn.Origin(); {
			case fn.Pkg() == pass.Pkg:
				m.uses = append(m.uses, fn)
			case isOperation(fn):
				m.atomic = true
				m.cell = m.cell || fn.Signature().Recv() == nil
			case facts.helpers[fn] != nil:
				m.atomic = true
			}
		}
		return true
	})
	return m
}

// isOperation tells whether fn is an operation of sync/atomic or expvar.
func isOperation(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "sync/atomic":
		return true
	case "expvar":
		return isNamedRecv(fn, "Int", "Float")
	}
	return false
}
