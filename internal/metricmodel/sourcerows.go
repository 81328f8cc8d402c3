package metricmodel

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
