package metricmodel

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// This file tells requests that come in from those that the program sends, and knows what else brings input.

// requestCookie tells whether the cookie comes with an incoming request.
func (f *flow) requestCookie(v ssa.Value, c *context) bool {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := e.Tuple.(*ssa.Call)
	if !ok {
		return false
	}
	fn := calleeOf(&call.Call)
	return fn != nil && fn.FullName() == "(*net/http.Request).Cookie" && f.incoming(call.Call.Args[0], c, 0)
}

// requestURL tells whether the URL is that of an incoming request.
func (f *flow) requestURL(v ssa.Value, c *context) bool {
	u, ok := v.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	fa, ok := u.X.(*ssa.FieldAddr)
	if !ok {
		if a, isAlloc := f.prog.Variable(u.X).(*ssa.Alloc); isAlloc {
			if only := f.prog.Single(a); only != nil {
				return f.requestURL(only, c)
			}
		}
		return false
	}
	v2 := fieldOfStruct(fa.X.Type(), fa.Field)
	return v2 != nil && v2.Name() == "URL" && isNamed(fa.X.Type(), "net/http", "Request") && f.incoming(fa.X, c, 0)
}

// incoming tells whether the request comes from a client. One that the code has made, or sends on, does not, nor one that is handed
// to a RoundTrip.
func (f *flow) incoming(v ssa.Value, c *context, n int) bool {
	if n > 8 || f.sent(v) {
		return false
	}
	switch x := v.(type) {
	case *ssa.Parameter:
		fn := x.Parent()
		if c != nil && c.fn == fn {
			if arg := argument(c.call, x); arg != nil {
				return f.incoming(arg, c.up, n+1)
			}
			return false
		}
		if roundTrips(fn.Signature) || strings.Contains(fn.Name(), "RoundTrip") {
			return false
		}
		for _, s := range f.sites(fn) {
			if f.inTest(s.Caller) && !f.inTest(fn) {
				continue // it plays the client
			}
			if arg := argument(s.Instr.Common(), x); arg != nil && s.Caller != fn && !f.incoming(arg, nil, n+1) {
				return false
			}
		}
		return true
	case *ssa.FreeVar:
		if b := f.prog.Binding(x); b != nil {
			return f.incoming(b, c, n+1)
		}
	case *ssa.UnOp:
		if a, ok := f.prog.Variable(x.X).(*ssa.Alloc); ok {
			stores, _ := f.prog.Stores(a)
			for _, s := range stores {
				if !f.incoming(s.Val, c, n+1) {
					return false
				}
			}
			return len(stores) > 0
		}
		if fa, ok := x.X.(*ssa.FieldAddr); ok {
			v := fieldOfStruct(fa.X.Type(), fa.Field)
			switch {
			case isNamed(fa.X.Type(), "net/http", "Response"):
				return false
			case isNamed(fa.X.Type(), "github.com/gin-gonic/gin", "Context"):
				return true
			}
			stores := f.fieldStores(v)
			for _, s := range stores {
				if !f.incoming(s.Val, nil, n+1) {
					return false
				}
			}
			return len(stores) > 0
		}
	case *ssa.Phi:
		for _, e := range x.Edges {
			if e != v && !f.incoming(e, c, n+1) {
				return false
			}
		}
		return true
	case *ssa.Alloc:
		if only := f.prog.Single(x); only != nil {
			return f.incoming(only, c, n+1)
		}
	case *ssa.Call:
		if x.Call.IsInvoke() {
			return x.Call.Method.FullName() == "(github.com/labstack/echo.Context).Request" || x.Call.Method.Name() == "Request" && isNamed(x.Type(), "net/http", "Request")
		}
		if fn := calleeOf(&x.Call); fn != nil {
			switch fn.FullName() {
			case "(*net/http.Request).WithContext", "(*net/http.Request).Clone":
				return f.incoming(x.Call.Args[0], c, n+1)
			}
		}
	}
	return false
}

// inTest tells whether a function stands in a test file.
func (f *flow) inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(f.prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// roundTrips tells whether a function of that form sends requests: func(*http.Request) (*http.Response, error).
func roundTrips(sig *types.Signature) bool {
	for r := range sig.Results().Variables() {
		if isNamed(r.Type(), "net/http", "Response") {
			return true
		}
	}
	return false
}

// sent tells whether the request is handed to a client.
func (f *flow) sent(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			continue
		}
		com := call.Common()
		if com.IsInvoke() {
			if com.Method.Name() == "RoundTrip" || com.Method.Name() == "Do" && roundTrips(com.Method.Signature()) {
				return true
			}
			continue
		}
		if fn := calleeOf(com); fn != nil && (fn.Name() == "RoundTrip" || fn.Name() == "Do") && roundTrips(fn.Signature()) {
			return true
		}
	}
	return false
}

