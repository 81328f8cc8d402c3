package main

import (
	"go/ast"
	"go/parser"
	"os"
	"strings"
	"testing"
)

const root = "../../.."

func TestPageIsFresh(t *testing.T) {
	want, err := page(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(root + "/docs/runtime.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/runtime.md is stale; run go generate ./... in runtime")
	}
	for _, n := range needs {
		if !strings.Contains(want, "### "+n.answer+"\n") {
			t.Errorf("the page sends to %s, which it does not have", n.answer)
		}
	}
}

func TestParse(t *testing.T) {
	c, err := parse("T", "A T is it.\nReally.\n\nCounts: a\nb.\nRead: c.\nCost: d.\nMemory: e: f.\nNever: g.\n")
	if err != nil || c.what != "A T is it. Really." || c.lines["Counts"] != "a b." || c.lines["Memory"] != "e: f." || c.lines["Never"] != "g." {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := parse("T", "A T is it.\n\nCounts: a.\nRead: b.\nMemory: c.\nNever: d.\n"); err == nil || !strings.Contains(err.Error(), `no line "Cost: "`) {
		t.Errorf("a missing line: error %v", err)
	}
	if c, err := parse("H", "An H is a handle of T; see there."); err != nil || c.lines != nil {
		t.Errorf("got %+v, %v", c, err)
	}
}

// Only plain values may lack a contract.
func TestIsValue(t *testing.T) {
	for src, want := range map[string]bool{
		"struct{ A, B int }": true, "struct{ _ noCopy; n int }": false, "struct{ set[K, V] }": false, "struct{ s []T }": true,
	} {
		expr, err := parser.ParseExpr(src)
		if err != nil {
			t.Fatal(err)
		}
		if got := isValue(expr.(*ast.StructType)); got != want {
			t.Errorf("%s: %v, want %v", src, got, want)
		}
	}
}

func TestReadFails(t *testing.T) {
	if _, _, err := read(t.TempDir(), "none"); err == nil {
		t.Error("no error for a folder without Go files")
	}
}
