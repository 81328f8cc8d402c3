package prove

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A request is what the code of the package reads of requests, so that the ones that are made up have it.
type request struct {
	pattern string                     // of the route, if it is known
	method  bool                       // the method is what varies
	keys    map[string]map[string]bool // by the kind of reading: path values, headers, …
}

// The ways to read a named part of a request, by the name of the method; those of url.Values and http.Header too.
var readings = map[string]string{
	"(*net/http.Request).PathValue":     "path",
	"(*net/http.Request).FormValue":     "query",
	"(*net/http.Request).PostFormValue": "query",
	"(net/url.Values).Get":              "query",
	"(net/http.Header).Get":             "header",
	"(*net/http.Request).Cookie":        "cookie",
	"(*net/http.Request).UserAgent":     "agent",
	"(*net/http.Request).Referer":       "referer",
}

// needRequest lets the test make requests, with all that the package reads of them.
func (b *builder) needRequest() {
	if b.request != nil {
		return
	}
	b.use("net/http", "http")
	b.use("net/http/httptest", "httptest")
	b.use("fmt", "fmt")
	b.request = &request{keys: map[string]map[string]bool{}}
	for _, f := range b.p.Syntax {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if fn := b.p.callee(n); fn != nil && readings[fn.FullName()] != "" {
					key := ""
					if len(n.Args) == 1 {
						if tv := b.p.TypesInfo.Types[n.Args[0]]; tv.Value != nil && tv.Value.Kind() == constant.String {
							key = constant.StringVal(tv.Value)
						}
					}
					b.request.read(readings[fn.FullName()], key)
				}
			case *ast.SelectorExpr:
				if v, ok := b.p.TypesInfo.Uses[n.Sel].(*types.Var); ok && v.Pkg() != nil && v.Pkg().Path() == "net/http" && (v.Name() == "Host" || v.Name() == "RemoteAddr") {
					b.request.read(v.Name(), "")
				}
			}
			return true
		})
	}
}

// read notes a reading; kinds that take a key are noted without one only where it is not known, which is of no use.
func (r *request) read(kind, key string) {
	if keyed := kind == "path" || kind == "query" || kind == "header" || kind == "cookie"; keyed && key == "" {
		return
	}
	if r.keys[kind] == nil {
		r.keys[kind] = map[string]bool{}
	}
	r.keys[kind][key] = true
}

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// route returns a method that the pattern of the route takes, and an expression for a path with value in its wildcards.
func (r *request) route() (method, path string) {
	fields := strings.Fields(r.pattern)
	if len(fields) == 0 {
		return "GET", `"/" + value`
	}
	if method = "GET"; len(fields) == 2 {
		method = fields[0]
	}
	route := fields[len(fields)-1]
	if i := strings.Index(route, "/"); i > 0 {
		route = route[i:] // behind the host
	}
	const mark = "\x00"
	if strings.HasSuffix(route, "/") {
		route += mark
	}
	route = wildcard.ReplaceAllString(strings.ReplaceAll(route, "{$}", ""), mark)
	path = strings.ReplaceAll(fmt.Sprintf("%q", route), `\x00`, `" + value + "`)
	return method, strings.TrimSuffix(path, ` + ""`)
}

// function writes the function literal that makes request number i, for a variable of the given name.
func (r *request) function(name string) string {
	method, path := r.route()
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add(`value := fmt.Sprintf("prove-%%d", i)`)
	query := `"?q=" + value`
	for i, key := range slices.Sorted(maps.Keys(r.keys["query"])) {
		query += fmt.Sprintf(" + %q + value", "&"+url.QueryEscape(key)+"=")
		if i == 0 {
			query = fmt.Sprintf("%q + value", "?"+url.QueryEscape(key)+"=")
		}
	}
	verb := fmt.Sprintf("%q", method)
	if r.method {
		verb = `fmt.Sprintf("M%d", i)`
	}
	add("r := httptest.NewRequest(%s, %s+%s, http.NoBody)", verb, path, query)
	if r.keys["Host"] != nil {
		add(`r.Host = value + ".example"`)
	}
	if r.keys["RemoteAddr"] != nil {
		add(`r.RemoteAddr = fmt.Sprintf("192.0.2.1:%%d", 1024+i)`)
	}
	if r.keys["agent"] != nil {
		add(`r.Header.Set("User-Agent", value)`)
	}
	if r.keys["referer"] != nil {
		add(`r.Header.Set("Referer", "https://example.com/"+value)`)
	}
	for _, kind := range []struct{ name, form string }{{"header", "r.Header.Set(%q, value)"}, {"path", "r.SetPathValue(%q, value)"}, {"cookie", "r.AddCookie(&http.Cookie{Name: %q, Value: value})"}} {
		for _, key := range slices.Sorted(maps.Keys(r.keys[kind.name])) {
			add(kind.form, key)
		}
	}
	add("return r")
	return name + " := func(i int) *http.Request {\n" + strings.Join(lines, "\n") + "\n}"
}
