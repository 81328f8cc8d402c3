package copiedatomic

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// This file tells which locks are held, by the order of the text: a Lock holds until the next Unlock of the same expression.

// leavingBlock returns the innermost block around cur if control cannot run out of its end, else nil.
func leavingBlock(cur inspector.Cursor) ast.Node {
	for up := range cur.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		var list []ast.Stmt
		switch n := up.Node().(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		switch last := list[len(list)-1].(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			return up.Node()
		case *ast.ExprStmt:
			if call, ok := last.X.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
					return up.Node()
				}
			}
		}
		return nil
	}
	return nil
}

// locked tells what lock is held at cur: "write", "read" or "". A function named …Locked says that its caller holds one, and so
// do all the callers of an unexported function if they all do.
func (o *ownership) locked(cur inspector.Cursor) string {
	if mode := o.lockedHere(cur); mode != "" {
		return mode
	}
	for up := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		decl := up.Node().(*ast.FuncDecl)
		if strings.HasSuffix(decl.Name.Name, "Locked") {
			return "write"
		}
		fn, ok := o.info.Defs[decl.Name].(*types.Func)
		if !ok || o.exposed(fn) || len(o.usesOf(fn)) == 0 {
			return ""
		}
		mode := "write"
		for _, use := range o.usesOf(fn) {
			call, at := o.callOf(use)
			if call == nil {
				return ""
			}
			switch o.lockedHere(at) {
			case "":
				return ""
			case "read":
				mode = "read"
			}
		}
		return mode
	}
	return ""
}

func (o *ownership) lockedHere(cur inspector.Cursor) string {
	b := o.body(cur)
	if b == nil {
		return ""
	}
	held := map[string]string{}
	for _, l := range b.locks {
		switch {
		case l.pos >= cur.Node().Pos():
		case l.take && l.read:
			held[l.recv] = "read"
		case l.take:
			held[l.recv] = "write"
		case !l.deferred && (l.leaves == nil || l.leaves.Pos() <= cur.Node().Pos() && cur.Node().Pos() < l.leaves.End()):
			delete(held, l.recv)
		}
	}
	mode := ""
	for _, m := range held {
		if mode == "" || m == "write" {
			mode = m
		}
	}
	return mode
}
