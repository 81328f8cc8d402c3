package inventory

import (
	"fmt"
	"go/token"
	"go/types"
	"strconv"
)

// names gives variables, fields, parameters and results names that are the same in every package that mentions them: "path.Var",
// "path.Type.field", "path.Func#0" for the first parameter, "path.Func()0" for the first result.
type names struct {
	fset   *token.FileSet
	pkg    *types.Package
	fields map[*types.Package]map[*types.Var]string
}

func newNames(fset *token.FileSet, pkg *types.Package) *names {
	return &names{fset: fset, pkg: pkg, fields: map[*types.Package]map[*types.Var]string{}}
}

// of names a variable; "" if other packages could not mean the same by it and this one has no position for it.
func (n *names) of(v *types.Var) string {
	if v == nil || v.Pkg() == nil {
		return ""
	}
	v = v.Origin()
	if short := n.short(v); short != "" {
		return v.Pkg().Path() + "." + short
	}
	if !v.Pos().IsValid() {
		return ""
	}
	return n.pkg.Path() + "@" + n.fset.Position(v.Pos()).String() // of this package alone
}

// short names a package variable or a field of a declared type within its package: "hits", "Server.hits"; "" for others.
func (n *names) short(v *types.Var) string {
	if v.IsField() {
		return n.fieldsOf(v.Pkg())[v]
	}
	if v.Parent() == v.Pkg().Scope() {
		return v.Name()
	}
	return ""
}

func (n *names) fieldsOf(pkg *types.Package) map[*types.Var]string {
	if m := n.fields[pkg]; m != nil {
		return m
	}
	m := map[*types.Var]string{}
	n.fields[pkg] = m
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.TypeName:
			if named, ok := obj.Type().(*types.Named); ok {
				addFields(m, named.Underlying(), name, 0)
			}
		case *types.Var:
			addFields(m, obj.Type(), name, 0)
		}
	}
	return m
}

// addFields names the fields of a type and of the unnamed types in it.
func addFields(m map[*types.Var]string, t types.Type, name string, depth int) {
	if depth > 6 {
		return
	}
	switch t := t.(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if _, seen := m[f]; !seen {
				m[f] = name + "." + f.Name()
				addFields(m, f.Type(), name+"."+f.Name(), depth+1)
			}
		}
	case *types.Pointer:
		addFields(m, t.Elem(), name, depth+1)
	case *types.Slice:
		addFields(m, t.Elem(), name, depth+1)
	case *types.Array:
		addFields(m, t.Elem(), name, depth+1)
	case *types.Map:
		addFields(m, t.Elem(), name, depth+1)
	}
}

// function names a function or method.
func function(fn *types.Func) string { return fn.Origin().FullName() }

// parameter and result name those of a function; a method's receiver does not count.
func parameter(fn *types.Func, i int) string { return function(fn) + "#" + strconv.Itoa(i) }

func result(fn *types.Func, i int) string { return fmt.Sprintf("%s()%d", function(fn), i) }
