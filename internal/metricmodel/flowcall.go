package metricmodel

import (
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// passes are functions whose result holds what the arguments at the given places hold. Truncating, hashing and changing the case
// bound nothing.
var passes = map[string][]int{
	"strings.ToLower": {0}, "strings.ToUpper": {0}, "strings.ToTitle": {0}, "strings.Title": {0}, "strings.TrimSpace": {0}, "strings.Clone": {0},
	"strings.Trim": {0}, "strings.TrimLeft": {0}, "strings.TrimRight": {0}, "strings.TrimPrefix": {0}, "strings.TrimSuffix": {0},
	"strings.TrimFunc": {0}, "strings.Replace": {0}, "strings.ReplaceAll": {0}, "strings.Split": {0}, "strings.SplitN": {0},
	"strings.Fields": {0}, "strings.Join": {0}, "strings.Map": {1}, "strings.ToValidUTF8": {0}, "strings.Cut": {0}, "strings.CutPrefix": {0},
	"strings.CutSuffix": {0}, "strings.Repeat": {0}, "strconv.Quote": {0}, "path.Clean": {0}, "path.Base": {0}, "path.Dir": {0}, "path.Join": {0},
	"path.Ext": {0}, "path/filepath.Base": {0}, "path/filepath.Clean": {0}, "path/filepath.Dir": {0}, "path/filepath.Ext": {0}, "path/filepath.Join": {0},
	"net/url.PathEscape": {0}, "net/url.QueryEscape": {0}, "net/url.PathUnescape": {0}, "net/url.QueryUnescape": {0}, "html.EscapeString": {0},
	"net.SplitHostPort": {0}, "net.JoinHostPort": {0, 1}, "net.ParseIP": {0}, "(net.IP).String": {0}, "bytes.ToLower": {0}, "bytes.TrimSpace": {0},
	"encoding/hex.EncodeToString": {0}, "(*encoding/base64.Encoding).EncodeToString": {1}, "crypto/sha256.Sum256": {0}, "crypto/sha1.Sum": {0},
	"crypto/md5.Sum": {0}, "crypto/sha512.Sum512": {0}, "(*strings.Replacer).Replace": {1}, "(*regexp.Regexp).ReplaceAllString": {1},
	"(*regexp.Regexp).FindString": {1}, "cmp.Or": {0}, "fmt.Append": {0}, "slices.Clone": {0}, "maps.Clone": {0}, "net/textproto.TrimString": {0},
	"net/http.CanonicalHeaderKey": {0}, "unsafe.String": {0}, "strings.ToLowerSpecial": {1},
}

// call follows one result of a call.
func (t *tracer) call(call *ssa.Call, result int, c *context) {
	com := &call.Call
	if t.fileName(com, call) || t.userRow(com, call) {
		return
	}
	if com.IsInvoke() {
		if o, ok := t.f.callSource(com.Method, com, c); ok {
			o.Pos = call.Pos()
			if o.What != "" {
				t.emit(t.label, o)
			}
			return
		}
		t.contextValue(com, c)
		return
	}
	if callee := t.f.prog.Callee(com); callee.Fn != nil && t.f.prog.Known(callee.Fn) && c.depth() < maxDepth {
		t.enter(callee.Fn, call, result, c)
		return
	}
	fn := calleeOf(com)
	if fn == nil {
		return
	}
	if o, ok := t.f.callSource(fn, com, c); ok {
		o.Pos = call.Pos()
		if o.What != "" {
			t.emit(t.label, o)
		}
		return
	}
	name := fn.FullName()
	if args, ok := passes[name]; ok {
		if result > 1 || result == 1 && !strings.HasPrefix(name, "strings.Cut") && name != "net.SplitHostPort" {
			return
		}
		for _, i := range args {
			if i < len(com.Args) {
				t.value(com.Args[i], call.Block(), c)
			}
		}
		return
	}
	switch name {
	case "(*strings.Builder).String", "(*bytes.Buffer).String":
		t.built(com.Args[0], c)
	case "fmt.Sprintf", "fmt.Sprint", "fmt.Sprintln", "fmt.Appendf":
		t.printed(name, call, c)
	case "strconv.Itoa", "strconv.FormatInt", "strconv.FormatUint":
		t.number(com.Args[0], call.Block(), c)
	case "go.opentelemetry.io/otel/attribute.NewSet":
		t.elements(com.Args[0], call.Block(), c, nil)
	default:
		t.foreign(fn, call, result, c)
	}
}

// given are packages whose functions yield what the machine and its owner have set.
var given = map[string]bool{"os": true, "flag": true, "runtime": true, "net/http": true, "strconv": true, "runtime/debug": true}

// fileLabel are labels that say that they name files.
var fileLabel = regexp.MustCompile(`(?i)file|path|dir|object|key`)

// fileName tells whether the call yields the name of a file for a label that is called so.
func (t *tracer) fileName(com *ssa.CallCommon, call *ssa.Call) bool {
	if !com.IsInvoke() || !fileLabel.MatchString(t.label) {
		return false
	}
	switch com.Method.FullName() {
	case "(io/fs.DirEntry).Name", "(io/fs.FileInfo).Name", "(os.DirEntry).Name", "(os.FileInfo).Name":
		t.emit(t.label, Origin{What: "the name of a file", Pos: call.Pos()})
		return true
	}
	return false
}

// calleeOf is the declared function that a call names.
func calleeOf(com *ssa.CallCommon) *types.Func {
	fn := com.StaticCallee()
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		fn = o
	}
	obj, _ := fn.Object().(*types.Func)
	return obj
}

