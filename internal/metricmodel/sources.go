package metricmodel

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// callSource tells whether a call yields a source. An Origin without What says that it yields none, and nothing further is to be asked.
func (f *flow) callSource(fn *types.Func, com *ssa.CallCommon, c *context) (Origin, bool) {
	recv, args := com.Value, com.Args
	if !com.IsInvoke() && fn.Signature().Recv() != nil && len(args) > 0 {
		recv, args = args[0], args[1:]
	}
	name := cleanName(fn)
	if o, ok := calls[name]; ok {
		if name == "(error).Error" && f.sentinel(recv) {
			return Origin{}, true
		}
		return o, true
	}
	if o, ok := fastParts[name]; ok {
		if !fasthttpServer(recv) {
			o = Origin{}
		}
		return o, true
	}
	if isErrorText(fn) {
		if f.sentinel(recv) {
			return Origin{}, true
		}
		return Origin{What: "the text of an error"}, true
	}
	switch name {
	case "(*net/http.Request).UserAgent", "(*net/http.Request).Referer", "(*net/http.Request).FormValue", "(*net/http.Request).PostFormValue",
		"(*net/http.Request).PathValue", "(*net/http.Request).BasicAuth":
		if f.incoming(recv, c, 0) {
			return fromRequest[fn.Name()], true
		}
		return Origin{}, true
	case "(net/http.Header).Get", "(net/http.Header).Values", "(net/url.Values).Get", "(*net/url.URL).String", "(*net/url.URL).EscapedPath", "(*net/url.URL).RequestURI", "(*net/url.URL).Hostname", "(*net/url.URL).Redacted":
		return f.partOfRequest(fn, recv, args, c)
	case "(net.Conn).RemoteAddr", "(*net.TCPConn).RemoteAddr", "(*crypto/tls.Conn).RemoteAddr":
		if f.dialled(recv, 0) {
			return Origin{}, true
		}
		return Origin{What: "the address of the peer", Personal: "the client's address"}, true
	case "(net.Addr).String":
		return f.address(recv, c)
	case "(time.Time).Format":
		if s, ok := constString(args[0]); ok && coarse(s) {
			return Origin{}, true
		}
		return Origin{What: "a formatted time", Fresh: true}, true
	case "(google.golang.org/grpc/metadata.MD).Get":
		if outgoingMetadata(recv) {
			return Origin{}, true
		}
		return Origin{What: "metadata of the request", Raw: true}, true
	case "(*net/url.Userinfo).Username":
		return Origin{What: "the user name in a URL", Personal: "a user's name"}, true
	}
	return Origin{}, false
}

var nameVersion = regexp.MustCompile(`/v[0-9]+([/.)])`)

// cleanName is the full name of fn without major versions in its path.
func cleanName(fn *types.Func) string {
	name := fn.FullName()
	if !strings.Contains(name, "/v") {
		return name
	}
	return nameVersion.ReplaceAllString(name, "$1")
}

// coarse tells whether a layout shows only the hour, the weekday or the month.
func coarse(layout string) bool {
	switch layout {
	case "15", "03", "3", "Monday", "Mon", "January", "Jan", "01", "1", "02", "PM", "MST", "2":
		return true
	}
	return false
}

// sentinel tells whether the error is one of the package's variables.
func (f *flow) sentinel(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.UnOp:
		_, ok := x.X.(*ssa.Global)
		return ok
	case *ssa.Call:
		if fn := calleeOf(&x.Call); fn != nil && fn.FullName() == "errors.New" {
			_, ok := constString(x.Call.Args[0])
			return ok
		}
	}
	return false
}

