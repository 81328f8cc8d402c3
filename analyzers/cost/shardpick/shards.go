package shardpick

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/typex"
)

// A picker knows the arrays of counter cells of one package and how their elements are picked.
type picker struct {
	pass *report.Pass
	info *types.Info

	// Filled by open.
	files  []*ast.File // those that may serve as evidence
	values *astx.Values
	decls  map[*types.Func]*ast.FuncDecl
	pulled map[*types.Func]string // functions linked to the runtime

	habits *habits // see learned
}

// The habits of a package are what it does with its cells.
type habits struct {
	calls  map[*types.Func][]*ast.CallExpr
	summed map[*types.Var]bool   // arrays that a loop adds up
	shown  map[*types.Var]bool   // arrays whose cells are read other than for the sum
	added  map[types.Object]bool // arrays (variables) and element types (type names) that code adds to
	old    map[types.Object]bool // those that it adds to by functions of sync/atomic
	other  map[*types.Var]bool   // local variables that are used for more than to index cells
	seeds  []*ast.CallExpr       // calls of rand.Seed
}

func newPicker(pass *report.Pass) *picker { return &picker{pass: pass, info: pass.TypesInfo} }

// evidence calls f for each file that may serve as evidence.
func (p *picker) evidence(f func(*ast.File)) {
	for _, file := range p.pass.Files {
		if p.pass.Log.Evidence(file.Package) {
			f(file)
		}
	}
}

// picks lists the expressions that choose one cell of an array by a computed index in order to change it.
func (p *picker) picks() []*ast.IndexExpr {
	var picks []*ast.IndexExpr
	p.evidence(func(file *ast.File) {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			index, ok := n.(*ast.IndexExpr)
			if !ok {
				return true
			}
			if elem := typex.ArrayElem(p.info.TypeOf(index.X)); elem != nil && p.info.Types[index.Index].Value == nil {
				if _, ok := typex.CellOf(elem); ok && p.changes(index, elem, stack) {
					picks = append(picks, index)
				}
			}
			return true
		})
	})
	return picks
}

// changes tells whether the element is picked in order to be changed, or handed on as a pointer, and not only read or set:
// a sample that replaces a random element is no counter.
func (p *picker) changes(index *ast.IndexExpr, elem types.Type, stack []ast.Node) bool {
	var inner ast.Node = index
	_, pointer := elem.Underlying().(*types.Pointer)
	for i := len(stack) - 1; i >= 0; i-- {
		switch outer := stack[i].(type) {
		case *ast.ParenExpr, *ast.StarExpr:
		case *ast.SelectorExpr:
			pointer = false
			if sel := p.info.Selections[outer]; sel != nil && sel.Kind() != types.FieldVal {
				return !onlyReads(outer.Sel.Name)
			}
		case *ast.UnaryExpr:
			if outer.Op != token.AND || i == 0 {
				return false
			}
			if call, ok := stack[i-1].(*ast.CallExpr); ok {
				fn := typeutil.StaticCallee(p.info, call)
				return !typex.InAtomicPackage(fn) || !onlyReads(fn.Name())
			}
			return true
		case *ast.IncDecStmt:
			return true
		case *ast.AssignStmt:
			if outer.Tok == token.ADD_ASSIGN || outer.Tok == token.SUB_ASSIGN {
				return outer.Lhs[0] == inner
			}
			return pointer && outer.Lhs[0] != inner
		default:
			return pointer
		}
		inner = stack[i]
	}
	return false
}

// onlyReads tells whether a method or function of that name reads or sets a cell and adds nothing.
func onlyReads(name string) bool {
	for _, prefix := range []string{"Load", "Store", "Swap", "Get", "Value", "Read", "Reset", "Sum", "String", "Set", "Snapshot"} {
		if strings.HasPrefix(strings.ToUpper(name[:1])+name[1:], prefix) {
			return true
		}
	}
	return false
}

