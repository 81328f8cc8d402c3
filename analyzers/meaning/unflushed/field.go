package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"
)

// judgeField looks for any other place that flushes the field of f: a Close, a Flush that somebody calls, a reader of the rest.
func (p *pkg) judgeField(f flush) {
	owner := p.ownerOf(f)
	if owner == nil || f.acc.Exported() || !p.madeInFunction(owner) {
		return
	}
	if f.by != nil && (f.by.Exported() || p.calledElsewhere(f)) {
		return
	}
	counted, taken := false, false
	for _, file := range p.pass.Files {
		if !p.pass.Log.Evidence(file.Package) {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || p.varOf(id) != f.acc || p.info.Defs[id] != nil {
				return true
			}
			switch p.useOf(id, stack, f) {
			case counts:
				counted = true
			case takes:
				taken = true
			}
			return true
		})
	}
	if counted && !taken {
		p.reportOwner(f, owner)
	}
}

// ownerOf returns the type of the package that holds the field.
func (p *pkg) ownerOf(f flush) *types.TypeName {
	scope := p.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		st, ok := tn.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for v := range st.Fields() {
			if v.Origin() == f.acc {
				return tn
			}
		}
	}
	return nil
}

// madeInFunction tells whether objects of the type are made as the program goes, and so end. One that is a package variable lives as
// long as the process.
func (p *pkg) madeInFunction(owner *types.TypeName) bool {
	made := false
	for _, decl := range p.decls {
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				made = made || p.isOf(p.info.TypeOf(n), owner)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "new" && len(n.Args) == 1 {
					made = made || p.isOf(p.info.TypeOf(n.Args[0]), owner)
				}
			case *ast.ValueSpec:
				made = made || n.Type != nil && p.isOf(p.info.TypeOf(n.Type), owner)
			}
			return !made
		})
	}
	return made
}

func (p *pkg) isOf(t types.Type, owner *types.TypeName) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Origin().Obj() == owner
}

// calledElsewhere tells whether the flushing method is used anywhere but behind a threshold.
func (p *pkg) calledElsewhere(f flush) bool {
	elsewhere := false
	for _, file := range p.pass.Files {
		if !p.pass.Log.Evidence(file.Package) {
			continue
		}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if fn, ok := p.info.Uses[id].(*types.Func); !ok || fn.Origin() != f.by {
				return true
			}
			elsewhere = elsewhere || !p.behindThreshold(id, stack, f)
			return true
		})
	}
	return elsewhere
}

// behindThreshold tells whether a mention of the field or of its flush stands where the threshold is passed.
func (p *pkg) behindThreshold(id *ast.Ident, stack []ast.Node, f flush) bool {
	if f.body[0].Pos() <= id.Pos() && id.End() <= f.body[len(f.body)-1].End() {
		return true
	}
	for _, n := range stack {
		if s, ok := n.(*ast.IfStmt); ok && p.isThreshold(s.Cond) && p.mentions(s.Cond, f.acc) {
			return true
		}
	}
	return false
}

// A use is what one mention of the field does.
type use uint8

const (
	looks use = iota
	counts
	takes
)

// useOf says what a mention of the field does: count, be compared, be flushed behind the threshold, or let somebody else take it.
func (p *pkg) useOf(id *ast.Ident, stack []ast.Node, f flush) use {
	if p.behindThreshold(id, stack, f) || f.by != nil && within(stack, p.decls[f.by]) {
		return looks
	}
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.IncDecStmt:
			return counts
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && p.varOf(n.Lhs[0]) == f.acc && (n.Tok == token.ADD_ASSIGN || n.Tok == token.ASSIGN && p.mentions(n.Rhs[0], f.acc)) {
				return counts
			}
			return takes
		case *ast.BinaryExpr:
			switch n.Op {
			case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
				return looks
			}
		case ast.Stmt:
			return takes
		}
	}
	return takes
}

func within(stack []ast.Node, decl *ast.FuncDecl) bool {
	for _, n := range stack {
		if n == ast.Node(decl) {
			return decl != nil
		}
	}
	return false
}
