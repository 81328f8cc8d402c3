package gaugeleak

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/counterlint/counterlint/internal/astx"
)

// names gives expressions canonical texts: the same text means the same gauge, or the same amount, as long as nothing in it is assigned
// anew. Variables stand in it as tokens, so that a text of a helper becomes one of its caller by putting the arguments in their
// place.
type names struct {
	info    *types.Info
	values  *astx.Values
	getters map[types.Object]ast.Expr // functions of the package that only return this
	numbers map[types.Object]int
	objects []types.Object
}

// A where is the text of a gauge, and the variable or field that it is, whatever the instance. The zero where is no place.
type where struct {
	text string
	key  types.Object
}

func newNames(info *types.Info, files []*ast.File) *names {
	n := &names{info: info, values: astx.NewValues(info, files), getters: map[types.Object]ast.Expr{}, numbers: map[types.Object]int{}}
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil || len(fn.Body.List) != 1 {
				continue
			}
			if ret, ok := fn.Body.List[0].(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
				n.getters[info.Defs[fn.Name]] = ret.Results[0]
			}
		}
	}
	return n
}

// token is the text of a variable.
func (n *names) token(obj types.Object) string {
	i, ok := n.numbers[obj]
	if !ok {
		i = len(n.objects)
		n.numbers[obj] = i
		n.objects = append(n.objects, obj)
	}
	return fmt.Sprintf("‹%d›", i)
}

var tokens = regexp.MustCompile(`‹(\d+)›`)

// mentioned lists the variables of a text.
func (n *names) mentioned(text string) []types.Object {
	var objs []types.Object
	for _, m := range tokens.FindAllStringSubmatch(text, -1) {
		var i int
		fmt.Sscan(m[1], &i)
		objs = append(objs, n.objects[i])
	}
	return objs
}

// replace puts texts in the place of variables.
func (n *names) replace(text string, by map[types.Object]string) string {
	return tokens.ReplaceAllStringFunc(text, func(tok string) string {
		if s, ok := by[n.mentioned(tok)[0]]; ok {
			return s
		}
		return tok
	})
}

// receiver names the receiver of a method, embedded fields on the way to it included.
func (n *names) receiver(sel *ast.SelectorExpr, s *types.Selection) where {
	w := n.place(sel.X)
	if w.text == "" {
		return w
	}
	return through(w, s.Recv(), s.Index()[:len(s.Index())-1])
}

// through follows fields by index.
func through(w where, t types.Type, index []int) where {
	for _, i := range index {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return where{}
		}
		f := st.Field(i)
		w = where{w.text + "." + f.Name(), f.Origin()}
		t = f.Type()
	}
	return w
}

// place names a gauge, or a pointer to it.
func (n *names) place(e ast.Expr) where {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := n.info.ObjectOf(e).(*types.Var)
		if !ok {
			return where{}
		}
		if alias := n.values.Only(v); alias != nil && !v.IsField() && refers(alias) {
			if w := n.place(alias); w.text != "" {
				return w
			}
		}
		return where{n.token(v), v}
	case *ast.SelectorExpr:
		if s := n.info.Selections[e]; s != nil {
			w := n.place(e.X)
			if w.text == "" || s.Kind() != types.FieldVal {
				return where{}
			}
			return through(w, s.Recv(), s.Index())
		}
		if v, ok := n.info.Uses[e.Sel].(*types.Var); ok { // of another package
			return where{n.token(v), v}
		}
	case *ast.StarExpr:
		return n.place(e.X)
	case *ast.TypeAssertExpr:
		return n.place(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return n.place(e.X)
		}
	case *ast.IndexExpr:
		w, index := n.place(e.X), n.text(e.Index)
		if w.text == "" || index == "" {
			return where{}
		}
		return where{w.text + "[" + index + "]", w.key}
	case *ast.CallExpr:
		return n.call(e)
	}
	return where{}
}

// refers tells whether a variable with this one value is another name for what the value names, and no number of its own.
func refers(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.SelectorExpr, *ast.IndexExpr:
		return true
	case *ast.CallExpr: // what a vec or a registry has, and not a new one with each call
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		return ok && (strings.HasPrefix(sel.Sel.Name, "With") || strings.HasPrefix(sel.Sel.Name, "GetOrCreate"))
	}
	return false
}

// call names what a vec, a getter or a registry returns for these arguments.
func (n *names) call(call *ast.CallExpr) where {
	text := n.text(call)
	if text == "" {
		return where{}
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		if s := n.info.Selections[fun]; s != nil {
			if strings.HasPrefix(fun.Sel.Name, "With") {
				return where{text, n.place(fun.X).key}
			}
			return where{text, n.behind(s.Obj())}
		}
		return where{text, n.behind(n.info.Uses[fun.Sel])}
	case *ast.Ident:
		return where{text, n.behind(n.info.Uses[fun])}
	}
	return where{}
}

// behind returns the variable whose address or value a getter returns, else the function itself.
func (n *names) behind(fn types.Object) types.Object {
	e := n.getters[fn]
	if f, ok := fn.(*types.Func); ok && e == nil {
		e = n.getters[f.Origin()]
	}
	switch e := e.(type) {
	case *ast.UnaryExpr, *ast.SelectorExpr, *ast.IndexExpr: // no calls: getters of getters may go round in circles
		if calls(e) {
			return fn
		}
		if w := n.place(e); w.key != nil {
			return w.key
		}
	}
	return fn
}

// text is the canonical text of a side expression: an index, a label, an amount. It is empty for what may differ from one time to the
// next.
func (n *names) text(e ast.Expr) string {
	if tv := n.info.Types[e]; tv.Value != nil {
		return tv.Value.ExactString()
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		switch obj := n.info.ObjectOf(e).(type) {
		case *types.Var:
			return n.place(e).text
		case nil:
			return ""
		default:
			return obj.Name()
		}
	case *ast.SelectorExpr:
		if w := n.place(e); w.text != "" {
			return w.text
		}
		if _, isVar := n.info.Uses[e.Sel].(*types.Var); isVar && n.info.Selections[e] != nil {
			return ""
		}
		if n.info.Selections[e] != nil {
			return joined("", n.text(e.X), ".", e.Sel.Name)
		}
		return types.ExprString(e)
	case *ast.StarExpr:
		return n.text(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			return ""
		}
		return joined(e.Op.String(), n.text(e.X))
	case *ast.BinaryExpr:
		return joined("", n.text(e.X), e.Op.String(), n.text(e.Y))
	case *ast.IndexExpr:
		return joined("", n.text(e.X), "[", n.text(e.Index), "]")
	case *ast.CallExpr:
		return n.list(n.text(e.Fun)+"(", e.Args, ")")
	case *ast.CompositeLit: // of labels
		return n.list("{", e.Elts, "}")
	case *ast.KeyValueExpr:
		return joined("", n.text(e.Key), ":", n.text(e.Value))
	case *ast.ArrayType, *ast.MapType:
		return types.ExprString(e)
	}
	return ""
}

func (n *names) list(open string, es []ast.Expr, closing string) string {
	for _, e := range es {
		s := n.text(e)
		if s == "" {
			return ""
		}
		open += s + ","
	}
	return open + closing
}

// joined joins texts; one that is empty makes all of it empty.
func joined(first string, rest ...string) string {
	for _, s := range rest {
		if s == "" {
			return ""
		}
		first += s
	}
	return first
}
