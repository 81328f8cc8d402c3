package shape

import (
	"encoding/binary"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"math/big"

	"golang.org/x/tools/go/types/objectpath"
)

// Encode writes the exported types of pkg, which was type-checked from source. With broken set the package may have had type
// errors, and what cannot be expressed becomes an invalid type.
func Encode(pkg *types.Package, broken bool) (data []byte, err error) {
	w := &writer{
		pkg: pkg, broken: broken,
		strs: map[string]int{}, pkgs: map[*types.Package]int{}, seen: map[types.Type]int{}, locals: map[*types.TypeName]int{},
		aliases: map[*types.TypeName]int{}, params: map[*types.TypeParam]int{},
	}
	defer func() {
		if e := recover(); e != nil {
			if _, expected := e.(failure); !expected && !broken {
				panic(e)
			}
			err = fmt.Errorf("types of %s cannot be stored: %v", pkg.Path(), e)
		}
	}()
	w.decls()
	head := &writer{strs: map[string]int{}}
	head.str(Version)
	head.str(pkg.Name())
	head.int(len(w.pkgList))
	for _, p := range w.pkgList {
		head.str(p.Path())
	}
	head.int(len(w.localList))
	for _, obj := range w.localList {
		head.str(obj.Name())
		tparams := obj.Type().(*types.Named).TypeParams()
		head.int(tparams.Len())
		for tp := range tparams.TypeParams() {
			head.str(tp.Obj().Name())
		}
	}
	return append(head.buf, w.buf...), nil
}

type failure string

// A writer turns a package into bytes. Indexes count from 0 in the order of first use.
type writer struct {
	pkg    *types.Package
	broken bool
	buf    []byte

	strs      map[string]int
	pkgs      map[*types.Package]int
	pkgList   []*types.Package
	seen      map[types.Type]int // composite types, when they are complete
	locals    map[*types.TypeName]int
	localList []*types.TypeName       // defined types to declare; grows while they are
	aliases   map[*types.TypeName]int // -1: in work
	complete  int                     // of aliases
	params    map[*types.TypeParam]int
	paths     objectpath.Encoder
}

func (w *writer) fail(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }

func (w *writer) tag(t tag)     { w.buf = append(w.buf, byte(t)) }
func (w *writer) int(n int)     { w.buf = binary.AppendUvarint(w.buf, uint64(n)) }
func (w *writer) int64(n int64) { w.buf = binary.AppendVarint(w.buf, n) }

func (w *writer) bool(b bool) {
	n := byte(0)
	if b {
		n = 1
	}
	w.buf = append(w.buf, n)
}

// str writes a string at its first use, and its index later.
func (w *writer) str(s string) {
	if i, ok := w.strs[s]; ok {
		w.int(i + 1)
		return
	}
	w.strs[s] = len(w.strs)
	w.int(0)
	w.int(len(s))
	w.buf = append(w.buf, s...)
}

// pkgRef writes a package: 0 is the package itself, 1 none.
func (w *writer) pkgRef(p *types.Package) {
	switch p {
	case w.pkg:
		w.int(0)
	case nil:
		w.int(1)
	default:
		i, ok := w.pkgs[p]
		if !ok {
			i = len(w.pkgList)
			w.pkgs[p] = i
			w.pkgList = append(w.pkgList, p)
		}
		w.int(i + 2)
	}
}

// decls writes what is exported, then the types that it leads to.
func (w *writer) decls() {
	scope := w.pkg.Scope()
	for _, name := range scope.Names() {
		if !token.IsExported(name) {
			continue
		}
		switch obj := scope.Lookup(name).(type) {
		case *types.Const:
			w.tag(constDecl)
			w.str(name)
			w.typ(obj.Type())
			w.value(obj.Val())
		case *types.Var:
			w.tag(varDecl)
			w.str(name)
			w.typ(obj.Type())
		case *types.Func:
			w.tag(funcDecl)
			w.str(name)
			sig := obj.Signature()
			w.newParams(sig.TypeParams())
			w.signature(sig)
		case *types.TypeName:
			switch t := obj.Type().(type) {
			case *types.Alias:
				w.tag(aliasRef)
				w.typ(t)
			case *types.Named:
				w.local(obj)
			default:
				if !w.broken {
					w.fail("%v is no declared type", obj)
				}
			}
		}
	}
	for i := 0; i < len(w.localList); i++ {
		w.named(w.localList[i].Type().(*types.Named))
	}
	w.tag(endDecl)
}

