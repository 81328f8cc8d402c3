package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/hidden"
)

// This file looks at the files of the package that are not compiled here: they are rewritten like the others, as far as they can be
// understood.

func newInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
}

// A variant is one type-check of hidden files beside the package.
type variant struct {
	*hidden.Variant
	index *index
}

// read reads the hidden files, once for all plans.
func (k *Package) read() {
	if k.files != nil {
		return
	}
	k.files = hidden.Read(k.pass)
	for _, v := range k.files.Check(k.pass, k.pass.Files, k.pass.Pkg, newInfo) {
		k.variants = append(k.variants, &variant{v, newIndex(inspector.New(v.Files), v.Info)})
	}
}

// hidden draws the edits of the hidden files.
func (p *planner) hidden(main *view) {
	if isLocal(main.v) || len(p.refusals) > 0 {
		return
	}
	p.read()
	p.clashes(main, p.files)
	for _, variant := range p.variants {
		pass := *p.pass
		pass.Files, pass.Pkg, pass.TypesInfo = variant.Files, variant.Pkg, variant.Info
		pass.ReadFile = func(name string) ([]byte, error) { return hidden.ReadFile(p.pass, name) }
		v := main.v
		if variant.Pkg.Path() == p.pass.Pkg.Path() { // external tests see the package as it is
			if v = variant.sameVar(main.v); v == nil {
				continue // declared in a function, whose body is no business of other files
			}
		}
		w := newView(p, &pass, v, variant.Asked, variant.index)
		w.main = main
		before := len(p.edits)
		w.unresolved()
		w.again()
		w.draw()
		p.beyond = p.beyond || len(p.edits) > before
	}
}

// sameVar returns what v is called in this type-check of the same syntax.
func (x *variant) sameVar(v *types.Var) *types.Var {
	def := x.index.defs[v.Pos()]
	if !def.Valid() {
		return nil
	}
	v, _ = x.Info.Defs[def.Node().(*ast.Ident)].(*types.Var)
	return v
}

// clashes refuses a new import whose name a hidden file gives to something else.
func (p *planner) clashes(main *view, files *hidden.Files) {
	for _, f := range slices.Concat(files.Tests, files.Ignored) {
		for _, id := range topLevel(f) {
			for _, imp := range main.chosen {
				if id.Name == imp.name {
					p.refuse(id.Pos(), Import, "%s is declared here", imp.name)
				}
			}
		}
	}
}

// topLevel lists the names that a file declares at its top.
func topLevel(f *ast.File) []*ast.Ident {
	var names []*ast.Ident
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name)
				case *ast.ValueSpec:
					names = append(names, s.Names...)
				}
			}
		}
	}
	return names
}

// unresolved refuses a file in which a name may be the variable, and nobody can tell.
func (w *view) unresolved() {
	for _, cur := range w.index.unknown[w.v.Name()] {
		id := cur.Node().(*ast.Ident)
		if !w.isOwn(id.Pos()) {
			continue
		}
		switch parent := cur.Parent().Node().(type) {
		case *ast.SelectorExpr:
			if parent.Sel != id {
				continue
			}
			if x, ok := parent.X.(*ast.Ident); ok {
				if _, pkg := w.info.Uses[x].(*types.PkgName); pkg {
					continue // of an import that is not seen
				}
			}
			w.refuse(id.Pos(), Unresolved, "what %s is cannot be told without its imports", w.text(parent))
		case *ast.KeyValueExpr:
			w.refuse(id.Pos(), Unresolved, "what %s belongs to cannot be told without its imports", id.Name)
		}
	}
}

// again refuses a file that declares the variable, or the type that it is a field of, for itself.
func (w *view) again() {
	name := w.v.Name()
	if w.v.IsField() {
		name = w.main.owner()
	}
	for _, f := range w.own {
		if f.Name.Name != w.pass.Pkg.Name() {
			continue // external tests
		}
		for _, id := range topLevel(f) {
			if id.Name == name {
				w.refuse(id.Pos(), Unresolved, "%s is declared here, too", name)
			}
		}
	}
}

// owner returns the name of what is declared around the field at the top of its file, or "".
func (w *view) owner() string {
	f := w.fileOf(w.v.Pos())
	inside := func(n ast.Node) bool { return n.Pos() <= w.v.Pos() && w.v.Pos() < n.End() }
	for _, id := range topLevel(f) {
		var decl ast.Node
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok != token.IMPORT && inside(g) {
				for _, s := range g.Specs {
					if inside(s) {
						decl = s
					}
				}
			}
		}
		if decl != nil && decl.Pos() <= id.Pos() && id.Pos() < decl.End() {
			return id.Name
		}
	}
	return ""
}
