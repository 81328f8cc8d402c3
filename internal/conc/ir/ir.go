// Package ir builds the SSA of one package and the indexes over it that the other parts of the engine share: the functions, who
// calls them, where their literals go, and the syntax of their calls.
//
// It does not use the buildssa analyzer: that one requires control-flow facts of every dependency, which costs more than all the
// rest of the engine. The few functions of std that never return stand in a table instead.
package ir

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/userrows"
)

// MaxInstrs bounds the work on one function: a larger one is left out.
const MaxInstrs = 20000

// A Program is the SSA of one package with its indexes. It may be asked from several goroutines.
type Program struct {
	Fset    *token.FileSet
	Pkg     *ssa.Package
	Types   *types.Package
	Info    *types.Info
	Package token.Pos // the first package clause

	// Funcs are the functions of the source, literals after what they stand in, then the package initialiser and the synthetic
	// wrappers that the source calls. Bodies that are too large are in Large instead.
	Funcs []*ssa.Function
	Large []*ssa.Function

	rank   map[*token.File]int // order of the files
	known  map[*ssa.Function]bool
	decls  map[*ssa.Function]*ast.FuncDecl
	docs   map[types.Object]string       // of types, where there is any
	calls  map[token.Pos]*ast.CallExpr   // by Lparen
	binary map[token.Pos]*ast.BinaryExpr // by OpPos

	sites   map[*ssa.Function][]Site
	makes   map[*ssa.Function][]ssa.Instruction     // instructions that have the function, or its closure, as an operand that is not called
	dynamic map[*ssa.Function][]ssa.CallInstruction // calls through interfaces that may reach the method
	returns map[*ssa.Function][]*ssa.Return
	rows    *userrows.Table

	mu    sync.Mutex // guards what is made on demand
	cells map[*ssa.Alloc]*cell
	vars  map[token.Pos]*types.Var                    // local variables by declaration
	order map[*ssa.Function]map[ssa.Instruction]int32 // positions in their blocks
}

// A Site is a static call, go or defer statement.
type Site struct {
	Instr  ssa.CallInstruction
	Caller *ssa.Function
}

// Build makes the program of a package that has no type errors. The error says that the SSA builder, which is not ours, gave up on
// the package: a host must not fall with it.
func Build(fset *token.FileSet, pkg *types.Package, files []*ast.File, info *types.Info, rows *userrows.Table) (p *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("SSA of %s: %v", pkg.Path(), r)
		}
	}()
	prog := ssa.NewProgram(fset, ssa.BuilderMode(0))
	prog.SetNoReturn(neverReturns)
	for _, imp := range pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	p = &Program{
		Fset: fset, Types: pkg, Info: info, Package: files[0].Package, Pkg: prog.CreatePackage(pkg, files, info, false),
		rank:    map[*token.File]int{},
		known:   map[*ssa.Function]bool{},
		decls:   map[*ssa.Function]*ast.FuncDecl{},
		docs:    map[types.Object]string{},
		calls:   map[token.Pos]*ast.CallExpr{},
		binary:  map[token.Pos]*ast.BinaryExpr{},
		sites:   map[*ssa.Function][]Site{},
		makes:   map[*ssa.Function][]ssa.Instruction{},
		cells:   map[*ssa.Alloc]*cell{},
		dynamic: map[*ssa.Function][]ssa.CallInstruction{},
		returns: map[*ssa.Function][]*ssa.Return{},
		rows:    rows,
		order:   map[*ssa.Function]map[ssa.Instruction]int32{},
	}
	p.Pkg.Build()
	p.gather(files)
	p.index()
	return p, nil
}

// neverReturns tells which functions of std end the goroutine or the process.
func neverReturns(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "os":
		return fn.Name() == "Exit"
	case "runtime":
		return fn.Name() == "Goexit"
	case "log":
		switch fn.Name() {
		case "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln":
			return true
		}
	}
	return false
}

