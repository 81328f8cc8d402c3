package metricmodel

import (
	"strings"

	"golang.org/x/tools/go/ssa"
)

// This file tells the side that asks from the side that is asked: addresses of peers, and metadata of calls.

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
