package metricmodel

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A Frame binds the parameters of a helper of the package to the arguments of one call of it. A nil Frame binds nothing.
type Frame struct {
	Call *ast.CallExpr
	fn   *ast.FuncType
	args map[*types.Var]ast.Expr
	up   *Frame
}

// depth tells how many calls deep the frame is.
func (f *Frame) depth() int {
	n := 0
	for ; f != nil; f = f.up {
		n++
	}
	return n
}

const maxDepth = 4

// A Text is what is known of a string: all of it, or its beginning and its end.
type Text struct {
	Known bool
	Value string
	Head  string
	Tail  string
	At    ast.Expr     // where the last known piece is written, or nil
	open  []*types.Var // parameters that nothing is known of
}

func known(s string, at ast.Expr) Text { return Text{Known: true, Value: s, Head: s, Tail: s, At: at} }

// plus is the text of a followed by b.
func (a Text) plus(b Text) Text {
	t := Text{Known: a.Known && b.Known, Head: a.Head, Tail: b.Tail, At: b.At, open: slices.Concat(a.open, b.open)}
	if t.Known {
		t.Value = a.Value + b.Value
	}
	if a.Known {
		t.Head = a.Value + b.Head
	}
	if b.Known {
		t.Tail = a.Tail + b.Value
	}
	if t.At == nil {
		t.At = a.At
	}
	return t
}

// fold computes the string that e stands for, through constants, variables that are assigned once, helpers of the package and
// the usual functions that build names.
func (m *Model) fold(e ast.Expr, f *Frame) Text { return m.foldN(e, f, 0) }

func (m *Model) foldN(e ast.Expr, f *Frame, n int) Text {
	if e == nil || n > 20 {
		return Text{}
	}
	e = ast.Unparen(e)
	if tv, ok := m.info.Types[e]; ok && tv.Value != nil && tv.Value.Kind() == constant.String {
		return known(constant.StringVal(tv.Value), e)
	}
	switch e := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		v := m.defs.varOf(e)
		if v == nil {
			return Text{}
		}
		if arg, up, ok := m.bound(v, f); ok {
			return m.foldN(arg, up, n+1)
		}
		if m.defs.params[v] {
			return Text{open: []*types.Var{v}}
		}
		if v.Exported() && v.Pkg() != nil && (v.IsField() || v.Parent() == v.Pkg().Scope()) {
			return Text{} // others may assign it
		}
		if s, ok := m.defs.only(v); ok && !s.Wide {
			return m.foldN(s.Expr, f, n+1)
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return m.foldN(e.X, f, n+1).plus(m.foldN(e.Y, f, n+1))
		}
	case *ast.CallExpr:
		return m.foldCall(e, f, n)
	}
	return Text{}
}

// bound returns the argument that the frame hands to the parameter v, and the frame that the argument stands in.
func (m *Model) bound(v *types.Var, f *Frame) (ast.Expr, *Frame, bool) {
	for ; f != nil; f = f.up {
		if arg, ok := f.args[v]; ok && len(m.defs.sources[v]) == 0 {
			return arg, f.up, true
		}
	}
	return nil, nil, false
}

func (m *Model) foldCall(call *ast.CallExpr, f *Frame, n int) Text {
	if tv, ok := m.info.Types[call.Fun]; ok && tv.IsType() && len(call.Args) == 1 { // string(x), Name(x)
		return m.foldN(call.Args[0], f, n+1)
	}
	args := func() []Text {
		texts := make([]Text, len(call.Args))
		for i, a := range call.Args {
			texts[i] = m.foldN(a, f, n+1)
		}
		return texts
	}
	fn := m.callee(call)
	if fn == nil {
		return Text{}
	}
	switch fn.FullName() {
	case "github.com/prometheus/client_golang/prometheus.BuildFQName", "k8s.io/component-base/metrics.BuildFQName":
		return buildFQName(args())
	case "fmt.Sprintf":
		return sprintf(args())
	case "strings.Join":
		return m.join(call, f, n)
	case "strings.ToLower":
		if t := args()[0]; t.Known {
			return known(strings.ToLower(t.Value), t.At)
		}
		return Text{}
	}
	if fr, results := m.inline(call, f); fr != nil && len(results) == 1 {
		return m.foldN(results[0], fr, n+1)
	}
	return Text{}
}

