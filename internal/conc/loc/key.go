package loc

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Key says which counter of the program a place is, whatever the instance: the field or variable, and how it is reached.
// Keys compare with ==; the zero Key is no counter.
type Key struct {
	Var  *types.Var // the innermost field, else the package variable or local variable; nil if there is none
	Name string     // such as "Server.stats.hits", "hits", "Pool.shards[].n"; for messages, and part of the identity
	Root ssa.Value  // the variable, parameter or value itself where the place is no field and no package variable

	bare  bool   // a field of a type, without what holds the value of that type
	chain string // the fields with the types that they are of, as "Server.stats/stats.hits"
	open  bool   // what holds the value of the first type is not known
}

// Valid tells whether the key names a counter.
func (k Key) Valid() bool { return k.Name != "" }

// String returns the name.
func (k Key) String() string { return k.Name }

// Bare tells whether only the type that holds the counter is known, not what holds the value of that type.
func (k Key) Bare() bool { return k.bare }

// Matches tells whether k and l may be one counter of the program: they are equal, or the holder of one of them is not known,
// as in a method that works on its receiver, and the other is reached by the same fields from there on.
func (k Key) Matches(l Key) bool {
	return k == l || k.Var != nil && k.Var == l.Var && k.Root == nil && l.Root == nil && (k.endsIn(l) || l.endsIn(k))
}

// endsIn tells whether the fields of l, whose holder is not known, are the last ones of k.
func (k Key) endsIn(l Key) bool {
	head, ok := strings.CutSuffix(k.chain, l.chain)
	return l.open && ok && (head == "" || strings.HasSuffix(head, "/"))
}

// KeyOf returns the key of a place: the chain of value fields back to the struct type, variable or pointer field through which
// they are reached. A pointer field belongs to the chain, what leads to its holder does not.
func (r *Resolver) KeyOf(p Path) Key { return r.keyOf(p, 0) }

func (r *Resolver) keyOf(p Path, depth int) Key {
	if !p.Valid() {
		return Key{}
	}
	if phi, ok := p.Root.(*ssa.Phi); ok && depth < 3 {
		if k := r.phiKey(phi, p.Steps, depth+1); k.Valid() {
			return k
		}
	}
	k := r.rootKey(p.Root)
	named := k.Root == nil
	k.open = !named
	var link string // the chain up to the last field, which a dereference keeps
	for _, s := range p.Steps {
		switch s.Kind {
		case Field:
			owner := r.typeName(s.Owner)
			switch {
			case link == "" && !named && owner != "":
				k.Name, k.bare = owner, true
			default:
				k.bare = false
			}
			switch {
			case owner != "" && k.chain != "":
				k.chain += "/" + owner
			case owner != "":
				k.chain = owner
			case k.chain == "":
				k.chain, k.open = k.Name, false
			}
			k.chain += "." + s.Field.Name()
			if owner == "" || r.isForeign(s.Owner) { // a sync.Cond is known by where it stands
				owner = k.Name
			}
			link = owner + "." + s.Field.Name()
			k.Name += "." + s.Field.Name()
			k.Var = s.Field
			if r.typeName(s.Owner) != "" {
				k.Root = nil
			}
		case Elem, Entry:
			k.Name += "[]"
			k.chain += "[]"
			if link != "" {
				link += "[]"
			}
		case Deref, Loaded:
			if link != "" {
				k.Name = link
				k.chain, k.open = k.chain[strings.LastIndexByte(k.chain, '/')+1:], false
			}
		}
	}
	return k
}

// phiKey is the key that the edges of a phi agree on; fresh objects and nil have no say.
func (r *Resolver) phiKey(phi *ssa.Phi, steps []Step, depth int) Key {
	var k Key
	for _, e := range phi.Edges {
		p := r.Of(e)
		switch p.Root.(type) {
		case *ssa.Alloc, *ssa.Const, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
			continue
		}
		if p.Root == phi {
			continue
		}
		l := r.keyOf(p.Join(steps), depth)
		if k.Valid() && k != l {
			return Key{}
		}
		k = l
	}
	return k
}

func (r *Resolver) rootKey(root ssa.Value) Key {
	switch v := root.(type) {
	case *ssa.Global:
		name := v.Name()
		if v.Pkg != r.prog.Pkg {
			name = v.Pkg.Pkg.Name() + "." + name
		}
		obj, _ := v.Object().(*types.Var)
		return Key{Var: obj, Name: name}
	case *ssa.Alloc:
		return r.allocKey(v)
	case *ssa.MakeSlice:
		return r.keptKey(v)
	case *ssa.Parameter:
		obj, _ := v.Object().(*types.Var)
		return Key{Var: obj, Name: v.Name(), Root: v}
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil && fn.Object() != nil {
			return Key{Name: fn.Object().Name() + "()", Root: v}
		}
	}
	return Key{Name: root.Name(), Root: root}
}

// allocKey is the key of a local variable, or of a new object.
func (r *Resolver) allocKey(v *ssa.Alloc) Key {
	if v.Comment == "" || strings.Contains(v.Comment, " ") {
		return r.keptKey(v)
	}
	if declared := r.prog.VarAt(v.Pos()); declared != nil {
		return Key{Var: declared, Name: v.Comment, Root: v}
	}
	k := r.keptKey(v)
	if k.Var == nil {
		k.Name = v.Comment
	}
	return k
}

// keptKey is the key of a new object without a name: the local variable in which it is kept stands for it.
func (r *Resolver) keptKey(v ssa.Value) Key {
	if kept := keptIn(v); kept != nil {
		if declared := r.prog.VarAt(kept.Pos()); declared != nil {
			return Key{Var: declared, Name: kept.Comment, Root: v}
		}
	}
	return Key{Name: v.Name(), Root: v}
}

// keptIn is the local variable in which the new object v is stored, or a slice of all of it; nil if there is none.
func keptIn(v ssa.Value) *ssa.Alloc {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Slice:
			if kept := keptIn(ref); kept != nil {
				return kept
			}
		case *ssa.Store:
			if kept, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v && kept.Comment != "" && !strings.Contains(kept.Comment, " ") {
				return kept
			}
		}
	}
	return nil
}

// typeName names a struct type, with its package if that is another one; "" for a type without a name.
func (r *Resolver) typeName(t types.Type) string {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	if pkg := n.Obj().Pkg(); pkg != nil && pkg != r.prog.Types {
		return pkg.Name() + "." + n.Obj().Name()
	}
	return n.Obj().Name()
}

// isForeign tells whether a struct type is declared in another package.
func (r *Resolver) isForeign(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg() != r.prog.Types
}
