package conc

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// An Updater says that an exported function updates plain numbers in place, reached from what it is handed or in package variables,
// and calls nothing: no lock is taken on the way. It is found in the syntax, for dependencies are many.
type Updater struct {
	Updates []Update
}

// An Update is one number that an [Updater] updates.
type Update struct {
	Param int    // the parameter that leads to it, the receiver first; -1: a package variable
	Path  string // from there, as in [Helper]; of a package variable the name, and the path after it
	Where string // "base.go:LINE"
}

// AFact marks Updater as a fact.
func (*Updater) AFact() {}

// String is stable, for tests.
func (u *Updater) String() string {
	var parts []string
	for _, n := range u.Updates {
		parts = append(parts, fmt.Sprintf("%d%s at %s", n.Param, n.Path, n.Where))
	}
	return "updates " + strings.Join(parts, ", ")
}

// Bounds on what an Updater is: the facts of a package stay small.
const (
	maxUpdates       = 8
	maxUpdaterLength = 30 // lines
)

// exportUpdaters hands out which functions of the package update numbers.
func exportUpdaters(pass *analysis.Pass) {
	for _, file := range pass.Files {
		if strings.HasSuffix(pass.Fset.Position(file.Package).Filename, "_test.go") {
			continue
		}
		for _, decl := range file.Decls {
			fd, ok := decl.(*ast.FuncDecl)
			if !ok || fd.Body == nil || !fd.Name.IsExported() || pass.Fset.Position(fd.End()).Line-pass.Fset.Position(fd.Pos()).Line > maxUpdaterLength {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func)
			if !ok {
				continue
			}
			if u := updaterOf(pass, fd, fn); len(u.Updates) > 0 && len(u.Updates) <= maxUpdates {
				pass.ExportObjectFact(fn, u)
			}
		}
	}
}

func updaterOf(pass *analysis.Pass, fd *ast.FuncDecl, fn *types.Func) *Updater {
	u := &Updater{}
	note := func(e ast.Expr) {
		t := pass.TypesInfo.TypeOf(e)
		if t == nil || !isCountable(t) {
			return
		}
		if param, path, ok := pathOf(pass, fn, e); ok && len(path) <= maxPath {
			u.Updates = append(u.Updates, Update{param, path, Where(pass.Fset, e.Pos())})
		}
	}
	calls := false
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			calls = calls || !onlyComputes(pass.TypesInfo, n)
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt:
			calls = true
		case *ast.UnaryExpr:
			calls = calls || n.Op == token.ARROW
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.AssignStmt:
			switch {
			case len(n.Lhs) != 1 || n.Tok == token.DEFINE:
			case n.Tok != token.ASSIGN || mentionsItself(n.Rhs[0], n.Lhs[0]):
				note(n.Lhs[0])
			}
		}
		return !calls
	})
	if calls {
		return &Updater{}
	}
	return u
}

// onlyComputes tells whether a call is a conversion or one of a builtin function.
func onlyComputes(info *types.Info, call *ast.CallExpr) bool {
	tv := info.Types[call.Fun]
	return tv.IsType() || tv.IsBuiltin()
}

// mentionsItself tells whether the value of an assignment is computed from what it overwrites.
func mentionsItself(value, target ast.Expr) bool {
	text, found := types.ExprString(target), false
	ast.Inspect(value, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && !found {
			found = types.ExprString(e) == text
		}
		return !found
	})
	return found && types.ExprString(ast.Unparen(value)) != text
}

