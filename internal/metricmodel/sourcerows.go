package metricmodel

import "strings"

// This file holds the sources that are known by name alone, as rows. What depends on the value is in the file sources.

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
	"(github.com/gin-gonic/gin.errorMsgs).String":              {What: "the text of an error"},
	"github.com/go-chi/chi.URLParamFromCtx":                    {What: "a path value of the request", Raw: true},
	"github.com/go-chi/chi.URLParam":                           {What: "a path value of the request", Raw: true},
	"(*google.golang.org/grpc/internal/status.Status).Message": {What: "the text of an error"},
	"(*google.golang.org/grpc/status.Status).Message":          {What: "the text of an error"},
	"google.golang.org/grpc/metadata.ValueFromIncomingContext": {What: "metadata of the request", Raw: true},
}

// frameworks are types that stand for a request, with the names of their getters.
var frameworks = []struct {
	recv    string
	getters map[string]string // by what they get
}{
	{"(*github.com/gin-gonic/gin.Context)", map[string]string{
		"a path value": "Param", "a query value": "Query DefaultQuery GetQuery QueryArray", "a form value": "PostForm DefaultPostForm GetPostForm PostFormArray",
		"a header": "GetHeader ContentType", "a cookie": "Cookie", client: "ClientIP RemoteIP",
	}},
	{"(github.com/labstack/echo.Context)", map[string]string{
		"a path value": "Param ParamValues", "a query value": "QueryParam QueryString", "a form value": "FormValue", client: "RealIP",
	}},
	{"(*github.com/labstack/echo.Context)", map[string]string{ // version 5
		"a path value": "Param ParamOr", "a query value": "QueryParam QueryParamOr QueryString", "a form value": "FormValue FormValueOr", client: "RealIP",
	}},
	{"(*github.com/gofiber/fiber.Ctx)", fiberGetters},
	{"(github.com/gofiber/fiber.Ctx)", fiberGetters}, // version 3
	{"(*github.com/valyala/fasthttp.RequestCtx)", map[string]string{
		"the path": "Path", "the URI": "RequestURI", "the Host header": "Host", "a header": "UserAgent Referer", "the method": "Method", "a form value": "FormValue",
		"the body": "PostBody", client: "RemoteIP",
	}},
}

const client = "the address of the client"

var fiberGetters = map[string]string{
	"a path value": "Params", "a query value": "Query", "a form value": "FormValue", "a header": "Get", "a cookie": "Cookies", "the path": "Path", "the URL": "OriginalURL BaseURL",
	"the Host header": "Hostname Host", "the body": "Body BodyRaw", "the method": "Method", client: "IP",
}

func init() {
	for _, f := range frameworks {
		for what, names := range f.getters {
			o := Origin{What: what + " of the request", Raw: true}
			switch what {
			case client:
				o = Origin{What: what, Personal: "the client's address"}
			case "the method":
				o = Origin{What: requestFields["Method"].What}
			}
			for _, name := range strings.Fields(names) {
				calls[f.recv+"."+name] = o
			}
		}
	}
}

// fastParts are methods of the parts of a fasthttp request, which clients fill in their own requests too.
var fastParts = map[string]Origin{
	"(*github.com/valyala/fasthttp.RequestHeader).Peek":       {What: "a header of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestHeader).Host":       {What: "the Host header of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestHeader).UserAgent":  {What: "the User-Agent header", Raw: true},
	"(*github.com/valyala/fasthttp.RequestHeader).Referer":    {What: "the Referer header", Raw: true},
	"(*github.com/valyala/fasthttp.RequestHeader).Method":     {What: "the method of the request, which clients choose freely"},
	"(*github.com/valyala/fasthttp.RequestHeader).RequestURI": {What: "the URI of the request", Raw: true},
	"(*github.com/valyala/fasthttp.RequestHeader).Cookie":     {What: "a cookie of the request", Raw: true},
	"(*github.com/valyala/fasthttp.Args).Peek":                {What: "a query or form value of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).String":               {What: "the URL of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).FullURI":              {What: "the URL of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).Path":                 {What: "the path of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).PathOriginal":         {What: "the path of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).QueryString":          {What: "the query of the request", Raw: true},
	"(*github.com/valyala/fasthttp.URI).Host":                 {What: "the host in the request's URL", Raw: true},
	"(*github.com/valyala/fasthttp.Request).Host":             {What: "the Host header of the request", Raw: true},
	"(*github.com/valyala/fasthttp.Request).RequestURI":       {What: "the URI of the request", Raw: true},
}
