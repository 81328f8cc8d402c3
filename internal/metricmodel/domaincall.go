package metricmodel

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// What calls yield for [collector]: functions of the package, and those of the standard library that write out numbers or change the case.

func (c *collector) call(call *ssa.Call, result int, up *context) {
	com := &call.Call
	fn := calleeOf(com)
	if com.IsInvoke() {
		fn = com.Method
	}
	if callee := c.f.prog.Callee(com); !com.IsInvoke() && callee.Fn != nil && c.f.prog.Known(callee.Fn) && up.depth() < maxDepth {
		if fn == nil || fn.Name() != "String" || !c.receiverType(com) {
			c.enter(callee.Fn, call, result, up)
		}
		return
	}
	if fn == nil {
		c.open(call, "the result of a function value")
		return
	}
	switch name := fn.FullName(); name {
	case "strconv.FormatBool":
		c.known["true"], c.known["false"] = true, true
	case "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint":
		c.number(com.Args[0])
	case "fmt.Sprint":
		if list := variadic(com.Args[0]); len(list) == 1 {
			c.number(unboxed(list[0]))
			return
		}
		c.open(call, "a string that is printed")
	case "fmt.Sprintf":
		c.printed(call)
	case "net/http.StatusText":
		c.bound(statusTexts, "texts of HTTP status codes")
	default:
		if change := casings[name]; change != nil {
			c.cased(change, com.Args[0], call.Block(), up)
			return
		}
		if fn.Name() == "String" && c.receiverType(com) {
			return
		}
		c.open(call, "the result of "+fn.Name())
	}
}

// receiverType knows String of a type that has constants.
func (c *collector) receiverType(com *ssa.CallCommon) bool {
	v := com.Value
	if !com.IsInvoke() {
		v = com.Args[0]
	}
	return !isString(v.Type()) && c.byType(v.Type())
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func (c *collector) enter(fn *ssa.Function, call *ssa.Call, result int, up *context) {
	for u := up; u != nil; u = u.up {
		if u.fn == fn {
			return
		}
	}
	inner := &context{call: &call.Call, at: call.Block(), fn: fn, up: up}
	for _, ret := range c.f.prog.Returns(fn) {
		if result < len(ret.Results) {
			c.value(ret.Results[result], ret.Block(), inner)
		}
	}
}

// printed knows a format with one verb.
func (c *collector) printed(call *ssa.Call) {
	format, _ := constString(call.Call.Args[0])
	list := variadic(call.Call.Args[1])
	if len(list) == 1 && (format == "%d" || format == "%v" || format == "%s" || format == "%t") {
		c.number(unboxed(list[0]))
		return
	}
	c.open(call, "a string that is printed")
}

// casings change strings without adding values.
var casings = map[string]func(string) string{"strings.ToLower": strings.ToLower, "strings.ToUpper": strings.ToUpper, "strings.TrimSpace": strings.TrimSpace}

// cased follows a string whose case is changed. What is used as it is elsewhere is another value.
func (c *collector) cased(change func(string) string, v ssa.Value, at *ssa.BasicBlock, up *context) {
	known, seen := c.known, c.seen
	c.known, c.seen = map[string]bool{}, map[traceKey]bool{}
	c.value(v, at, up)
	for s := range c.known {
		known[change(s)] = true
	}
	c.known, c.seen = known, seen
}

// number follows a number that is written out.
func (c *collector) number(v ssa.Value) {
	for {
		if k, ok := v.(*ssa.Const); ok && k.Value != nil {
			c.known[strings.Trim(k.Value.ExactString(), `"`)] = true
			return
		}
		if c.byType(v.Type()) {
			return
		}
		if b, ok := v.Type().Underlying().(*types.Basic); ok && (b.Kind() == types.Int8 || b.Kind() == types.Uint8) {
			c.bound(256, "numbers of one byte")
			return
		}
		if isStatus(v) {
			c.bound(statusCodes, "HTTP status codes, 100 to 999")
			return
		}
		conv, ok := v.(*ssa.Convert)
		if !ok {
			break
		}
		v = conv.X
	}
	if isString(v.Type()) {
		c.value(v, nil, nil)
		return
	}
	c.open(v, fmt.Sprintf("a number of type %s", types.TypeString(v.Type(), types.RelativeTo(c.f.m.pass.Pkg))))
}

// statusCodes is how many numbers net/http takes for a status.
const statusCodes = 900

// statusTexts is how many of them have a text.
const statusTexts = 62

// isStatus tells whether v is the status of an HTTP response, by the field that it is read from.
func isStatus(v ssa.Value) bool {
	u, ok := v.(*ssa.UnOp)
	if !ok || u.Op != token.MUL {
		return false
	}
	fa, ok := u.X.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	f := fieldOfStruct(fa.X.Type(), fa.Field)
	return f != nil && f.Name() == "StatusCode" && isNamed(fa.X.Type(), "net/http", "Response")
}