// buildFQName joins a namespace, a subsystem and a name with underscores, as client_golang does.
func buildFQName(parts []Text) Text {
	if len(parts) != 3 {
		return Text{}
	}
	name := parts[2]
	if name.Known && name.Value == "" {
		return name
	}
	for _, p := range []Text{parts[1], parts[0]} {
		switch {
		case p.Known && p.Value == "":
		case p.Known:
			at := name.At
			name = p.plus(known("_", nil)).plus(name)
			name.At = at
		default:
			name = Text{Tail: name.Tail, At: name.At, open: slices.Concat(p.open, name.open)}
		}
	}
	return name
}

// sprintf knows %s, %v, %d and %q without flags, of known strings.
func sprintf(args []Text) Text {
	if len(args) == 0 || !args[0].Known {
		return Text{}
	}
	at, rest, out := args[0].At, args[0].Value, known("", nil)
	for i := 1; ; i++ {
		before, after, found := strings.Cut(rest, "%")
		out = out.plus(known(before, at))
		if !found {
			return out
		}
		if after == "" {
			return Text{Head: out.Head, At: at}
		}
		if after[0] == '%' {
			out, rest, i = out.plus(known("%", at)), after[1:], i-1
			continue
		}
		switch {
		case (after[0] == 's' || after[0] == 'v') && i < len(args):
			out = out.plus(args[i])
		default:
			out = out.plus(Text{})
		}
		rest = after[1:]
	}
}

func (m *Model) join(call *ast.CallExpr, f *Frame, n int) Text {
	elems, _, ok := m.elements(call.Args[0], f, n+1)
	sep := m.foldN(call.Args[1], f, n+1)
	if !ok || !sep.Known {
		return Text{}
	}
	out := known("", nil)
	for i, e := range elems {
		if i > 0 {
			out = out.plus(sep)
		}
		out = out.plus(e)
	}
	return out
}

// elements lists the strings of a slice: a literal, a variable that holds one, appends to them. open is what is unbound where the
// slice is a parameter. ok is false where their number is not known.
func (m *Model) elements(e ast.Expr, f *Frame, n int) (elems []Text, open []*types.Var, ok bool) {
	if e == nil || n > 20 {
		return nil, nil, false
	}
	e = ast.Unparen(e)
	if tv := m.info.Types[e]; tv.IsNil() {
		return nil, nil, true
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			if _, keyed := x.(*ast.KeyValueExpr); keyed {
				return nil, nil, false
			}
			elems = append(elems, m.foldN(x, f, n+1))
		}
		return elems, nil, true
	case *ast.Ident, *ast.SelectorExpr:
		v := m.defs.varOf(e)
		if v == nil {
			return nil, nil, false
		}
		if arg, up, ok := m.bound(v, f); ok {
			return m.elements(arg, up, n+1)
		}
		if m.defs.params[v] {
			return nil, []*types.Var{v}, false
		}
		if s, ok := m.defs.only(v); ok && !s.Wide && !(v.IsField() && v.Exported()) {
			return m.elements(s.Expr, f, n+1)
		}
	case *ast.CallExpr:
		if id, is := ast.Unparen(e.Fun).(*ast.Ident); is && id.Name == "append" && m.info.Types[e.Fun].IsBuiltin() && len(e.Args) > 0 {
			elems, open, ok = m.elements(e.Args[0], f, n+1)
			if !ok {
				return nil, open, false
			}
			elems = slices.Clone(elems)
			if e.Ellipsis.IsValid() {
				more, open, ok := m.elements(e.Args[1], f, n+1)
				return append(elems, more...), open, ok
			}
			for _, a := range e.Args[1:] {
				elems = append(elems, m.foldN(a, f, n+1))
			}
			return elems, nil, true
		}
		if tv := m.info.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 {
			return m.elements(e.Args[0], f, n+1)
		}
		if fr, results := m.inline(e, f); fr != nil && len(results) == 1 {
			return m.elements(results[0], fr, n+1)
		}
	}
	return nil, nil, false
}