// local returns the index of a defined type of this package, and sees to it that it is declared.
func (w *writer) local(obj *types.TypeName) int {
	i, ok := w.locals[obj]
	if !ok {
		i = len(w.localList)
		w.locals[obj] = i
		w.localList = append(w.localList, obj)
	}
	return i
}

// named writes the definition of a local type.
func (w *writer) named(t *types.Named) {
	w.tag(typeDecl)
	for tp := range t.TypeParams().TypeParams() {
		w.params[tp] = len(w.params)
	}
	w.constraints(t.TypeParams())
	w.typ(t.Underlying())
	if types.IsInterface(t) {
		w.int(0)
		return
	}
	w.int(t.NumMethods())
	for m := range t.Methods() {
		w.str(m.Name())
		sig := m.Signature()
		w.newParams(sig.RecvTypeParams())
		if sig.TypeParams().Len() > 0 {
			w.fail("method %v has type parameters", m)
		}
		w.str(sig.Recv().Name())
		w.typ(sig.Recv().Type())
		w.signature(sig)
	}
}

// newParams declares type parameters.
func (w *writer) newParams(list *types.TypeParamList) {
	w.int(list.Len())
	for tp := range list.TypeParams() {
		w.params[tp] = len(w.params)
		w.str(tp.Obj().Name())
	}
	w.constraints(list)
}

func (w *writer) constraints(list *types.TypeParamList) {
	for tp := range list.TypeParams() {
		w.typ(tp.Constraint())
	}
}

func (w *writer) signature(sig *types.Signature) {
	w.tuple(sig.Params())
	w.tuple(sig.Results())
	w.bool(sig.Variadic())
}

func (w *writer) tuple(t *types.Tuple) {
	w.int(t.Len())
	for v := range t.Variables() {
		w.str(v.Name())
		w.typ(v.Type())
	}
}

// typ writes a reference to t, or t itself where it has no name.
func (w *writer) typ(t types.Type) {
	if t == nil && w.broken {
		t = types.Typ[types.Invalid]
	}
	if i, ok := predeclaredIndex[t]; ok {
		w.tag(basicType)
		w.int(i)
		return
	}
	if i, ok := w.seen[t]; ok {
		w.tag(seenType)
		w.int(i)
		return
	}
	switch t := t.(type) {
	case *types.Named:
		if t.TypeArgs().Len() > 0 {
			w.instance(t, t.Origin(), t.TypeArgs())
		} else {
			w.name(t.Obj())
		}
	case *types.Alias:
		if t.TypeArgs().Len() > 0 {
			w.instance(t, t.Origin(), t.TypeArgs())
		} else {
			w.alias(t)
		}
	case *types.TypeParam:
		i, ok := w.params[t]
		if !ok {
			w.fail("type parameter %v out of place", t)
		}
		w.tag(paramType)
		w.int(i)
	default:
		if i, ok := t.(*types.Interface); ok && i.NumExplicitMethods() == 0 && i.NumEmbeddeds() == 0 && !i.IsImplicit() {
			w.tag(emptyType)
			return
		}
		w.composite(t)
		w.seen[t] = len(w.seen)
	}
}

// name writes a reference to a defined type.
func (w *writer) name(obj *types.TypeName) {
	switch {
	case obj.Pkg() != w.pkg:
		w.tag(otherType)
		w.pkgRef(obj.Pkg())
		w.str(obj.Name())
	case w.pkg.Scope().Lookup(obj.Name()) != obj: // declared twice
		if !w.broken {
			w.fail("type %v is not declared at package level", obj)
		}
		w.typ(types.Typ[types.Invalid])
	default:
		w.tag(localType)
		w.int(w.local(obj))
	}
}

