package plant

// Class: one of several atomic sites of a number turned plain.

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
)

var plain = &Class{
	ID: "plain", Summary: "one of several atomic sites of a number turned plain",
	Fitting: []string{"mixedatomic", "lostupdate", "racyread"}, Detected: true, find: (*finder).plain,
}

func (f *finder) plain() {
	for _, o := range f.shared() {
		if !o.function() || f.others(o, func(*op) bool { return true }) == 0 {
			continue
		}
		cell := f.text(o.cell)
		stmt, alone := o.at.Parent().Node().(*ast.ExprStmt)
		text := ""
		switch o.verb {
		case "Add":
			if !alone {
				continue // its result is wanted
			}
			n, known := f.constant(o.args[0])
			switch {
			case known && n == 1:
				text = cell + "++"
			case known && (n == -1 || o.width == "Uint32" && n == 1<<32-1):
				text = cell + "--"
			default:
				text = cell + " += " + f.text(o.args[0])
			}
		case "Store":
			if !alone {
				continue
			}
			text = cell + " = " + f.text(o.args[0])
		case "Load":
			if kind := o.at.ParentEdgeKind(); alone || kind == edge.GoStmt_Call || kind == edge.DeferStmt_Call {
				continue
			}
			text = cell
		default:
			continue
		}
		var at ast.Node = o.call
		if alone {
			at = stmt
		}
		f.plant(at, append([]analysis.TextEdit{replace(at, text)}, f.keepImport(o)...), []ast.Expr{o.cell}, o.cell.Pos())
	}
}

// keepImport renames the import of sync/atomic to _ if o is its only use in the file.
func (f *finder) keepImport(o *op) []analysis.TextEdit {
	pkg, ok := o.call.Fun.(*ast.SelectorExpr).X.(*ast.Ident)
	if !ok {
		return nil
	}
	name := f.TypesInfo.Uses[pkg]
	for c := range o.at.Enclosing((*ast.File)(nil)) {
		file := c.Node().(*ast.File)
		for id := range c.Preorder((*ast.Ident)(nil)) {
			if id.Node() != pkg && f.TypesInfo.Uses[id.Node().(*ast.Ident)] == name {
				return nil
			}
		}
		for _, spec := range file.Imports {
			if f.TypesInfo.PkgNameOf(spec) != name {
				continue
			}
			if spec.Name != nil {
				return []analysis.TextEdit{replace(spec.Name, "_")}
			}
			return []analysis.TextEdit{insert(spec.Path.Pos(), "_ ")}
		}
	}
	return nil
}
