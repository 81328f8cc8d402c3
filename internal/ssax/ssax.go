// Package ssax answers small questions about the SSA of a package that several rules ask, and that are no matter of concurrency.
//
// It builds nothing: it looks at what the engine has built. Functions of other packages have no bodies there.
package ssax

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"
)

// Funcs lists the functions with bodies that the files of pass declare, in source order, each followed by its literals; then the
// initialiser of the package. Functions that begin at a position for which counts is false are left out, literals with them.
func Funcs(pass *analysis.Pass, pkg *ssa.Package, counts func(token.Pos) bool) []*ssa.Function {
	var fns []*ssa.Function
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || len(fn.Blocks) == 0 {
			return
		}
		fns = append(fns, fn)
		for _, lit := range fn.AnonFuncs {
			if counts(lit.Pos()) {
				add(lit)
			}
		}
	}
	for _, file := range pass.Files {
		if !counts(file.Package) {
			continue
		}
		for _, decl := range file.Decls {
			if fd, ok := decl.(*ast.FuncDecl); ok {
				if obj, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
					add(pkg.Prog.FuncValue(obj))
				}
			}
		}
	}
	add(pkg.Func("init"))
	return fns
}

// Callee returns the function that a call names or the literal that it calls on the spot, generic functions as they are declared;
// nil for interface methods, builtins and function values.
func Callee(c *ssa.CallCommon) *ssa.Function {
	fn := c.StaticCallee()
	if fn != nil && fn.Origin() != nil {
		return fn.Origin()
	}
	return fn
}

// FullName is the name of the declared function that a call names, with its package: "sort.Slice", "(*sync.Map).Store"; else "".
func FullName(c *ssa.CallCommon) string {
	fn := Callee(c)
	if fn == nil {
		return ""
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return obj.Origin().FullName()
	}
	return ""
}

// StmtAt returns the innermost simple statement or call around pos: what a finding about an instruction at pos should underline.
func StmtAt(pass *analysis.Pass, pos token.Pos) ast.Node {
	for _, f := range pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			path, _ := astutil.PathEnclosingInterval(f, pos, pos)
			for _, n := range path {
				switch n.(type) {
				case *ast.AssignStmt, *ast.IncDecStmt, *ast.CallExpr, *ast.RangeStmt:
					return n
				case ast.Stmt, *ast.FuncLit:
					return nil
				}
			}
		}
	}
	return nil
}

// Sites lists the calls, go and defer statements that name each function. What a method value calls counts where that is made.
func Sites(fns []*ssa.Function) map[*ssa.Function][]ssa.CallInstruction {
	sites := map[*ssa.Function][]ssa.CallInstruction{}
	var note func(instr ssa.Instruction)
	note = func(instr ssa.Instruction) {
		switch i := instr.(type) {
		case ssa.CallInstruction:
			if fn := Callee(i.Common()); fn != nil {
				sites[fn] = append(sites[fn], i)
			}
		case *ssa.MakeClosure:
			if fn := i.Fn.(*ssa.Function); fn.Synthetic != "" {
				Each([]*ssa.Function{fn}, note)
			}
		}
	}
	Each(fns, note)
	return sites
}

// Each calls f with the instructions of the functions, in order.
func Each(fns []*ssa.Function, f func(ssa.Instruction)) {
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				f(instr)
			}
		}
	}
}
