package driver

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const gomod = `
-- go.mod --
module m

go 1.26
`

// A method's fact is seen through a package in the middle that neither calls the method nor changes.
func TestFactThroughUnchangedMiddle(t *testing.T) {
	w := newWorld(t, gomod+`
-- c/c.go --
package c

type T struct{}

func (T) Quiet() {}

func Bad() {}
-- b/b.go --
package b

import "m/c"

func Get() c.T { return c.T{} }
-- a/a.go --
package a

import "m/b"

func F() { b.Get().Quiet() }
`)
	w.wantLines(w.run("./..."))
	w.write(`
-- c/c.go --
package c

type T struct{}

func (T) Quiet() { Bad() }

func Bad() {}
`)
	res := w.run("./...")
	w.wantLines(res,
		"a/a.go:5:12: callbad: Quiet is bad because of m/c.Bad",
		"c/c.go:5:20: callbad: Bad is bad because of m/c.Bad",
	)
	w.wantWork(res, 3, 0)
}

// Without -tests no test file is loaded; with it in-package and external test files are, and nothing is said twice.
func TestTestVariants(t *testing.T) {
	w := newWorld(t, gomod+`
-- p/p.go --
package p

type P struct{ count int }

func Bad() {}
-- p/p_test.go --
package p

func Export() { Bad() }

func Worse() { Export() }
-- p/x_test.go --
package p_test

import (
	"m/p"
	"m/q"
)

func use() {
	p.Export()
	q.Call()
	q.Give().Meth()
}
-- q/q.go --
package q

import "m/p"

type Q struct{ p.P }

func (Q) Meth() { p.Bad() }

func Give() Q { return Q{} }

func Call() { p.Bad() }
`)
	plain := []string{
		"p/p.go:3:16: plain: field count",
		"q/q.go:7:19: callbad: Bad is bad because of m/p.Bad",
		"q/q.go:11:15: callbad: Bad is bad because of m/p.Bad",
	}
	res := w.run("./...")
	w.wantLines(res, plain...)
	w.wantWork(res, 2, 0)

	withTests := slices.Concat(plain[:1], []string{
		"p/p_test.go:3:17: callbad: Bad is bad because of m/p.Bad",
		"p/p_test.go:5:16: callbad: Export is bad because of m/p.Bad",
		"p/x_test.go:9:2: callbad: Export is bad because of m/p.Bad",
		"p/x_test.go:10:2: callbad: Call is bad because of m/p.Bad",
		"p/x_test.go:11:2: callbad: Meth is bad because of m/p.Bad",
	}, plain[1:])
	cfg := w.config("./...")
	cfg.Tests = true
	res = w.runConfig(cfg)
	w.wantLines(res, withTests...)
	w.wantWork(res, 3, 2) // p [p.test], p_test, q; and p, q [p.test]
	for _, f := range res.Findings {
		if strings.Contains(f.Package, " ") {
			t.Errorf("package %q of a finding is no import path", f.Package)
		}
	}
	again := w.runConfig(cfg)
	w.wantLines(again, withTests...)
	w.wantWork(again, 0, 0)
	w.wantLines(w.run("./..."), plain...)
}

// ownAlone spares the bodies of the standard library.
func ownAlone(path string, _ []string, _ bool) bool {
	return path == "m" || strings.HasPrefix(path, "m/") || strings.HasPrefix(path, "example.com/")
}

func TestCgo(t *testing.T) {
	w := newWorld(t, gomod+`
-- c.go --
package c

// static int twice(int x) { return 2 * x; }
import "C"

type T struct{ count int }

func Bad() C.int { return C.twice(1) }

func call() { Bad() }
-- use/use.go --
package use

import "m"

func F() { c.Bad() }
`)
	cfg := w.config("./...")
	cfg.Env = append(cfg.Env, "CGO_ENABLED=1")
	cfg.Matters = ownAlone
	res := w.runConfig(cfg)
	w.wantLines(res,
		"c.go:6:16: plain: field count",
		"c.go:10:15: callbad: Bad is bad because of m.Bad",
		"use/use.go:5:12: callbad: Bad is bad because of m.Bad",
	)
	if len(res.Findings) > 0 && res.Findings[0].Snippet != "type T struct{ count int }" {
		t.Errorf("snippet %q", res.Findings[0].Snippet)
	}
	w.wantWork(w.runConfig(cfg), 0, 0)
}

func TestVendored(t *testing.T) {
	w := newWorld(t, `
-- go.mod --
module m

go 1.26

require example.com/v v1.0.0
-- vendor/modules.txt --
# example.com/v v1.0.0
## explicit; go 1.20
example.com/v/lib
-- vendor/example.com/v/lib/lib.go --
package lib

type count struct{ count int }

func Bad() {}
-- m.go --
package m

import (
	"net/http"

	"example.com/v/lib"
)

var _ http.Handler // net/http imports vendored packages of std

func F() { lib.Bad() }
`)
	cfg := w.config("./...")
	cfg.Env = append(cfg.Env, "GOFLAGS=-mod=vendor")
	cfg.Matters = ownAlone
	w.wantLines(w.runConfig(cfg), "m.go:11:12: callbad: Bad is bad because of example.com/v/lib.Bad")
	w.wantWork(w.runConfig(cfg), 0, 0)
}