// partOfRequest judges a getter of a header, a query or a URL by what it belongs to.
func (f *flow) partOfRequest(fn *types.Func, recv ssa.Value, args []ssa.Value, c *context) (Origin, bool) {
	none := Origin{}
	for range 6 {
		switch x := recv.(type) {
		case *ssa.ChangeType:
			recv = x.X
			continue
		case *ssa.Call: // r.URL.Query().Get("x")
			if q := calleeOf(&x.Call); q != nil && q.FullName() == "(*net/url.URL).Query" {
				recv = x.Call.Args[0]
				continue
			}
			return none, true
		case *ssa.UnOp:
			fa, ok := x.X.(*ssa.FieldAddr)
			if !ok {
				return none, true
			}
			v := fieldOfStruct(fa.X.Type(), fa.Field)
			if v == nil || !isNamed(fa.X.Type(), "net/http", "Request") || !f.incoming(fa.X, c, 0) {
				return none, true
			}
			switch v.Name() {
			case "Header", "Trailer":
				return header(args), true
			case "URL":
				if fn.Name() == "Get" {
					return Origin{What: "a query value of the request", Raw: true}, true
				}
				return Origin{What: "the URL of the request", Raw: true}, true
			case "Form", "PostForm":
				return Origin{What: "a form value of the request", Raw: true}, true
			}
		}
		break
	}
	return none, true
}

// header names the header that is read, and what it tells of a person.
func header(args []ssa.Value) Origin {
	o := Origin{What: "a header of the request", Raw: true}
	if len(args) == 0 {
		return o
	}
	name, ok := constString(args[0])
	if !ok {
		return o
	}
	o.What = "the header " + name + " of the request"
	switch strings.ToLower(name) {
	case "authorization", "cookie", "x-api-key", "x-auth-token", "proxy-authorization":
		o.Personal = "a credential"
	case "x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip":
		o.Personal = "the client's address"
	case "x-user", "x-username", "x-user-email", "x-email", "x-forwarded-user", "x-forwarded-email", "from":
		o.Personal = "a user's name"
	}
	return o
}

// fieldSource tells whether the field itself is a source: of a request, or of its URL. An Origin without What says that it is none.
func (f *flow) fieldSource(v *types.Var, base ssa.Value, c *context) (Origin, bool) {
	if row, ok := f.m.rows.FieldSource(v, base.Type()); ok {
		return userOrigin(row, "the field "+typeName(base.Type())+"."+v.Name()), true
	}
	switch t := base.Type(); {
	case isNamed(t, "net/http", "Request"):
		o, ok := requestFields[v.Name()]
		if !ok || !f.incoming(base, c, 0) {
			return Origin{}, true
		}
		if v.Name() == "Method" && f.fixedMethod(base, c) {
			return Origin{}, true
		}
		return o, true
	case isNamed(t, "net/url", "URL"):
		o, ok := urlFields[v.Name()]
		if ok && f.requestURL(base, c) {
			return o, true
		}
		return Origin{}, true
	case isNamed(t, "crypto/x509/pkix", "Name") && v.Name() == "CommonName":
		return Origin{What: "the common name of a certificate", Personal: "the name in a certificate", Bounded: true}, true
	case isNamed(t, "net/http", "Cookie") && v.Name() == "Value":
		if f.requestCookie(base, c) {
			return Origin{What: "a cookie of the request", Raw: true}, true
		}
		return Origin{}, true
	}
	return Origin{}, false
}

// fasthttpServer tells whether the value is a part of a request that a server of fasthttp answers.
func fasthttpServer(v ssa.Value) bool {
	for range 6 {
		if isNamed(v.Type(), "github.com/valyala/fasthttp", "RequestCtx") {
			return true
		}
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.Call:
			if x.Call.IsInvoke() || len(x.Call.Args) == 0 {
				return false
			}
			v = x.Call.Args[0]
		default:
			return false
		}
	}
	return false
}

// isErrorText tells whether fn is the method Error of a type of errors. One that is a number or a string is an enumeration, such as the
// errors of the system.
func isErrorText(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Name() == "Error" && sig.Recv() != nil && sig.Params().Len() == 0 && sig.Results().Len() == 1 &&
		types.Identical(sig.Results().At(0).Type(), types.Typ[types.String]) && !isEnum(sig.Recv().Type())
}

func isEnum(t types.Type) bool {
	_, basic := t.Underlying().(*types.Basic)
	return basic
}
