package metricmodel

import (
	"go/token"
	"go/types"
	"reflect"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// requestFields are fields of http.Request whose content clients choose.
var requestFields = map[string]Origin{
	"Method":     {What: "the method of the request, which clients choose freely"},
	"RequestURI": {What: "the URI of the request", Raw: true},
	"Host":       {What: "the Host header of the request", Raw: true},
	"RemoteAddr": {What: "the address of the client", Personal: "the client's address"},
}

// urlFields are fields of url.URL.
var urlFields = map[string]Origin{
	"Path":     {What: "the path of the request", Raw: true},
	"RawPath":  {What: "the path of the request", Raw: true},
	"RawQuery": {What: "the query of the request", Raw: true},
	"Fragment": {What: "the fragment of the request's URL", Raw: true},
	"Host":     {What: "the host in the request's URL", Raw: true},
}

// fromRequest are methods of http.Request.
var fromRequest = map[string]Origin{
	"UserAgent":     {What: "the User-Agent header", Raw: true},
	"Referer":       {What: "the Referer header", Raw: true},
	"FormValue":     {What: "a form value of the request", Raw: true},
	"PostFormValue": {What: "a form value of the request", Raw: true},
	"PathValue":     {What: "a path value of the request", Raw: true},
	"BasicAuth":     {What: "the user name of the request", Personal: "a user's name", Raw: true},
}

// calls are functions and methods whose result is unbounded whatever they are called on.
var calls = map[string]Origin{
	"(error).Error":                                            {What: "the text of an error"},
	"(time.Time).String":                                       {What: "a formatted time", Fresh: true},
	"github.com/google/uuid.NewString":                         {What: "a UUID", Fresh: true},
	"(github.com/google/uuid.UUID).String":                     {What: "a UUID", Fresh: true},
	"(github.com/gofrs/uuid.UUID).String":                      {What: "a UUID", Fresh: true},
	"(github.com/rs/xid.ID).String":                            {What: "a unique id", Fresh: true},
	"(github.com/segmentio/ksuid.KSUID).String":                {What: "a unique id", Fresh: true},
	"(github.com/oklog/ulid.ULID).String":                      {What: "a unique id", Fresh: true},
	"crypto/rand.Text":                                         {What: "a random text", Fresh: true},
	"(go.opentelemetry.io/otel/trace.TraceID).String":          {What: "a trace id"},
	"(go.opentelemetry.io/otel/trace.SpanID).String":           {What: "a span id"},
	"github.com/go-chi/chi.URLParam":                           {What: "a path value of the request", Raw: true},
	"(*github.com/gin-gonic/gin.Context).Param":                {What: "a path value of the request", Raw: true},
	"(*github.com/gin-gonic/gin.Context).Query":                {What: "a query value of the request", Raw: true},
	"(*github.com/gin-gonic/gin.Context).PostForm":             {What: "a form value of the request", Raw: true},
	"(*github.com/gin-gonic/gin.Context).GetHeader":            {What: "a header of the request", Raw: true},
	"(*github.com/gin-gonic/gin.Context).ClientIP":             {What: "the address of the client", Personal: "the client's address"},
	"(github.com/labstack/echo.Context).Param":                 {What: "a path value of the request", Raw: true},
	"(github.com/labstack/echo.Context).QueryParam":            {What: "a query value of the request", Raw: true},
	"(github.com/labstack/echo.Context).FormValue":             {What: "a form value of the request", Raw: true},
	"(github.com/labstack/echo.Context).RealIP":                {What: "the address of the client", Personal: "the client's address"},
	"(*github.com/gofiber/fiber.Ctx).Params":                   {What: "a path value of the request", Raw: true},
	"(*github.com/gofiber/fiber.Ctx).Query":                    {What: "a query value of the request", Raw: true},
	"(*github.com/gofiber/fiber.Ctx).Get":                      {What: "a header of the request", Raw: true},
	"(*github.com/gofiber/fiber.Ctx).Path":                     {What: "the path of the request", Raw: true},
	"(*github.com/gofiber/fiber.Ctx).OriginalURL":              {What: "the URL of the request", Raw: true},
	"(*github.com/gofiber/fiber.Ctx).IP":                       {What: "the address of the client", Personal: "the client's address"},
	"(*github.com/gofiber/fiber.Ctx).Method":                   {What: "the method of the request, which clients choose freely"},
	"(github.com/gofiber/fiber.Ctx).Params":                    {What: "a path value of the request", Raw: true},
	"(github.com/gofiber/fiber.Ctx).Query":                     {What: "a query value of the request", Raw: true},
	"(github.com/gofiber/fiber.Ctx).Get":                       {What: "a header of the request", Raw: true},
	"(github.com/gofiber/fiber.Ctx).Path":                      {What: "the path of the request", Raw: true},
	"(github.com/gofiber/fiber.Ctx).Method":                    {What: "the method of the request, which clients choose freely"},
	"(github.com/gofiber/fiber.Ctx).IP":                        {What: "the address of the client", Personal: "the client's address"},
	"(*google.golang.org/grpc/internal/status.Status).Message": {What: "the text of an error"},
	"(*google.golang.org/grpc/status.Status).Message":          {What: "the text of an error"},
	"(*github.com/valyala/fasthttp.RequestCtx).Path":           {What: "the path of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestCtx).RequestURI":     {What: "the URI of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestCtx).Host":           {What: "the Host header of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestCtx).UserAgent":      {What: "the User-Agent header", Raw: true},
	"(*github.com/valyala/fasthttp.RequestCtx).Method":         {What: "the method of the request, which clients choose freely"},
	"google.golang.org/grpc/metadata.ValueFromIncomingContext": {What: "metadata of the request", Raw: true},
}

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

// outgoingMetadata tells whether the metadata are those that the program sends.
func outgoingMetadata(v ssa.Value) bool {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := e.Tuple.(*ssa.Call)
	if !ok {
		return false
	}
	fn := calleeOf(&call.Call)
	return fn != nil && strings.Contains(fn.Name(), "Outgoing")
}

// incomingMetadata tells whether the map holds the metadata of a request.
func incomingMetadata(v ssa.Value) bool {
	e, ok := v.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := e.Tuple.(*ssa.Call)
	if !ok {
		return false
	}
	fn := calleeOf(&call.Call)
	return fn != nil && fn.FullName() == "google.golang.org/grpc/metadata.FromIncomingContext"
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

// address judges what String of an address is called on.
func (f *flow) address(v ssa.Value, c *context) (Origin, bool) {
	peer := Origin{What: "the address of the peer", Personal: "the client's address"}
	switch x := v.(type) {
	case *ssa.Call:
		fn := calleeOf(&x.Call)
		if x.Call.IsInvoke() {
			fn = x.Call.Method
		}
		if fn == nil || fn.Name() != "RemoteAddr" {
			return Origin{}, true
		}
		recv := x.Call.Value
		if !x.Call.IsInvoke() && len(x.Call.Args) > 0 {
			recv = x.Call.Args[0]
		}
		if f.dialled(recv, 0) {
			return Origin{}, true
		}
		return peer, true
	case *ssa.UnOp:
		if fa, ok := x.X.(*ssa.FieldAddr); ok {
			if v := fieldOfStruct(fa.X.Type(), fa.Field); v != nil && v.Name() == "Addr" && isNamed(fa.X.Type(), "google.golang.org/grpc/peer", "Peer") {
				return peer, true
			}
		}
	}
	return Origin{}, true
}

// dialled tells whether the connection is one that this side has opened, as far as that can be seen.
func (f *flow) dialled(v ssa.Value, n int) bool {
	switch x := v.(type) {
	case *ssa.Extract:
		if call, ok := x.Tuple.(*ssa.Call); ok && n < 5 {
			if fn := calleeOf(&call.Call); fn != nil {
				return strings.HasPrefix(fn.Name(), "Dial")
			}
			return call.Call.IsInvoke() && strings.HasPrefix(call.Call.Method.Name(), "Dial")
		}
	case *ssa.Call:
		fn := calleeOf(&x.Call)
		return fn != nil && strings.HasPrefix(fn.Name(), "Dial")
	case *ssa.ChangeInterface:
		return f.dialled(x.X, n+1)
	case *ssa.MakeInterface:
		return f.dialled(x.X, n+1)
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
		for _, s := range f.prog.Sites(fn) {
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

// entity are things of which there is one for each customer or event, never a fixed number.
const entity = `user|session|request|req|order|customer|account|trace|span|message|transaction|txn|payment|invoice|document|correlation|upload|visitor|subscriber|player|member|booking|ticket`

var (
	entityID   = regexp.MustCompile(`(?i)^(?:` + entity + `)_?u?u?ids?$`)
	entityType = regexp.MustCompile(`(?i)^(?:` + entity + `)$`)
	plainID    = regexp.MustCompile(`^(?:ID|Id|UUID|Uuid|UID|id|uuid|uid)$`)
)

// idName tells whether a name, or the name with its owner's type, names one of unboundedly many things.
func idName(name, owner string) bool {
	return entityID.MatchString(name) || plainID.MatchString(name) && entityType.MatchString(owner)
}

// labelID tells whether a label's name says so.
func labelID(label string) bool {
	return entityID.MatchString(label) || label == "uuid" || label == "guid"
}

// personal maps names to the personal data that they hold.
var personal = regexp.MustCompile(`(?i)^(?:(?:user|client|customer|contact|sender|recipient)?_?(e_?mail(?:_?addr(?:ess)?)?)|((?:user|login|first|last|full|display|customer|account_?holder)_?name)|((?:tele|mobile_?)?phone(?:_?(?:number|no))?)|((?:client|remote|user|visitor)_?(?:ip|addr|address|ip_?addr(?:ess)?)|ip_?addr(?:ess)?)|((?:access|auth|api|session|bearer|refresh|id|user)?_?token(?:_?(?:hash|prefix))?|api_?key|password|ssn|passwd))$`)

// language are types whose tokens are words or coins.
var language = regexp.MustCompile(`(?i)lex|pars|scan|asset|coin|swap|pair`)

// person are types whose names are those of people.
var person = regexp.MustCompile(`(?i)^(user|person|customer|member|contact|employee|patient|subscriber)$`)

var personalKinds = []string{"", "an email address", "a person's name", "a phone number", "the client's address", "a credential"}

// personalName says what personal data a name promises, or "". owner is the type that the field belongs to.
func personalName(name, owner string) string {
	if settings(owner) || language.MatchString(owner) {
		return ""
	}
	if (name == "Name" || name == "name") && person.MatchString(owner) {
		return "a person's name"
	}
	m := personal.FindStringSubmatch(name)
	for i := 1; i < len(m); i++ {
		if m[i] != "" {
			return personalKinds[i]
		}
	}
	return ""
}

// settings tells whether a type is called like one that its owner fills in.
func settings(name string) bool {
	for _, suffix := range []string{"Config", "Options", "Opts", "Settings", "config", "options", "opts", "settings", "Flags", "flags"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// configured tells whether the field belongs to settings: by the name of its type, or by a tag of a format for settings.
func configured(v *types.Var, owner types.Type) bool {
	name := typeName(owner)
	if settings(name) || strings.Contains(name, "Tenant") {
		return true
	}
	st := structOf(owner)
	if st == nil {
		return false
	}
	for i := range st.NumFields() {
		if st.Field(i).Origin() == v {
			tag := reflect.StructTag(st.Tag(i))
			for _, format := range []string{"yaml", "toml", "hcl", "mapstructure", "env", "envconfig", "flag", "ini"} {
				if _, ok := tag.Lookup(format); ok {
					return true
				}
			}
		}
	}
	return false
}

// namedField judges a field of which nothing but its name is known.
func namedField(v *types.Var, owner types.Type) (Origin, bool) {
	if v == nil {
		return Origin{}, false
	}
	name := typeName(owner)
	if configured(v, owner) {
		return Origin{}, false
	}
	what := "the field " + v.Name()
	if name != "" {
		what = "the field " + name + "." + v.Name()
	}
	if p := personalName(v.Name(), name); p != "" {
		return Origin{What: what, Personal: p, Bounded: true}, true
	}
	if idName(v.Name(), name) {
		return Origin{What: what + ", one value for each " + strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(thing(v.Name(), name), "_"), "s"))}, true
	}
	return Origin{}, false
}

// thing is what an id belongs to.
func thing(field, owner string) string {
	if plainID.MatchString(field) {
		return owner
	}
	return regexp.MustCompile(`(?i)_?u?u?ids?$`).ReplaceAllString(field, "")
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
