package spawn

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// declared tells why a method runs on many goroutines at once, judging by the contract of the interface that its name and signature
// stand for, or by what is said of its type; "" for any other function.
func (c *Contexts) declared(fn *ssa.Function) string {
	if isDouble(fn) {
		return ""
	}
	if why := byContract(fn); why != "" {
		return why
	}
	return c.promised(fn)
}

// double matches the name of a type that stands in for another one in tests, which use it as they know it to be safe.
var double = regexp.MustCompile(`^(?i:mock|fake|stub|dummy|spy)|(Mock|Fake|Stub|Dummy|Spy)([A-Z]\w*)?$`)

func isDouble(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil {
		return false
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && double.MatchString(n.Obj().Name())
}

func byContract(fn *ssa.Function) string {
	sig := fn.Signature
	if sig.Recv() == nil {
		return ""
	}
	in, out := tupleText(sig.Params()), tupleText(sig.Results())
	switch name := fn.Name(); {
	case name == "ServeHTTP" && isHandler(sig):
		return "ServeHTTP runs on one goroutine per request"
	case name == "RoundTrip" && in == "*net/http.Request" && out == "*net/http.Response,error":
		return "RoundTrip of an http.RoundTripper runs on many goroutines"
	case name == "Handle" && in == "context.Context,log/slog.Record" && out == "error":
		return "Handle of a slog.Handler runs on many goroutines"
	case name == "Collect" && in == "chan<- github.com/prometheus/client_golang/prometheus.Metric" && out == "":
		return "Collect of a prometheus.Collector runs on many goroutines"
	case fn.Object().Exported() && isService(sig.Recv().Type()) && (isUnary(in, out) || isStream(in, out)):
		return name + " of a gRPC service runs on one goroutine per call"
	}
	return ""
}

func isUnary(in, out string) bool {
	return strings.HasPrefix(in, "context.Context,*") && strings.HasSuffix(out, ",error")
}

// isStream tells whether a method of a gRPC service has a stream: as its last parameter, of a type that the generator makes.
func isStream(in, out string) bool {
	generated, _, _ := strings.Cut(in, "[")
	return out == "error" && (strings.HasSuffix(in, "Server") || strings.HasSuffix(generated, "StreamingServer"))
}

func tupleText(t *types.Tuple) string {
	var parts []string
	for v := range t.Variables() {
		parts = append(parts, types.TypeString(v.Type(), nil))
	}
	return strings.Join(parts, ",")
}

// isService tells whether a type embeds what the generator of gRPC makes for services.
func isService(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && strings.HasPrefix(f.Name(), "Unimplemented") && strings.HasSuffix(f.Name(), "Server") {
			return true
		}
	}
	return false
}
