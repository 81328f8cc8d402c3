package typex

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

func TestCellOf(t *testing.T) {
	fset := token.NewFileSet()
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	for _, test := range []struct {
		typ  string
		want Cell
		ok   bool
	}{
		{"atomic.Int64", Cell{Atomic: true}, true},
		{"*atomic.Uint32", Cell{Atomic: true}, true},
		{"int", Cell{Plain: true}, true},
		{"float64", Cell{Plain: true}, true},
		{"struct{ n atomic.Int64; _ [56]byte }", Cell{Atomic: true, Padded: true}, true},
		{"struct{ n int64; pad [7]int64 }", Cell{Plain: true, Padded: true}, true},
		{"struct{ sync.Mutex; n uint64 }", Cell{Locked: true, Plain: true}, true},
		{"struct{ hits [4]atomic.Int64 }", Cell{Atomic: true}, true},
		{"struct{ _ [0]func(); n atomic.Int64 }", Cell{Atomic: true}, true},
		{"*struct{ in struct{ a, b atomic.Uint64 } }", Cell{Atomic: true}, true},
		{"sync.Mutex", Cell{Locked: true}, false},
		{"struct{ _ [64]byte }", Cell{Padded: true}, false},
		{"atomic.Bool", Cell{}, false},
		{"string", Cell{Plain: true}, false},
		{"struct{ name string; n atomic.Int64 }", Cell{Plain: true}, false},
		{"struct{ n atomic.Int64; free []int }", Cell{Atomic: true}, false},
		{"**atomic.Int64", Cell{}, false},
		{"func()", Cell{}, false},
	} {
		src := "package p\nimport (\"sync\"; \"sync/atomic\")\nvar _ sync.Mutex\nvar _ atomic.Int64\nvar x " + test.typ
		f, err := parser.ParseFile(fset, "p.go", src, 0)
		if err != nil {
			t.Fatal(err)
		}
		pkg, err := conf.Check("p", fset, []*ast.File{f}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := CellOf(pkg.Scope().Lookup("x").Type())
		if got != test.want || ok != test.ok {
			t.Errorf("CellOf(%s) is %+v, %t, want %+v, %t", test.typ, got, ok, test.want, test.ok)
		}
	}
}