// gather lists the functions and the syntax.
func (p *Program) gather(files []*ast.File) {
	for i, file := range files {
		p.rank[p.Fset.File(file.FileStart)] = i
		for _, decl := range file.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.TYPE {
				p.document(gen)
			}
			fd, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if obj, ok := p.Info.Defs[fd.Name].(*types.Func); ok {
				if fn := p.Pkg.Prog.FuncValue(obj); fn != nil {
					p.decls[fn] = fd
					p.add(fn)
				}
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				p.calls[n.Lparen] = n
			case *ast.BinaryExpr:
				p.binary[n.OpPos] = n
			}
			return true
		})
	}
	if init := p.Pkg.Func("init"); init != nil {
		p.add(init)
	}
}

// document notes what is said of types.
func (p *Program) document(gen *ast.GenDecl) {
	for _, spec := range gen.Specs {
		spec := spec.(*ast.TypeSpec)
		doc := spec.Doc
		if doc == nil && len(gen.Specs) == 1 {
			doc = gen.Doc
		}
		if doc != nil {
			p.docs[p.Info.Defs[spec.Name]] = doc.Text()
		}
	}
}

// TypeDoc returns the doc comment of a type that the package declares.
func (p *Program) TypeDoc(t *types.TypeName) string { return p.docs[t] }

func (p *Program) add(fn *ssa.Function) {
	if p.known[fn] || len(fn.Blocks) == 0 {
		return
	}
	n := 0
	for _, b := range fn.Blocks {
		n += len(b.Instrs)
	}
	if n > MaxInstrs {
		p.Large = append(p.Large, fn)
	} else {
		p.known[fn] = true
		p.Funcs = append(p.Funcs, fn)
	}
	for _, anon := range fn.AnonFuncs {
		p.add(anon)
	}
}

// index walks all instructions once. Synthetic wrappers that turn up on the way join the list.
func (p *Program) index() {
	var ops [8]*ssa.Value
	var invokes []ssa.CallInstruction
	for i := 0; i < len(p.Funcs); i++ {
		fn := p.Funcs[i]
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				var called *ssa.Value
				switch instr := instr.(type) {
				case ssa.CallInstruction:
					c := instr.Common()
					if c.IsInvoke() {
						invokes = append(invokes, instr)
					}
					if callee := Origin(c.StaticCallee()); callee != nil {
						called = &c.Value
						p.wrapper(callee)
						p.sites[callee] = append(p.sites[callee], Site{instr, fn})
					}
				case *ssa.Return:
					p.returns[fn] = append(p.returns[fn], instr)
				}
				for _, op := range instr.Operands(ops[:0]) {
					if f, ok := (*op).(*ssa.Function); ok && op != called {
						if mc, ok := instr.(*ssa.MakeClosure); !ok || op != &mc.Fn {
							f = Origin(f)
							p.wrapper(f)
							p.makes[f] = append(p.makes[f], instr)
						}
					}
				}
				if mc, ok := instr.(*ssa.MakeClosure); ok {
					f := Origin(mc.Fn.(*ssa.Function))
					p.wrapper(f)
					p.makes[f] = append(p.makes[f], mc)
				}
			}
		}
	}
	p.dispatch(invokes)
}

// wrapper adds the body of a synthetic thunk, bound method or promotion, so that it is read like a helper of the package.
func (p *Program) wrapper(fn *ssa.Function) {
	if fn.Synthetic != "" && fn.Parent() == nil && fn.Syntax() == nil && len(fn.Blocks) <= 8 {
		p.add(fn)
	}
}

