package shape

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"math/big"

	"golang.org/x/tools/go/types/objectpath"
)

// Decode reads a package from what [Encode] wrote. imports returns the packages that the data names, complete. The imports of
// the result are these: the packages that its exported types mention, in the order of their first mention.
func Decode(data []byte, path string, imports func(path string) (*types.Package, error)) (pkg *types.Package, err error) {
	r := &reader{data: string(data)}
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("stored types of %s cannot be read: %v", path, e)
		}
	}()
	if v := r.str(); v != Version {
		return nil, fmt.Errorf("stored types of %s have version %q", path, v)
	}
	r.pkg = types.NewPackage(path, r.str())
	for range r.int() {
		p, err := imports(r.str())
		if err != nil {
			return nil, err
		}
		r.pkgs = append(r.pkgs, p)
	}
	r.pkg.SetImports(r.pkgs)
	for range r.int() {
		r.declareType()
	}
	r.strs = nil
	for i := 0; r.decl(&i); {
	}
	for i, tp := range r.params {
		tp.SetConstraint(r.bounds[i]) // looks into the constraint, which must be whole
	}
	for _, t := range r.interfaces {
		t.Complete()
	}
	r.pkg.MarkComplete()
	return r.pkg, nil
}

// A reader mirrors a writer.
type reader struct {
	pkg  *types.Package
	data string // strings of the result are parts of it
	pos  int

	strs       []string
	pkgs       []*types.Package
	seen       []types.Type
	locals     []*types.Named
	aliases    []*types.Alias
	params     []*types.TypeParam
	bounds     []types.Type // of params
	interfaces []*types.Interface
}

func (r *reader) byte() byte {
	r.pos++
	return r.data[r.pos-1]
}

func (r *reader) tag() tag   { return tag(r.byte()) }
func (r *reader) bool() bool { return r.byte() != 0 }

func (r *reader) int() int {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(n)
		}
	}
}

func (r *reader) int64() int64 {
	u := uint64(r.int())
	return int64(u>>1) ^ -int64(u&1)
}

func (r *reader) str() string {
	if i := r.int(); i > 0 {
		return r.strs[i-1]
	}
	n := r.int()
	s := r.data[r.pos : r.pos+n]
	r.pos += n
	r.strs = append(r.strs, s)
	return s
}

func (r *reader) pkgRef() *types.Package {
	switch i := r.int(); i {
	case 0:
		return r.pkg
	case 1:
		return nil
	default:
		return r.pkgs[i-2]
	}
}

// declareType makes a defined type and its type parameters, all without content, so that they can refer to each other.
func (r *reader) declareType() {
	obj := types.NewTypeName(token.NoPos, r.pkg, r.str(), nil)
	named := types.NewNamed(obj, nil, nil)
	if n := r.int(); n > 0 {
		named.SetTypeParams(r.paramNames(n))
	}
	r.pkg.Scope().Insert(obj)
	r.locals = append(r.locals, named)
}

func (r *reader) paramNames(n int) []*types.TypeParam {
	list := make([]*types.TypeParam, n)
	for i := range list {
		list[i] = types.NewTypeParam(types.NewTypeName(token.NoPos, r.pkg, r.str(), nil), nil)
	}
	return list
}

// decl reads one declaration; types come in the order in which they were declared, which next counts. It reports false at the end.
func (r *reader) decl(next *int) bool {
	switch t := r.tag(); t {
	case endDecl:
		return false
	case constDecl:
		name, typ := r.str(), r.typ()
		r.pkg.Scope().Insert(types.NewConst(token.NoPos, r.pkg, name, typ, r.value()))
	case varDecl:
		name := r.str()
		r.pkg.Scope().Insert(types.NewVar(token.NoPos, r.pkg, name, r.typ()))
	case funcDecl:
		name, tparams := r.str(), r.newParams()
		r.pkg.Scope().Insert(types.NewFunc(token.NoPos, r.pkg, name, r.signature(nil, nil, tparams)))
	case aliasRef:
		r.typ()
	case typeDecl:
		r.define(r.locals[*next])
		*next++
	default:
		panic(fmt.Sprintf("declaration %d", t))
	}
	return true
}

func (r *reader) define(named *types.Named) {
	var tparams []*types.TypeParam
	for tp := range named.TypeParams().TypeParams() {
		tparams = append(tparams, tp)
	}
	r.addParams(tparams)
	named.SetUnderlying(r.typ())
	for range r.int() {
		name, rparams := r.str(), r.newParams()
		recvName := r.str()
		recv := types.NewParam(token.NoPos, r.pkg, recvName, r.typ())
		recv.SetKind(types.RecvVar)
		named.AddMethod(types.NewFunc(token.NoPos, r.pkg, name, r.signature(recv, rparams, nil)))
	}
}

func (r *reader) newParams() []*types.TypeParam {
	n := r.int()
	if n == 0 {
		return nil
	}
	list := r.paramNames(n)
	r.addParams(list)
	return list
}

// addParams gives type parameters their numbers, and reads what constrains them, which may mention them.
func (r *reader) addParams(list []*types.TypeParam) {
	r.params = append(r.params, list...)
	for range list {
		r.bounds = append(r.bounds, nil)
	}
	for i := len(r.params) - len(list); len(list) > 0; i, list = i+1, list[1:] {
		r.bounds[i] = r.typ()
	}
}

func (r *reader) signature(recv *types.Var, rparams, tparams []*types.TypeParam) *types.Signature {
	params := r.tuple(types.ParamVar)
	results := r.tuple(types.ResultVar)
	return types.NewSignatureType(recv, rparams, tparams, params, results, r.bool())
}

