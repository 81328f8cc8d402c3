package ir

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// This file says which functions libraries run on many goroutines at once, wherever they are kept: handlers, known by their signatures, and
// what is stored in certain fields of structs of the standard library.

// Contract says why a function that is kept, or handed to code that is not seen, runs on many goroutines: by its signature it is a handler
// of requests. It is "" for any other, and for a literal within a function that works on a request itself: that one belongs to the request.
func Contract(fn *ssa.Function) string {
	why := contract(fn.Signature)
	for f := fn.Parent(); why != "" && f != nil; f = f.Parent() {
		if worksOnRequest(f.Signature) {
			return ""
		}
	}
	return why
}

// worksOnRequest tells whether a function is handed a request, or what answers one, of whatever framework.
func worksOnRequest(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if obj := named(p.Type()); isRequest(p.Type()) || obj != nil && (obj.Name() == "Request" || obj.Name() == "ResponseWriter") {
			return true
		}
	}
	return contract(sig) != ""
}

func contract(sig *types.Signature) string {
	params := sig.Params()
	switch {
	case params.Len() >= 2 && isNamed(params.At(0).Type(), "net/http", "ResponseWriter") && isNamed(params.At(1).Type(), "net/http", "Request"):
		return "an HTTP handler runs on one goroutine per request"
	case params.Len() == 1 && isRequest(params.At(0).Type()):
		return "an HTTP handler runs on one goroutine per request"
	}
	for p := range params.Variables() {
		for _, info := range [...]string{"UnaryServerInfo", "StreamServerInfo", "UnaryInvoker", "Streamer"} {
			if isNamed(p.Type(), "google.golang.org/grpc", info) {
				return "a gRPC interceptor runs on one goroutine per call"
			}
		}
	}
	return ""
}

// requests are what the handlers of frameworks are handed.
var requests = map[string]string{
	"github.com/gin-gonic/gin":    "Context",
	"github.com/gofiber/fiber/v2": "Ctx",
	"github.com/gofiber/fiber/v3": "Ctx",
	"github.com/labstack/echo":    "Context",
	"github.com/labstack/echo/v4": "Context",
	"github.com/valyala/fasthttp": "RequestCtx",
}

func isRequest(t types.Type) bool {
	obj := named(t)
	return obj != nil && obj.Pkg() != nil && requests[obj.Pkg().Path()] == obj.Name()
}

// perCall are the fields whose functions are called from the goroutines of requests and connections. Those that clients set for one call
// as often as for all of them, CheckRedirect and Control among them, are not here.
var perCall = map[string][]string{
	"crypto/tls.Config":              {"GetCertificate", "GetConfigForClient"},
	"net/http.Server":                {"ConnState"},
	"net/http.Transport":             {"Dial", "DialContext", "DialTLS", "DialTLSContext", "Proxy"},
	"net/http/httputil.ReverseProxy": {"Director", "ErrorHandler", "ModifyResponse", "Rewrite"},
	"sync.Pool":                      {"New"},
}

// FieldContract says why a function that is stored by instr runs on many goroutines: libraries call what the field holds from there. A
// literal that counts in a variable of the function around it may belong to one call of that.
func (p *Program) FieldContract(instr ssa.Instruction, fn *ssa.Function) string {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return ""
	}
	fa, ok := store.Addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	holder := named(fa.X.Type())
	if holder == nil || holder.Pkg() == nil {
		return ""
	}
	owner := holder.Pkg().Path() + "." + holder.Name()
	field := holder.Type().Underlying().(*types.Struct).Field(fa.Field).Name()
	if !slices.Contains(perCall[owner], field) || owner != "net/http.Server" && slices.ContainsFunc(fn.FreeVars, p.isLocalNumber) {
		return ""
	}
	return fmt.Sprintf("%s of a %s.%s runs on many goroutines", field, holder.Pkg().Name(), holder.Name())
}

func (p *Program) isLocalNumber(fv *ssa.FreeVar) bool {
	a, ok := p.Variable(fv).(*ssa.Alloc)
	if !ok {
		return false
	}
	basic, ok := a.Type().(*types.Pointer).Elem().Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0
}

// named is the name of the type, or of that which it points to; nil if it has none.
func named(t types.Type) *types.TypeName {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return n.Obj()
}

func isNamed(t types.Type, path, name string) bool {
	obj := named(t)
	return obj != nil && obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == path
}
