package conc

import (
	"bytes"
	"encoding/gob"
	"go/types"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"
)

// TestFacts: what a library exports, and what its user makes of it.
func TestFacts(t *testing.T) {
	dir := analysistest.TestData()
	analysistest.Run(t, dir, Facts, "facts/lib")
	ask := &analysis.Analyzer{Name: "ask", Doc: "asks", Requires: []*analysis.Analyzer{Analyzer}, Run: func(pass *analysis.Pass) (any, error) {
		m := For(pass)
		for _, op := range m.Ops {
			text := describe(op)
			for _, a := range []Arg{op.Old, op.New, op.Delta} {
				if a.Value != nil {
					text += " " + a.Value.Name()
				}
			}
			pass.Reportf(op.Pos(), "%s", text)
		}
		for id, obj := range pass.TypesInfo.Uses {
			if v, ok := obj.(*types.Var); ok && m.IsCell(v) {
				pass.Reportf(id.Pos(), "cell %s", v.Name())
			}
		}
		return nil, nil
	}}
	analysistest.Run(t, dir, ask, "facts/user")
}

// TestFactCodec: facts survive the way through a file, in few bytes, and hold nothing but numbers and names.
func TestFactCodec(t *testing.T) {
	for _, tt := range []struct {
		fact analysis.Fact
		max  int // bytes in a stream of facts of one kind
	}{
		{&Helper{Kind: CompareAndSwap, Form: Func, Param: 3, Path: ".stats.requests*[].total", New: "#2", Old: "#1", Delta: "=-1", Result: 1, Exact: true, Maybe: true}, 60},
		{&Cell{Where: "connection_manager_linux.go:12345"}, 50},
	} {
		var first, second bytes.Buffer
		enc := gob.NewEncoder(&first)
		if err := enc.Encode(tt.fact); err != nil {
			t.Fatal(err)
		}
		head := first.Len()
		if err := enc.Encode(tt.fact); err != nil {
			t.Fatal(err)
		}
		if size := first.Len() - head; size > tt.max {
			t.Errorf("%T: %d bytes for each further fact, want at most %d", tt.fact, size, tt.max)
		}
		enc = gob.NewEncoder(&second)
		for range 2 {
			if err := enc.Encode(tt.fact); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%T: two encodings differ", tt.fact)
		}
		got := reflect.New(reflect.TypeOf(tt.fact).Elem()).Interface()
		if err := gob.NewDecoder(&first).Decode(got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, tt.fact) {
			t.Errorf("decoded %v, want %v", got, tt.fact)
		}
	}
}

// TestFactPathBound: a path that is too long for a fact is not exported.
func TestFactPathBound(t *testing.T) {
	long := "aVeryLongFieldNameThatGoesOnAndOnForeverAndEver"
	m := load(t, "type T struct { "+long+"A struct { "+long+"B struct { "+long+"C atomic.Int64 } } }\nfunc (t *T) Inc() { t."+long+"A."+long+"B."+long+"C.Add(1) }")
	var fn *ssa.Function
	for _, f := range m.prog.Funcs {
		if f.Name() == "Inc" {
			fn = f
		}
	}
	if h, ok := encode(fn, m.bodyOf(fn)); ok {
		t.Errorf("exported %v", h)
	}
}

// TestErrgroup: a package outside std, known by name.
func TestErrgroup(t *testing.T) {
	ask := &analysis.Analyzer{Name: "ask", Doc: "asks", Requires: []*analysis.Analyzer{Analyzer}, Run: func(pass *analysis.Pass) (any, error) {
		m := For(pass)
		for _, op := range m.Ops {
			if op.Kind != Store {
				continue
			}
			if why, ok := m.Gate(op); ok {
				pass.Reportf(op.Pos(), "gate: %s", why)
			} else if ev := m.Concurrent(op); len(ev) > 0 {
				pass.Reportf(op.Pos(), "%s: %s", ev[0].Level, ev[0].Text)
			}
		}
		return nil, nil
	}}
	analysistest.Run(t, analysistest.TestData(), ask, "limit")
}