// element is astx.ElementOf that also looks into what functions of this package return.
func (p *picker) element(e ast.Expr, depth int) *ast.IndexExpr {
	if index := astx.ElementOf(p.info, p.values, e); index != nil || depth > 3 {
		return index
	}
	for range 8 {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			v, ok := p.info.ObjectOf(x).(*types.Var)
			if !ok || v.IsField() {
				return nil
			}
			if e = p.values.Only(v); e == nil {
				return nil
			}
		case *ast.CallExpr:
			for _, result := range p.results(x) {
				if index := p.element(result, depth+1); index != nil {
					return index
				}
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// results lists what the function of this package that call names statically may return, if that is one value.
func (p *picker) results(call *ast.CallExpr) []ast.Expr {
	fn := typeutil.StaticCallee(p.info, call)
	if fn == nil {
		return nil
	}
	decl := p.decls[fn.Origin()]
	if decl == nil || fn.Signature().Results().Len() != 1 {
		return nil
	}
	var results []ast.Expr
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			results = append(results, n.Results...)
		}
		return true
	})
	return results
}

// array returns the variable or field that holds the array or slice e, read through local names for it, or nil.
func (p *picker) array(e ast.Expr) *types.Var {
	for range 8 {
		switch x := ast.Unparen(e).(type) {
		case *ast.StarExpr:
			e = x.X
			continue
		case *ast.UnaryExpr:
			e = x.X
			continue
		case *ast.SliceExpr:
			e = x.X
			continue
		}
		v := p.values.VarOf(e)
		if v == nil || v.IsField() {
			return v
		}
		only := p.values.Only(v)
		if only == nil || p.values.VarOf(strip(only)) == nil {
			return v
		}
		e = only
	}
	return nil
}

func strip(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.StarExpr:
		return strip(x.X)
	case *ast.UnaryExpr:
		return strip(x.X)
	case *ast.SliceExpr:
		return strip(x.X)
	}
	return e
}

var shardName = regexp.MustCompile(`(?i)shard|strip|cell|lane|per_?cpu|per_?p$|sloppy`)

// isCounter tells whether the array that pick picks from is one counter in many cells: something adds to a cell, and the cells
// are padded, or called shards, or a loop sums them up and nothing else reads them. Cells of bare integers count if sync/atomic
// adds to them, or if plain says that the goroutine is pinned to its processor.
func (p *picker) isCounter(pick *ast.IndexExpr, plain bool) bool {
	elem := typex.ArrayElem(p.info.TypeOf(pick.X))
	cell, _ := typex.CellOf(elem)
	v := p.array(pick.X)
	if v == nil {
		return false
	}
	name := typeName(elem)
	known := func(in map[types.Object]bool) bool { return in[v] || name != nil && in[name] }
	h := p.learned()
	if !known(h.added) || !cell.Atomic && !cell.Locked && !plain && !known(h.old) {
		return false
	}
	// A number with a lock and no name for it may be an account, with a sum that checks the books.
	if h.summed[v] && !h.shown[v] && !cell.Locked {
		return true
	}
	names := []string{v.Name()}
	if name != nil {
		names = append(names, name.Name())
	}
	if sel, ok := ast.Unparen(pick.X).(*ast.SelectorExpr); ok {
		if holder := typeName(p.info.TypeOf(sel.X)); holder != nil {
			names = append(names, holder.Name())
		}
	}
	return cell.Padded || slices.ContainsFunc(names, shardName.MatchString)
}

// typeName returns the name of the type t, or of what it points to, if it is one that packages declare for themselves.
func typeName(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == "sync/atomic" || named.Obj().Pkg().Path() == "go.uber.org/atomic" {
		return nil
	}
	return named.Origin().Obj()
}

func under[T types.Type](t types.Type) (T, bool) {
	if t == nil {
		var zero T
		return zero, false
	}
	u, ok := t.Underlying().(T)
	return u, ok
}

// isFunc tells whether fn is the function, not a method, of that name.
func isFunc(fn *types.Func, pkg, name string) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == pkg && fn.Name() == name && fn.Signature().Recv() == nil
}
