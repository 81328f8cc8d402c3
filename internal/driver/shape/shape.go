// Package shape writes the exported types of a package to bytes and reads them back: what an importer can see, and nothing else.
//
// It promises that equal shapes have equal bytes: there are no positions, no bodies, no unexported declarations that nothing
// exported leads to, and no types of other packages, which are named and not repeated. So an edit of a body changes no byte, the
// size is linear in the size of the package, and decoding a program decodes each package once. (The export data of
// golang.org/x/tools/go/gcexportdata repeats in each package all types of others that it can reach.)
//
// Objects read back have no positions. The format is private to one build of this package: whoever stores it must put [Version]
// into the key. Data must come from [Encode]; a checksum is the business of whoever stores it.
package shape

import "go/types"

// Version changes with the format.
const Version = "1"

// A tag says which form of type, or of declaration, follows.
type tag byte

const (
	seenType  tag = iota // index into the table of composite types
	basicType            // index into predeclared
	localType            // index of a type name of this package
	otherType            // package and name
	aliasType            // index of a local alias
	aliasDecl            // a local alias, at its first use
	instType             // origin and arguments
	paramType            // index of a type parameter
	pointerType
	sliceType
	arrayType
	mapType
	chanType
	funcType
	structType
	interfaceType
	unionType
	emptyType // interface{}, of which go/types makes one or many

	endDecl
	constDecl
	varDecl
	funcDecl
	typeDecl
	aliasRef // an alias of its own, not yet used by another declaration
)

// predeclared are the types that belong to no package, or to package unsafe.
var predeclared = func() []types.Type {
	list := []types.Type{}
	for _, t := range types.Typ { // by kind, from Invalid to UntypedNil, UnsafePointer among them
		list = append(list, t)
	}
	for _, name := range []string{"byte", "rune"} {
		list = append(list, types.Universe.Lookup(name).Type())
	}
	for _, name := range []string{"error", "comparable", "any"} {
		t := types.Universe.Lookup(name).Type()
		list = append(list, t, t.Underlying()) // what type T any has, and cannot be written otherwise for comparable
	}
	return list
}()

var predeclaredIndex = func() map[types.Type]int {
	m := map[types.Type]int{}
	for i, t := range predeclared {
		m[t] = i
	}
	return m
}()
