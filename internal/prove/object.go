package prove

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// object returns a variable with an object of a type of the package, made once: what a constructor without arguments makes, a
// variable of the package, or the zero value where that is usable.
func (b *builder) object(t types.Type) (string, error) {
	n := named(t)
	if n == nil {
		return "", fmt.Errorf("no object of type %v can be made", t)
	}
	name := n.Obj().Name()
	if v := b.made[name]; v != "" {
		return v, nil
	}
	v := b.local("subject")
	if len(b.made) > 0 {
		v += strconv.Itoa(len(b.made) + 1)
	}
	constructor, wanting := b.constructor(n)
	switch {
	case constructor != nil:
		b.isolate(constructor)
		if constructor.Signature().Results().Len() == 1 {
			b.setup = append(b.setup, fmt.Sprintf("%s := %s()", v, constructor.Name()))
		} else {
			b.setup = append(b.setup, fmt.Sprintf("%s, err := %s()\nif err != nil {\n%s.Fatal(err)\n}", v, constructor.Name(), b.local("t")))
		}
	case b.variable(n) != "":
		v = b.variable(n)
	case wanting != "":
		return "", fmt.Errorf("no %s can be made: %s wants arguments", name, wanting)
	default:
		if field := unusable(n, map[types.Type]bool{}); field != "" {
			return "", fmt.Errorf("no %s can be made: no constructor without arguments returns one, and the zero value has no %s", name, field)
		}
		b.setup = append(b.setup, fmt.Sprintf("%s := new(%s)", v, name))
	}
	b.made[name] = v
	return v, nil
}

// constructor finds a function of the package without arguments that makes an n. wanting is one with arguments, if there are none
// without.
func (b *builder) constructor(n *types.Named) (fn *types.Func, wanting string) {
	scope := b.p.Types.Scope()
	for _, candidate := range scope.Names() {
		fn, ok := scope.Lookup(candidate).(*types.Func)
		if !ok || !strings.HasPrefix(strings.ToLower(candidate), "new") || fn.Signature().TypeParams().Len() > 0 {
			continue
		}
		sig := fn.Signature()
		results := sig.Results()
		if results.Len() == 0 || results.Len() > 2 || named(results.At(0).Type()) != n || results.Len() == 2 && results.At(1).Type().String() != "error" {
			continue
		}
		if sig.Params().Len() > 1 || sig.Params().Len() == 1 && !sig.Variadic() {
			wanting = candidate
			continue
		}
		return fn, ""
	}
	return nil, wanting
}

// variable finds a variable of the package that is an n from the beginning, or points to one.
func (b *builder) variable(n *types.Named) string {
	for _, f := range b.p.Syntax {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				spec := spec.(*ast.ValueSpec)
				for i, id := range spec.Names {
					if obj := b.p.TypesInfo.Defs[id]; len(spec.Values) > i && !b.p.TypesInfo.Types[spec.Values[i]].IsNil() && id.Name != "_" && named(obj.Type()) == n {
						return id.Name
					}
				}
			}
		}
	}
	return ""
}

// unusable names a field without which the zero value of t is of no use, or returns "".
func unusable(t types.Type, seen map[types.Type]bool) string {
	if seen[t] {
		return ""
	}
	seen[t] = true
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch path := n.Obj().Pkg().Path(); {
		case path == "sync" || path == "sync/atomic" || n.String() == "time.Time" || n.String() == "expvar.Int" || n.String() == "expvar.Map" || n.String() == "expvar.Float":
			return ""
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			switch f.Type().Underlying().(type) {
			case *types.Pointer, *types.Map, *types.Chan, *types.Signature, *types.Interface:
				return f.Name()
			}
			if inner := unusable(f.Type(), seen); inner != "" {
				return f.Name() + "." + inner
			}
		}
	case *types.Array:
		return unusable(u.Elem(), seen)
	}
	return ""
}