// alias writes a reference to an alias, with its declaration if this is the first.
func (w *writer) alias(t *types.Alias) {
	obj := t.Obj()
	if obj.Pkg() != w.pkg || w.pkg.Scope().Lookup(obj.Name()) != obj {
		w.name(obj)
		return
	}
	if i, ok := w.aliases[obj]; ok {
		if i < 0 {
			w.fail("alias %v refers to itself", obj)
		}
		w.tag(aliasType)
		w.int(i)
		return
	}
	w.aliases[obj] = -1
	w.tag(aliasDecl)
	w.str(obj.Name())
	w.newParams(t.TypeParams())
	w.typ(t.Rhs())
	w.aliases[obj] = w.complete // as the reader counts: when it is done
	w.complete++
}

func (w *writer) instance(t, origin types.Type, args *types.TypeList) {
	w.tag(instType)
	w.typ(origin)
	w.int(args.Len())
	for arg := range args.Types() {
		w.typ(arg)
	}
	w.seen[t] = len(w.seen)
}

func (w *writer) composite(t types.Type) {
	switch t := t.(type) {
	case *types.Pointer:
		w.tag(pointerType)
		w.typ(t.Elem())
	case *types.Slice:
		w.tag(sliceType)
		w.typ(t.Elem())
	case *types.Array:
		w.tag(arrayType)
		w.int64(t.Len())
		w.typ(t.Elem())
	case *types.Map:
		w.tag(mapType)
		w.typ(t.Key())
		w.typ(t.Elem())
	case *types.Chan:
		w.tag(chanType)
		w.int(int(t.Dir()))
		w.typ(t.Elem())
	case *types.Signature:
		w.tag(funcType)
		w.signature(t)
	case *types.Struct:
		w.tag(structType)
		w.int(t.NumFields())
		for i := range t.NumFields() {
			f := t.Field(i)
			if !w.foreign(f) {
				w.str(f.Name())
				w.typ(f.Type())
				w.bool(f.Embedded())
			}
			w.str(t.Tag(i))
		}
	case *types.Interface:
		w.tag(interfaceType)
		w.bool(t.IsImplicit())
		w.int(t.NumExplicitMethods())
		for m := range t.ExplicitMethods() {
			if w.foreign(m) {
				continue
			}
			w.str(m.Name())
			sig := m.Signature()
			recv, _ := sig.Recv().Type().(*types.Named) // else the interface itself
			w.bool(recv != nil)
			if recv != nil {
				w.typ(recv)
			}
			w.signature(sig)
		}
		w.int(t.NumEmbeddeds())
		for e := range t.EmbeddedTypes() {
			w.typ(e)
		}
	case *types.Union:
		w.tag(unionType)
		w.int(t.Len())
		for term := range t.Terms() {
			w.bool(term.Tilde())
			w.typ(term.Type())
		}
	default:
		w.fail("type %T", t)
	}
}

// foreign writes the package of a field or method. In type T other.U they belong to the other package, and must stay the same
// objects: it then writes where they are found, and reports true.
func (w *writer) foreign(obj types.Object) bool {
	w.pkgRef(obj.Pkg())
	if obj.Pkg() == w.pkg || obj.Pkg() == nil {
		return false
	}
	path, err := w.paths.For(obj)
	w.str(string(path))
	return err == nil
}

// value writes a constant exactly.
func (w *writer) value(v constant.Value) {
	w.int(int(v.Kind()))
	switch v.Kind() {
	case constant.Bool:
		w.bool(constant.BoolVal(v))
	case constant.String:
		w.str(constant.StringVal(v))
	case constant.Int:
		i, small := constant.Int64Val(v)
		w.bool(small)
		if small {
			w.int64(i)
		} else {
			w.str(v.ExactString()) // decimal
		}
	case constant.Float:
		w.float(v)
	case constant.Complex:
		w.float(constant.Real(v))
		w.float(constant.Imag(v))
	}
}

func (w *writer) float(v constant.Value) {
	switch x := constant.Val(v).(type) {
	case int64:
		w.int(0)
		w.int64(x)
	case *big.Int:
		w.int(1)
		w.str(x.String())
	case *big.Rat:
		w.int(2)
		w.str(x.String())
	case *big.Float:
		w.int(3)
		data, err := x.GobEncode()
		if err != nil {
			w.fail("%v", err)
		}
		w.str(string(data))
	default:
		w.fail("constant %v", v)
	}
}
