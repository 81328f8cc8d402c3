package astx

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
)

// A Decl is a top-level declaration, or one specification of several in parentheses, with its doc comment.
type Decl struct {
	Name     string // "F", "T.M", "(*T).M", "T", "x": type parameters are no part of it
	Pos, End token.Pos
}

// Decls returns the declarations of f in their order; imports are none.
func Decls(f *ast.File) []Decl {
	var ds []Decl
	add := func(name string, n ast.Node, doc *ast.CommentGroup) {
		d := Decl{name, n.Pos(), n.End()}
		if doc != nil {
			d.Pos = doc.Pos()
		}
		ds = append(ds, d)
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			add(funcName(d), d, d.Doc)
		case *ast.GenDecl:
			doc := d.Doc
			if d.Lparen.IsValid() {
				doc = nil
			}
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					add(s.Name.Name, s, cmp.Or(s.Doc, doc))
				case *ast.ValueSpec:
					add(s.Names[0].Name, s, cmp.Or(s.Doc, doc))
				}
			}
		}
	}
	return ds
}

// DeclAt names the declaration of f around pos; "" outside of all.
func DeclAt(f *ast.File, pos token.Pos) string {
	for _, d := range Decls(f) {
		if d.Pos <= pos && pos <= d.End {
			return d.Name
		}
	}
	return ""
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	recv := ast.Unparen(d.Recv.List[0].Type)
	star, pointer := recv.(*ast.StarExpr)
	if pointer {
		recv = ast.Unparen(star.X)
	}
	switch x := recv.(type) {
	case *ast.IndexExpr:
		recv = x.X
	case *ast.IndexListExpr:
		recv = x.X
	}
	name := types.ExprString(recv)
	if pointer {
		name = "(*" + name + ")"
	}
	return name + "." + d.Name.Name
}