func (r *reader) tuple(kind types.VarKind) *types.Tuple {
	n := r.int()
	if n == 0 {
		return nil
	}
	vars := make([]*types.Var, n)
	for i := range vars {
		name := r.str()
		vars[i] = types.NewParam(token.NoPos, r.pkg, name, r.typ())
		vars[i].SetKind(kind)
	}
	return types.NewTuple(vars...)
}

func (r *reader) typ() types.Type {
	t := r.tag()
	switch t {
	case seenType:
		return r.seen[r.int()]
	case basicType:
		return predeclared[r.int()]
	case localType:
		return r.locals[r.int()]
	case otherType:
		p, name := r.pkgRef(), r.str()
		obj := p.Scope().Lookup(name)
		if obj == nil {
			panic(fmt.Sprintf("no %s in package %s", name, p.Path()))
		}
		return obj.Type()
	case aliasType:
		return r.aliases[r.int()]
	case aliasDecl:
		return r.alias()
	case paramType:
		return r.params[r.int()]
	case emptyType:
		return types.NewInterfaceType(nil, nil)
	}
	typ := r.composite(t)
	r.seen = append(r.seen, typ)
	return typ
}

func (r *reader) alias() types.Type {
	obj := types.NewTypeName(token.NoPos, r.pkg, r.str(), nil)
	tparams := r.newParams()
	alias := types.NewAlias(obj, r.typ())
	alias.SetTypeParams(tparams)
	r.pkg.Scope().Insert(obj)
	r.aliases = append(r.aliases, alias)
	return alias
}

func (r *reader) composite(t tag) types.Type {
	switch t {
	case instType:
		origin := r.typ()
		args := make([]types.Type, r.int())
		for i := range args {
			args[i] = r.typ()
		}
		inst, err := types.Instantiate(nil, origin, args, false)
		if err != nil {
			panic(err)
		}
		return inst
	case pointerType:
		return types.NewPointer(r.typ())
	case sliceType:
		return types.NewSlice(r.typ())
	case arrayType:
		n := r.int64()
		return types.NewArray(r.typ(), n)
	case mapType:
		key := r.typ()
		return types.NewMap(key, r.typ())
	case chanType:
		dir := types.ChanDir(r.int())
		return types.NewChan(dir, r.typ())
	case funcType:
		return r.signature(nil, nil, nil)
	case structType:
		return r.structure()
	case interfaceType:
		return r.iface()
	case unionType:
		terms := make([]*types.Term, r.int())
		for i := range terms {
			tilde := r.bool()
			terms[i] = types.NewTerm(tilde, r.typ())
		}
		return types.NewUnion(terms)
	}
	panic(fmt.Sprintf("type %d", t))
}

func (r *reader) structure() *types.Struct {
	fields := make([]*types.Var, r.int())
	var tags []string
	for i := range fields {
		pkg, obj := r.foreign()
		f, _ := obj.(*types.Var)
		if f == nil {
			name, typ := r.str(), r.typ()
			f = types.NewField(token.NoPos, pkg, name, typ, r.bool())
		}
		fields[i] = f
		if tag := r.str(); tag != "" {
			if tags == nil {
				tags = make([]string, len(fields))
			}
			tags[i] = tag
		}
	}
	return types.NewStruct(fields, tags)
}

func (r *reader) iface() *types.Interface {
	implicit := r.bool()
	methods := make([]*types.Func, r.int())
	for i := range methods {
		pkg, obj := r.foreign()
		m, _ := obj.(*types.Func)
		if m == nil {
			name := r.str()
			var recv *types.Var
			if r.bool() {
				recv = types.NewParam(token.NoPos, pkg, "", r.typ())
				recv.SetKind(types.RecvVar)
			}
			m = types.NewFunc(token.NoPos, pkg, name, r.signature(recv, nil, nil))
		}
		methods[i] = m
	}
	embedded := make([]types.Type, r.int())
	for i := range embedded {
		embedded[i] = r.typ()
	}
	t := types.NewInterfaceType(methods, embedded)
	if implicit {
		t.MarkImplicit()
	}
	r.interfaces = append(r.interfaces, t)
	return t
}

// foreign reads the package of a field or method, and the object itself if it is to be taken from there.
func (r *reader) foreign() (*types.Package, types.Object) {
	pkg := r.pkgRef()
	if pkg == r.pkg || pkg == nil {
		return pkg, nil
	}
	path := objectpath.Path(r.str())
	if path == "" {
		return pkg, nil
	}
	obj, err := objectpath.Object(pkg, path)
	if err != nil {
		panic(err)
	}
	return pkg, obj
}

func (r *reader) value() constant.Value {
	switch kind := constant.Kind(r.int()); kind {
	case constant.Bool:
		return constant.MakeBool(r.bool())
	case constant.String:
		return constant.MakeString(r.str())
	case constant.Int:
		if r.bool() {
			return constant.MakeInt64(r.int64())
		}
		x, _ := new(big.Int).SetString(r.str(), 10)
		return constant.Make(x)
	case constant.Float:
		return constant.ToFloat(r.float())
	case constant.Complex:
		re := r.float()
		return constant.ToComplex(constant.BinaryOp(re, token.ADD, constant.MakeImag(r.float())))
	}
	return constant.MakeUnknown()
}

func (r *reader) float() constant.Value {
	switch r.int() {
	case 0:
		return constant.MakeInt64(r.int64())
	case 1:
		x, _ := new(big.Int).SetString(r.str(), 10)
		return constant.Make(x)
	case 2:
		x, _ := new(big.Rat).SetString(r.str())
		return constant.Make(x)
	default:
		x := new(big.Float)
		if err := x.GobDecode([]byte(r.str())); err != nil {
			panic(err)
		}
		return constant.Make(x)
	}
}