// enter follows a result through all returns of a function of the package.
func (t *tracer) enter(fn *ssa.Function, call *ssa.Call, result int, c *context) {
	for up := c; up != nil; up = up.up {
		if up.fn == fn {
			return
		}
	}
	inner := &context{call: &call.Call, at: call.Block(), fn: fn, up: c}
	for _, ret := range t.f.prog.Returns(fn) {
		if result < len(ret.Results) {
			t.value(ret.Results[result], ret.Block(), inner)
		}
	}
}

// foreign asks the facts about a function of another package.
func (t *tracer) foreign(fn *types.Func, call *ssa.Call, result int, c *context) {
	f := t.f.m.facts.sources[fn]
	if f == nil || result != 0 {
		if fn.Pkg() != nil && !given[fn.Pkg().Path()] {
			t.unknown(call)
		}
		return
	}
	for _, o := range f.Origins {
		t.emit(t.label, Origin{What: o.What, Personal: o.Personal, Raw: o.Raw, Pos: call.Pos()})
	}
	for _, i := range f.Params {
		if i < len(call.Call.Args) {
			t.value(call.Call.Args[i], call.Block(), c)
		}
	}
}

// contextValue follows ctx.Value(key) to what the package puts into contexts under keys of the same type.
func (t *tracer) contextValue(com *ssa.CallCommon, c *context) {
	if com.Method.FullName() != "(context.Context).Value" || len(com.Args) != 1 {
		return
	}
	key := com.Args[0]
	for _, put := range t.f.contextPuts() {
		if types.Identical(keyType(put.Call.Args[1]), keyType(key)) && sameKey(put.Call.Args[1], key) {
			t.value(put.Call.Args[2], put.Block(), nil)
		}
	}
}

func keyType(v ssa.Value) types.Type {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		return mi.X.Type()
	}
	return v.Type()
}

// sameKey tells two constants of one type apart.
func sameKey(a, b ssa.Value) bool {
	x, ok1 := unboxed(a).(*ssa.Const)
	y, ok2 := unboxed(b).(*ssa.Const)
	return !ok1 || !ok2 || x.Value == nil || y.Value == nil || x.Value.ExactString() == y.Value.ExactString()
}

func unboxed(v ssa.Value) ssa.Value {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		return mi.X
	}
	return v
}

// contextPuts lists the calls of context.WithValue.
func (f *flow) contextPuts() []*ssa.Call {
	if f.puts == nil {
		f.puts = []*ssa.Call{}
		f.each(func(instr ssa.Instruction) {
			if call, ok := instr.(*ssa.Call); ok {
				if fn := calleeOf(&call.Call); fn != nil && fn.FullName() == "context.WithValue" {
					f.puts = append(f.puts, call)
				}
			}
		})
	}
	return f.puts
}

// fieldStores lists all stores in the field v.
func (f *flow) fieldStores(v *types.Var) []*ssa.Store {
	if f.fields == nil {
		f.fields = map[*types.Var][]*ssa.Store{}
		f.each(func(instr ssa.Instruction) {
			s, ok := instr.(*ssa.Store)
			if !ok {
				return
			}
			if fa, ok := s.Addr.(*ssa.FieldAddr); ok {
				if w := fieldOfStruct(fa.X.Type(), fa.Field); w != nil {
					f.fields[w] = append(f.fields[w], s)
				}
			}
		})
	}
	return f.fields[v]
}

// sites lists the static calls of fn that are evidence.
func (f *flow) sites(fn *ssa.Function) []ir.Site {
	return slices.DeleteFunc(slices.Clone(f.prog.Sites(fn)), func(s ir.Site) bool { return !f.evident(s.Caller) })
}

// evident tells whether what fn does is evidence: a test hands in what it likes.
func (f *flow) evident(fn *ssa.Function) bool {
	return f.m.counts == nil || !fn.Pos().IsValid() || f.m.counts(fn.Pos())
}

func (f *flow) each(visit func(ssa.Instruction)) {
	for _, fn := range f.prog.Funcs {
		if !f.evident(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				visit(instr)
			}
		}
	}
}

// has tells whether the function mentions an instruction that fits.
func has(fn *ssa.Function, fits func(ssa.Instruction) bool) bool {
	return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Instrs, fits) })
}
