package ways_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/ways"
)

const (
	off ways.State = 1 << iota
	on
)

// switched moves ways to on at a call of up and to off at a call of down.
func switched(n ast.Node, s ways.State) ways.State {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch types.ExprString(call.Fun) {
			case "up":
				s = on
			case "down":
				s = off
			}
		}
		return true
	})
	return s
}

func TestWalk(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"straight", "up(); down()", "end:off"},
		{"early return", "up(); if x { return }; down()", "return:on end:off"},
		{"both ways", "if x { up() }; return", "return:off|on"},
		{"else if", "if x { up() } else if y { up() } else { up() }", "end:on"},
		{"panic", "up(); if x { panic(0) }; down()", "end:off"},
		{"loop runs never", "for range x { up() }", "body:on end:off|on"},
		{"loop without end", "for { up() }", "body:on"},
		{"break", "for { up(); if x { break }; down() }", "break:on body:off end:on"},
		{"continue", "for x { up(); if x { continue }; down() }", "continue:on body:off end:off|on"},
		{"labels", "l: for { for { up(); if x { continue l }; break l } }", "continue:on break:on end:on"},
		{"post", "for ; x; up() { down() }", "body:off end:off|on"},
		{"switch", "switch x { case 1: up(); case 2: up(); fallthrough; default: down() }", "end:off|on"},
		{"fallthrough", "switch x { case 1: up(); fallthrough; case 2: return; default: }", "return:off|on end:off"},
		{"no default", "up(); switch x { case 1: down() }", "end:off|on"},
		{"break of a switch", "for { switch x { case 1: up(); break; default: return } }", "break:on return:off|on body:on"},
		{"select", "select { case <-c: up(); case c <- 1: up() }", "end:on"},
		{"select waits", "up(); select {}", ""},
		{"literal", "f(func() { return })", "end:off"},
		{"type switch", "switch y := x.(type) { case int: up(); return; default: _ = y }", "return:on end:off"},
		{"dead code", "up(); return; down()", "return:on"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			exits, ok := walk(t, test.body, nil)
			if got := strings.Join(exits, " "); !ok || got != test.want {
				t.Errorf("got %q, %t; want %q", got, ok, test.want)
			}
		})
	}
	if _, ok := walk(t, "goto l; l: up()", nil); ok {
		t.Error("a goto was followed")
	}
}

// TestBranch refines a condition called isOn.
func TestBranch(t *testing.T) {
	refine := func(cond ast.Expr, s ways.State) (yes, no ways.State) {
		if types.ExprString(cond) == "isOn" {
			return s & on, s & off
		}
		return s, s
	}
	exits, _ := walk(t, "if x { up() }; if isOn { return }", refine)
	if got := strings.Join(exits, " "); got != "return:on end:off" {
		t.Errorf("got %q", got)
	}
}

func walk(t *testing.T, body string, branch func(ast.Expr, ways.State) (yes, no ways.State)) ([]string, bool) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package p\nfunc f() {\n"+body+"\n}\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && types.Universe.Lookup(id.Name) != nil {
			info.Uses[id] = types.Universe.Lookup(id.Name)
		}
		return true
	})
	fn := file.Decls[0].(*ast.FuncDecl)
	exits, ok := ways.Walker{Info: info, Step: switched, Branch: branch}.Walk(fn.Body, off)
	var got []string
	for _, e := range exits {
		if e.State == 0 {
			continue
		}
		name := "end"
		switch n := e.Node.(type) {
		case *ast.ReturnStmt:
			name = "return"
		case *ast.BranchStmt:
			name = n.Tok.String()
		case *ast.BlockStmt:
			if e.Loop != nil {
				name = "body"
			}
		}
		var bits []string
		for bit, text := range map[ways.State]string{off: "off", on: "on"} {
			if e.State&bit != 0 {
				bits = append(bits, text)
			}
		}
		slices.Sort(bits)
		got = append(got, fmt.Sprintf("%s:%s", name, strings.Join(bits, "|")))
	}
	return got, ok
}
