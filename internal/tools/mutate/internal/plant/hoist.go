package plant

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// hoistable returns the statement before which code may be put so that it runs once right before the expression at c is evaluated
// for the first and only time. It reports false for conditions of loops, operands that may be skipped, and the like.
func hoistable(c inspector.Cursor) (ast.Stmt, bool) {
	for {
		kind, parent := c.ParentEdgeKind(), c.Parent()
		switch kind {
		case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
			return c.Node().(ast.Stmt), true
		case edge.IfStmt_Init, edge.IfStmt_Cond, edge.SwitchStmt_Init, edge.SwitchStmt_Tag, edge.RangeStmt_X:
			if kind == edge.IfStmt_Cond && parent.Node().(*ast.IfStmt).Init != nil {
				return nil, false // what comes before may change what it means
			}
			if kind == edge.SwitchStmt_Tag && parent.Node().(*ast.SwitchStmt).Init != nil {
				return nil, false
			}
		case edge.BinaryExpr_Y:
			if op := parent.Node().(*ast.BinaryExpr).Op; op == token.LAND || op == token.LOR {
				return nil, false
			}
		case edge.DeferStmt_Call, edge.GoStmt_Call, edge.ForStmt_Init, edge.ForStmt_Cond, edge.ForStmt_Post, edge.CaseClause_List, edge.CommClause_Comm:
			return nil, false
		default:
			switch n := c.Node().(type) {
			case ast.Expr:
				if _, ok := n.(*ast.FuncLit); ok {
					return nil, false
				}
			case *ast.AssignStmt, *ast.ExprStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.DeclStmt, *ast.GenDecl, *ast.ValueSpec:
			default:
				return nil, false
			}
		}
		c = parent
	}
}
