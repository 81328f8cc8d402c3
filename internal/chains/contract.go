package chains

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// contracts are methods of interfaces whose callers may be on many goroutines, by name, with the types of parameters and results.
var contracts = map[string][]string{
	"ServeHTTP": {"net/http.ResponseWriter,*net/http.Request", "", "ServeHTTP runs on one goroutine per request"},
	"RoundTrip": {"*net/http.Request", "*net/http.Response,error", "RoundTrip runs on the goroutine of whoever sends a request"},
	"Collect":   {"chan<- github.com/prometheus/client_golang/prometheus.Metric", "", "Collect runs on one goroutine per scrape"},
	"Handle":    {"context.Context,log/slog.Record", "error", "a slog.Handler is called by all that log"},
}

// contract says why the method runs on many goroutines; "" if no interface says so.
func contract(fn *ssa.Function) string {
	sig := fn.Signature
	if sig.Recv() == nil {
		return ""
	}
	c, ok := contracts[fn.Name()]
	if ok && list(sig.Params()) == c[0] && list(sig.Results()) == c[1] {
		return c[2]
	}
	if isService(fn) {
		return fn.Name() + " is a gRPC method, which runs on one goroutine per call"
	}
	return ""
}

func list(t *types.Tuple) string {
	var all []string
	for v := range t.Variables() {
		all = append(all, types.TypeString(v.Type(), nil))
	}
	return strings.Join(all, ",")
}

// isService tells whether fn is a method of a type that embeds the Unimplemented…Server of a gRPC service, and has it too.
func isService(fn *ssa.Function) bool {
	recv := fn.Signature.Recv().Type()
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	st, ok := recv.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f.Embedded() && strings.HasPrefix(f.Name(), "Unimplemented") && strings.HasSuffix(f.Name(), "Server") {
			obj, _, _ := types.LookupFieldOrMethod(f.Type(), true, fn.Pkg.Pkg, fn.Name())
			if _, ok := obj.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}

// handlerSignature says why a function of this signature that is stored runs on many goroutines; "" if nobody can tell.
func handlerSignature(sig *types.Signature) string {
	params := list(sig.Params())
	switch {
	case params == "net/http.ResponseWriter,*net/http.Request":
		return "an HTTP handler runs on one goroutine per request"
	case strings.HasSuffix(params, "*google.golang.org/grpc.UnaryServerInfo,google.golang.org/grpc.UnaryHandler"),
		strings.HasSuffix(params, "*google.golang.org/grpc.StreamServerInfo,google.golang.org/grpc.StreamHandler"):
		return "a gRPC interceptor runs on one goroutine per call"
	}
	return ""
}