// Origin maps an instance of a generic function to the function with the body.
func Origin(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// Known tells whether the body of fn is looked into.
func (p *Program) Known(fn *ssa.Function) bool { return p.known[fn] }

// Decl returns the declaration that encloses fn, or nil.
func (p *Program) Decl(fn *ssa.Function) *ast.FuncDecl {
	for ; fn != nil; fn = fn.Parent() {
		if d := p.decls[fn]; d != nil {
			return d
		}
	}
	return nil
}

// Syntax returns the declaration that encloses fn, or the outermost literal in the value of a package variable; nil for synthetic functions.
func (p *Program) Syntax(fn *ssa.Function) ast.Node {
	var outer ast.Node
	for ; fn != nil; fn = fn.Parent() {
		if d := p.decls[fn]; d != nil {
			return d
		}
		if lit, ok := fn.Syntax().(*ast.FuncLit); ok {
			outer = lit
		}
	}
	return outer
}

// Call returns the syntax of a call, go or defer statement, or nil for a synthetic one.
func (p *Program) Call(instr ssa.CallInstruction) *ast.CallExpr { return p.calls[instr.Common().Pos()] }

// Binary returns the binary expression whose operator stands at pos, or nil.
func (p *Program) Binary(pos token.Pos) *ast.BinaryExpr { return p.binary[pos] }

// VarAt returns the variable that is declared at pos, or nil.
func (p *Program) VarAt(pos token.Pos) *types.Var {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.vars == nil {
		p.vars = map[token.Pos]*types.Var{}
		for id, obj := range p.Info.Defs {
			if v, ok := obj.(*types.Var); ok {
				p.vars[id.Pos()] = v
			}
		}
	}
	return p.vars[pos]
}

// Index is the position of instr in its block. Positions are noted when a function is first asked about: few are.
func (p *Program) Index(instr ssa.Instruction) int { return int(p.positions(instr.Parent())[instr]) }

func (p *Program) positions(fn *ssa.Function) map[ssa.Instruction]int32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	order := p.order[fn]
	if order == nil {
		order = map[ssa.Instruction]int32{}
		for _, b := range fn.Blocks {
			for i, instr := range b.Instrs {
				order[instr] = int32(i)
			}
		}
		p.order[fn] = order
	}
	return order
}

// Sites returns the static calls of fn, go and defer statements included.
func (p *Program) Sites(fn *ssa.Function) []Site { return p.sites[fn] }

// Returns lists the return statements of fn.
func (p *Program) Returns(fn *ssa.Function) []*ssa.Return { return p.returns[fn] }

// Dominates tells whether every way to b passes a first; an instruction does not dominate itself.
func (p *Program) Dominates(a, b ssa.Instruction) bool {
	ba, bb := a.Block(), b.Block()
	if ba == bb {
		return p.Index(a) < p.Index(b)
	}
	return ba.Parent() == bb.Parent() && ba.Dominates(bb)
}

// Compare orders positions as in the source: by file in the order of the package, then by offset. Positions alone depend on the
// order in which a host happened to read the files.
func (p *Program) Compare(a, b token.Pos) int {
	if a == b || !a.IsValid() || !b.IsValid() {
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(p.rank[p.Fset.File(a)], p.rank[p.Fset.File(b)]), cmp.Compare(a, b))
}

// InLoop tells whether control can come back to the block, be it that it lies in the body of a range over a function.
func InLoop(b *ssa.BasicBlock) bool {
	seen := make([]bool, len(b.Parent().Blocks))
	stack := slices.Clone(b.Succs)
	if len(b.Instrs) > 0 && EndsRound(b.Instrs[len(b.Instrs)-1]) {
		return true
	}
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c == b || EndsRound(c.Instrs[len(c.Instrs)-1]) {
			return true
		}
		if !seen[c.Index] {
			seen[c.Index] = true
			stack = append(stack, c.Succs...)
		}
	}
	return false
}

// EndsRound tells whether instr ends one round of a range over a function, and may ask for another one.
func EndsRound(instr ssa.Instruction) bool {
	ret, ok := instr.(*ssa.Return)
	if !ok || ret.Parent().Synthetic != "range-over-func yield" {
		return false
	}
	c, ok := ret.Results[0].(*ssa.Const)
	return !ok || constant.BoolVal(c.Value)
}