// mapSource judges a look-up in a map: a header by its canonical name, the variables of a route.
func (f *flow) mapSource(l *ssa.Lookup, c *context) (Origin, bool) {
	switch x := l.X.(type) {
	case *ssa.Call:
		if fn := calleeOf(&x.Call); fn != nil && cleanName(fn) == "github.com/gorilla/mux.Vars" {
			return Origin{What: "a path value of the request", Raw: true}, true
		}
	}
	if incomingMetadata(l.X) {
		return Origin{What: "metadata of the request", Raw: true}, true
	}
	return f.requestMap(l.X, l.Index, c)
}

// requestMap tells whether the map is the header or a form of an incoming request.
func (f *flow) requestMap(m, key ssa.Value, c *context) (Origin, bool) {
	u, ok := m.(*ssa.UnOp)
	if !ok {
		if call, isCall := m.(*ssa.Call); isCall {
			if fn := calleeOf(&call.Call); fn != nil && fn.FullName() == "(*net/url.URL).Query" && f.requestURL(call.Call.Args[0], c) {
				return Origin{What: "a query value of the request", Raw: true}, true
			}
		}
		return Origin{}, false
	}
	fa, ok := u.X.(*ssa.FieldAddr)
	if !ok || !isNamed(fa.X.Type(), "net/http", "Request") || !f.incoming(fa.X, c, 0) {
		return Origin{}, false
	}
	switch v := fieldOfStruct(fa.X.Type(), fa.Field); v.Name() {
	case "Header", "Trailer":
		if key == nil {
			return Origin{What: "the headers of the request", Raw: true}, true
		}
		return header([]ssa.Value{key}), true
	case "Form", "PostForm":
		return Origin{What: "a form value of the request", Raw: true}, true
	}
	return Origin{}, false
}

// rangeSource judges the keys of a range over a map.
func (f *flow) rangeSource(m ssa.Value, c *context) (Origin, bool) {
	if f.decoded(m) {
		return Origin{What: "the keys of input that was decoded"}, true
	}
	o, ok := f.requestMap(m, nil, c)
	if ok && o.What == "a query value of the request" {
		o.What = "the names of the query's values"
	}
	return o, ok
}

// decoded tells whether the map is filled from input: a variable whose address goes to a Decode or Unmarshal.
func (f *flow) decoded(m ssa.Value) bool {
	u, ok := m.(*ssa.UnOp)
	if !ok {
		return false
	}
	a, ok := u.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, ref := range *a.Referrers() {
		mi, ok := ref.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		for _, r := range *mi.Referrers() {
			call, ok := r.(*ssa.Call)
			if !ok {
				continue
			}
			if fn := calleeOf(&call.Call); fn != nil && (fn.Name() == "Decode" || fn.Name() == "Unmarshal") {
				return true
			}
		}
	}
	return false
}

// typeSource judges a value that is printed by its type.
func (f *flow) typeSource(v ssa.Value, c *context) (Origin, bool) {
	t := v.Type()
	switch {
	case isNamed(t, "time", "Time"):
		return Origin{What: "a formatted time", Fresh: true}, true
	case isNamed(t, "github.com/google/uuid", "UUID"), isNamed(t, "github.com/gofrs/uuid", "UUID"):
		return Origin{What: "a UUID", Fresh: true}, true
	case isNamed(t, "net/url", "URL"):
		if f.requestURL(v, c) {
			return Origin{What: "the URL of the request", Raw: true}, true
		}
	case isNamed(t, "go.opentelemetry.io/otel/trace", "TraceID"), isNamed(t, "go.opentelemetry.io/otel/trace", "SpanID"):
		return Origin{What: "a trace or span id"}, true
	case isNamed(t, "k8s.io/apimachinery/pkg/types", "UID"):
		return Origin{What: "the UID of an object"}, true
	case isErrorType(t):
		if !f.sentinel(v) {
			return Origin{What: "the text of an error"}, true
		}
	}
	return Origin{}, false
}

func isErrorType(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// numberSource judges a call whose integer result is formatted.
func numberSource(fn *types.Func) (Origin, bool) {
	switch name := fn.FullName(); {
	case strings.HasPrefix(name, "(time.Time).Unix"):
		return Origin{What: "a formatted time", Fresh: true}, true
	case fn.Pkg() != nil && (fn.Pkg().Path() == "math/rand" || fn.Pkg().Path() == "math/rand/v2") && (fn.Name() == "Int" || fn.Name() == "Int63" || fn.Name() == "Int64" || fn.Name() == "Uint64" || fn.Name() == "Uint32"):
		return Origin{What: "a random number", Fresh: true}, true
	}
	return Origin{}, false
}
