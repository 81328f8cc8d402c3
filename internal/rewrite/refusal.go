package rewrite

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
)

// A Reason says in a word why a variable keeps its type.
type Reason string

const (
	Kind         Reason = "kind"         // the type is none that the target can hold; after a rewriting it is the target itself
	Signature    Reason = "signature"    // a parameter or result: callers would feel it
	Exported     Reason = "exported"     // other packages may use it
	Address      Reason = "address"      // its address goes elsewhere
	Addressless  Reason = "addressless"  // it is used in a value that has no address
	Initial      Reason = "initial"      // a value that it begins with has no place to go
	Literal      Reason = "literal"      // a composite literal sets it, without keys or where nothing can follow
	Operator     Reason = "operator"     // no method does what the operator does
	Statement    Reason = "statement"    // a statement that cannot be divided
	Order        Reason = "order"        // it is read beside a call that may write it
	Split        Reason = "split"        // it is read, changed and written in two steps
	Copied       Reason = "copied"       // the struct is copied, or overwritten as a whole
	Compared     Reason = "compared"     // the struct is compared or a key of a map
	Converted    Reason = "converted"    // the struct is converted to another type of the same shape
	Reflected    Reason = "reflected"    // the struct goes to code that looks into it: a printer, an encoder
	Encoded      Reason = "encoded"      // the field has a tag
	Unsafe       Reason = "unsafe"       // size, offset or address are looked at
	Generic      Reason = "generic"      // the struct is a type argument
	Linked       Reason = "linked"       // assembly or a linkname refers to it
	Release      Reason = "release"      // the module supports a Go that lacks the target
	Uneditable   Reason = "uneditable"   // a file is generated, uses cgo, or comes from another source
	Unresolved   Reason = "unresolved"   // a file that is not compiled here cannot be understood, or declares it anew
	Import       Reason = "import"       // no import can be added or taken away
	CommentLost  Reason = "comment"      // a comment stands in the way
	Upstream     Reason = "upstream"     // modernize's atomictypes offers just this
	Inconsistent Reason = "inconsistent" // the edits overlap, or the package has type errors
)

// A Refusal is the error that [Plan] returns.
type Refusal struct {
	Reason Reason
	At     token.Position
	Detail string // what stands there, in a few words
}

// Error says where and why: "p.go:12:3: address: &s.n goes elsewhere".
func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s: %s", r.At, r.Reason, r.Detail) }

// refuse notes a reason. The plan goes on, so that of several reasons always the same one is named.
func (p *planner) refuse(pos token.Pos, reason Reason, format string, args ...any) {
	p.refusals = append(p.refusals, &Refusal{reason, p.pass.Fset.Position(pos), fmt.Sprintf(format, args...)})
}

// refusal returns the first reason by place, or nil.
func (p *planner) refusal() error {
	if len(p.refusals) == 0 {
		return nil
	}
	return slices.MinFunc(p.refusals, func(a, b *Refusal) int {
		return cmp.Or(cmp.Compare(a.At.Filename, b.At.Filename), cmp.Compare(a.At.Offset, b.At.Offset), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
}
