// Package rewrite retypes a variable or field in all of its package: int64 becomes atomic.Int64, bool becomes atomic.Bool, or
// whatever a [Target] says, with every declaration, literal, read, write and call of sync/atomic that concerns it, in the tests
// beside the package and in the files that build constraints leave out, too.
//
// It promises that the package compiles as before, that vet's copylocks has nothing new to say, and that a program which one
// goroutine runs gives the same results: the same numbers, the same bytes on a wire, the same text in a log. Where it cannot
// promise that, it refuses, and says why and where ([Refusal]). A second run finds nothing to do, since the type is no longer the old one.
// The edits are sorted, do not touch each other, and are as small as they can be, so that comments stay. It loads nothing and runs
// nothing: what an analysis pass holds is enough, so that it works in any host.
//
// One rewriting can hide a mistake instead of repairing it: a value that is read, changed and written back in two steps loses
// updates with atomic steps too, and the race detector falls silent about it. Such a plan is refused, unless the caller knows
// that only one goroutine writes ([Options.OneWriter]).
//
// An [Exchange] is less: a type that is used through its methods for another one, each method for another one. It promises what
// compiles and no more.
//
// How it goes (plan.go): gather all uses of the variable (view.go); draw the edit of each (uses.go, assign.go, several.go, call.go, literal.go,
// declare.go); look at what else feels the change, such as copies of the struct (shape.go, reflect.go), the order of evaluation (order.go), or
// steps that belong together (split.go); then do the same in the files that are not compiled here (hidden.go).
//
// What it does not see: other packages. An unexported name cannot be used there, but the struct around it can be copied or
// printed. The fixer, which has the whole program before it, checks what compiles. Nor does it see a pointer to the struct that is
// printed by way of an interface with methods, and steps that are apart in several functions.
package rewrite