func TestGenericsAndDotImports(t *testing.T) {
	w := newWorld(t, gomod+`
-- g/g.go --
package g

type Number interface{ ~int | ~float64 }

type List[T any] struct{ next *List[T]; val T }

func (l *List[T]) Bad() {}

func (l *List[T]) Map(f func(T) T) *List[T] { return l }

func Bad2[T Number](x T) T { return x }

type Set[K comparable] = map[K]struct{}

type inner struct{ count int }

func (inner) Bad3() {}

func Hidden() inner { return inner{} }

type Alias = List[Set[string]]
-- d/d.go --
package d

import . "m/g"

func F(l *List[int], a *Alias) {
	l.Map(nil).Bad()
	a.Bad()
	Bad2(1.5)
	Hidden().Bad3()
	_ = Set[int]{}
}
`)
	w.wantLines(w.run("./..."),
		"d/d.go:6:2: callbad: Bad is bad because of (*m/g.List[T]).Bad",
		"d/d.go:7:2: callbad: Bad is bad because of (*m/g.List[T]).Bad",
		"d/d.go:8:2: callbad: Bad2 is bad because of m/g.Bad2",
		"d/d.go:9:2: callbad: Bad3 is bad because of (m/g.inner).Bad3",
		"g/g.go:15:20: plain: field count",
	)
}

// What can be analysed is; a second run says the same, whatever was asked in between.
func TestBrokenPackages(t *testing.T) {
	tests := []struct {
		name  string
		files string
		want  []string
	}{
		{"type error in a body", `
-- c/c.go --
package c

type T struct{ count int }

func Bad() {}

func f() { undefined() }
-- b/b.go --
package b

import "m/c"

type T struct{ c.T; count int }

func F() { c.Bad() }
`, []string{
			"b/b.go:5:21: plain: field count",
			"c/c.go:7:12: type error: undefined: undefined",
		}},
		{"type error in a declaration", `
-- c/c.go --
package c

type T struct{ X missing }

var V T
-- b/b.go --
package b

import "m/c"

type T struct{ c.T; count int }

var v = c.V
-- a/a.go --
package a

import "m/c"

var v = c.Missing
`, []string{
			"b/b.go:5:21: plain: field count",
			"a/a.go:5:11: type error: undefined: c.Missing",
			"c/c.go:3:18: type error: undefined: missing",
		}},
		{"syntax error", `
-- c/c.go --
package c

type T struct{ count int }

func f( {}
-- b/b.go --
package b

import "m/c"

type T struct{ c.T; count int }
`, []string{
			"b/b.go:5:21: plain: field count",
			"c/c.go:5:9: parse error: expected ')', found '{'",
		}},
		{"the parser gives up", `
-- a/a.go --
package a

type A struct{ count int }
-- a/b.go --
package a

func f() int {
	.x0()
}
-- b/b.go --
package b

type B struct{ count int }
`, []string{
			"b/b.go:3:16: plain: field count",
			"a/b.go:4:2: parse error: expected statement, found '.'",
			"a/b.go:5:3: parse error: expected '}', found 'EOF'",
		}},
		{"import cycle", `
-- a/a.go --
package a

import "m/b"

type A struct{ count int; b.B }
-- b/b.go --
package b

import "m/a"

type B struct{ a.A }
-- use/use.go --
package use

import "m/b"

var x b.B
-- lone/lone.go --
package lone

type T struct{ count int }
`, []string{
			"lone/lone.go:3:16: plain: field count",
			":0:0: list error: import cycle not allowed: import stack: [m/a m/b m/a]",
			"use/use.go:3:8: type error: could not import m/b (it is missing or too broken)",
		}},
		{"missing package", `
-- a/a.go --
package a

import (
	"example.com/nowhere"
	"m/none"
	"unsafe"

	"m/b"
)

type A struct{ count int }

var x = nowhere.X

var y = unsafe.Sizeof(b.B{})
-- b/b.go --
package b

type B struct{ count int }
`, []string{
			"b/b.go:3:16: plain: field count",
			"a/a.go:4:2: list error: cannot find module providing package example.com/nowhere: module lookup disabled by GOPROXY=off",
			"a/a.go:5:2: list error: package m/none is not in std (GOROOT/src/m/none)",
		}},
		{"no Go files for this platform", `
-- a/a_windows.go --
package a
-- b/b.go --
package b

type B struct{ count int }
`, []string{
			"b/b.go:3:16: plain: field count",
		}},
		{"two package names", `
-- a/a.go --
package a
-- a/b.go --
package b
`, []string{
			":0:0: list error: found packages a (a.go) and b (b.go) in DIR/a",
			"a/b.go:1:1: type error: package b; expected package a",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, gomod+tt.files)
			w.wantLines(w.run("./..."), tt.want...)
			w.wantLines(w.run("./..."), tt.want...)
			dirs, _ := filepath.Glob(filepath.Join(w.dir, "*", "*.go"))
			for _, d := range dirs {
				w.run("./" + filepath.Base(filepath.Dir(d)))
			}
			w.wantLines(w.run("./..."), tt.want...)
		})
	}
}