// pathOf describes the place e from a pointer that fn is handed, or from a package variable.
func pathOf(pass *analysis.Pass, fn *types.Func, e ast.Expr) (param int, path string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return pathOf(pass, fn, e.X)
	case *ast.StarExpr:
		if id, isName := ast.Unparen(e.X).(*ast.Ident); isName {
			return root(pass, fn, id)
		}
	case *ast.Ident:
		v, isVar := pass.TypesInfo.Uses[e].(*types.Var)
		if isVar && v.Parent() == pass.Pkg.Scope() {
			return -1, v.Name(), true
		}
	case *ast.SelectorExpr:
		sel := pass.TypesInfo.Selections[e]
		if sel == nil || sel.Kind() != types.FieldVal {
			return 0, "", false
		}
		id, isName := ast.Unparen(e.X).(*ast.Ident)
		if isName {
			param, path, ok = root(pass, fn, id)
		} else {
			param, path, ok = pathOf(pass, fn, e.X)
		}
		if !ok {
			return 0, "", false
		}
		t := sel.Recv()
		for i, index := range sel.Index() {
			if p, isPtr := t.Underlying().(*types.Pointer); isPtr {
				if i > 0 || !isName || param < 0 {
					path += "*"
				}
				t = p.Elem()
			}
			s, isStruct := t.Underlying().(*types.Struct)
			if !isStruct {
				return 0, "", false
			}
			path += "." + s.Field(index).Name()
			t = s.Field(index).Type()
		}
		return param, path, true
	}
	return 0, "", false
}

// root finds the name among the pointers that fn is handed, or the package variables.
func root(pass *analysis.Pass, fn *types.Func, id *ast.Ident) (param int, path string, ok bool) {
	v, isVar := pass.TypesInfo.Uses[id].(*types.Var)
	if !isVar {
		return 0, "", false
	}
	if v.Parent() == pass.Pkg.Scope() {
		return -1, v.Name(), true
	}
	if _, isPtr := v.Type().Underlying().(*types.Pointer); !isPtr {
		return 0, "", false
	}
	sig, n := fn.Signature(), 0
	if recv := sig.Recv(); recv != nil {
		if recv == v {
			return 0, "", true
		}
		n = 1
	}
	for i := range sig.Params().Len() {
		if sig.Params().At(i) == v {
			return n + i, "", true
		}
	}
	return 0, "", false
}

// imported notes the calls of functions of other packages that update numbers.
func (f *plainFinder) imported() {
	m := f.m
	if len(m.facts.updates) == 0 {
		return
	}
	for _, fn := range m.prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				callee := ir.Origin(call.Common().StaticCallee())
				if callee == nil {
					continue
				}
				obj, ok := callee.Object().(*types.Func)
				if !ok || m.facts.updates[obj.Origin()] == nil {
					continue
				}
				for _, u := range m.facts.updates[obj.Origin()].Updates {
					f.foreignUpdate(call, obj, u)
				}
			}
		}
	}
}

func (f *plainFinder) foreignUpdate(call ssa.CallInstruction, obj *types.Func, u Update) {
	m, c := f.m, call.Common()
	var place loc.Path
	var ok bool
	if u.Param >= 0 {
		if u.Param >= len(c.Args) || m.isPrivate(c.Args[u.Param]) {
			return
		}
		place, _, ok = decode(m.loc.Of(c.Args[u.Param]), c.Args[u.Param].Type(), u.Path, nil)
	} else if pkg := m.prog.Pkg.Prog.ImportedPackage(obj.Pkg().Path()); pkg != nil {
		name := u.Path
		if i := strings.IndexAny(name, ".*["); i >= 0 {
			name = name[:i]
		}
		if g := pkg.Var(name); g != nil {
			place, _, ok = decode(loc.Path{Root: g}, g.Type(), u.Path[len(name):], nil)
		}
	}
	if !ok {
		return
	}
	k := m.loc.KeyOf(place)
	if k.Var == nil {
		return
	}
	f.updated[k.Var] = true
	a := &Access{Write: true, Update: true, Instr: call, Fn: call.Parent(), Pos: call.Pos(), Place: place, Key: k, Via: obj, Where: u.Where}
	a.Test = a.Pos.IsValid() && !m.evidence(a.Pos)
	_, a.Fresh = m.owners.Unshared(place, call)
	m.updates = append(m.updates, a)
	m.plain[k.Var] = append(m.plain[k.Var], a)
}
