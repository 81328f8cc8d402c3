package prove

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A builder gathers what one test needs.
type builder struct {
	p       *Package
	imports map[string]string // path to name
	names   map[string]bool   // of imports
	setup   []string          // statements that make objects
	made    map[string]string // type to the variable with the object
	request *request          // nil: none is needed
	restore string            // statement that undoes what the setup does to the whole program
}

// use imports a package and returns its name in the test.
func (b *builder) use(path, name string) string {
	if have, ok := b.imports[path]; ok {
		return have
	}
	for unique := name; ; unique += "x" {
		if !b.names[unique] {
			b.imports[path], b.names[unique] = unique, true
			return unique
		}
	}
}

// local returns the name of a variable of the test that is also no name of the package, which it would hide.
func (b *builder) local(name string) string {
	for b.p.Types.Scope().Lookup(name) != nil {
		name += "_"
	}
	return name
}

// template renames the variables of a test in the same way. Formats are filled in after that.
func (b *builder) template(text string) string {
	return locals.ReplaceAllStringFunc(text, b.local)
}

var locals = regexp.MustCompile(`\b(adding|before|begin|c|call|calls|collected|count|done|first|fresh|g|goroutines|got|i|large|m|more|n|name|number|o|object|objects|one|series|spins|start|t|take|v|want|wg)\b`)

// typeText writes a type as the test names it.
func (b *builder) typeText(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == b.p.Types {
			return ""
		}
		return b.use(p.Path(), p.Name())
	})
}

// An entry is how a test gets into the function of a finding.
type entry struct {
	call string                  // a call, with i for the number of the input
	env  map[types.Object]string // the receiver, in the words of the test
	sig  *types.Signature
	name string // of the function, as part of the name of a test
}

// enter finds out how to call the function around a site, with arguments made from the number i. A handler in a function literal is called through the handler that the
// function around it returns.
func (b *builder) enter(s *site, i string) (*entry, error) {
	fn, _ := b.p.TypesInfo.Defs[s.decl.Name].(*types.Func)
	if fn == nil {
		return nil, fmt.Errorf("the function around it has no name")
	}
	e := &entry{env: map[types.Object]string{}, sig: fn.Signature(), name: title(fn.Name())}
	if e.sig.TypeParams().Len() > 0 || e.sig.RecvTypeParams().Len() > 0 {
		return nil, fmt.Errorf("%s is generic", fn.Name())
	}
	if e.sig.Recv() == nil && (fn.Name() == "main" || fn.Name() == "init") {
		return nil, fmt.Errorf("no test can call %s", fn.Name())
	}
	callee := fn.Name()
	if recv := e.sig.Recv(); recv != nil {
		subject, err := b.object(recv.Type())
		if err != nil {
			return nil, err
		}
		e.env[recv] = subject
		callee = subject + "." + fn.Name()
		e.name = title(named(recv.Type()).Obj().Name()) + e.name
	}
	if s.lit != nil {
		i = "0"
	}
	var args []string
	for v := range e.sig.Params().Variables() {
		if e.sig.Variadic() && v == e.sig.Params().At(e.sig.Params().Len()-1) {
			break
		}
		arg, err := b.value(v, i)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	e.call = fmt.Sprintf("%s(%s)", callee, strings.Join(args, ", "))
	if s.lit != nil {
		return e, b.throughHandler(e, s)
	}
	return e, nil
}

// throughHandler makes the entry one through the handler that the function returns.
func (b *builder) throughHandler(e *entry, s *site) error {
	lit := b.p.TypesInfo.TypeOf(s.lit).(*types.Signature)
	results := e.sig.Results()
	if !isHandlerFunc(lit) || results.Len() != 1 || !serves(results.At(0).Type()) {
		return fmt.Errorf("it stands in a function literal of %s, which no test can call", s.decl.Name.Name)
	}
	handler := b.local("handler")
	b.isolate(b.p.TypesInfo.Defs[s.decl.Name].(*types.Func))
	b.setup = append(b.setup, handler+" := "+e.call)
	b.use("net/http/httptest", "httptest")
	b.needRequest()
	for i, n := range s.path { // HandleFunc(pattern, func…)
		if n == ast.Node(s.lit) && i+1 < len(s.path) {
			if call, ok := s.path[i+1].(*ast.CallExpr); ok && len(call.Args) > 1 {
				if tv := b.p.TypesInfo.Types[call.Args[0]]; tv.Value != nil && tv.Value.Kind() == constant.String {
					b.request.pattern = constant.StringVal(tv.Value)
				}
			}
		}
	}
	e.call = fmt.Sprintf("%s.ServeHTTP(httptest.NewRecorder(), %s(%s))", handler, b.local("request"), b.local("i"))
	return nil
}

func isHandlerFunc(sig *types.Signature) bool {
	return sig.Params().Len() == 2 && sig.Params().At(0).Type().String() == "net/http.ResponseWriter" && sig.Params().At(1).Type().String() == "*net/http.Request"
}

func serves(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "ServeHTTP")
	fn, ok := obj.(*types.Func)
	return ok && isHandlerFunc(fn.Signature())
}

// value makes up an argument for a parameter, different for each i.
func (b *builder) value(v *types.Var, i string) (string, error) {
	t := types.Unalias(v.Type())
	switch t.String() {
	case "net/http.ResponseWriter":
		return b.use("net/http/httptest", "httptest") + ".NewRecorder()", nil
	case "*net/http.Request":
		b.needRequest()
		return b.local("request") + "(" + i + ")", nil
	case "net/http.Handler", "net/http.HandlerFunc":
		http := b.use("net/http", "http")
		return fmt.Sprintf("%s.HandlerFunc(func(%s.ResponseWriter, *%s.Request) {})", http, http, http), nil
	case "context.Context":
		return b.use("context", "context") + ".Background()", nil
	case "io.Writer":
		return b.use("io", "io") + ".Discard", nil
	case "error":
		return fmt.Sprintf(`%s.Errorf("prove %%d", %s)`, b.use("fmt", "fmt"), i), nil
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		text := ""
		switch info := basic.Info(); {
		case info&types.IsString != 0:
			text = fmt.Sprintf(`%s.Sprintf("prove-%%d", %s)`, b.use("fmt", "fmt"), i)
		case info&types.IsNumeric != 0 && info&types.IsComplex == 0:
			text = i
		case info&types.IsBoolean != 0:
			text = i + "%2 == 0"
		}
		if text != "" {
			if t == types.Typ[types.Int] || t == types.Typ[types.String] || t == types.Typ[types.Bool] {
				return text, nil
			}
			return b.typeText(t) + "(" + text + ")", nil
		}
	}
	if n := named(t); n != nil && n.Obj().Pkg() == b.p.Types {
		if _, ok := n.Underlying().(*types.Struct); ok {
			object, err := b.object(t)
			if _, pointer := t.(*types.Pointer); err == nil && !pointer {
				return "", fmt.Errorf("its argument %s is a copy of a %s", v.Name(), n.Obj().Name())
			}
			return object, err
		}
	}
	return "", fmt.Errorf("its argument %s of type %s cannot be made up", v.Name(), types.TypeString(t, types.RelativeTo(b.p.Types)))
}

// named returns the declared type that t is, or points to.
func named(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// title makes a name a part of the name of a test.
func title(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
