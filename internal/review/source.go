package review

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/inventory"
)

// A source is what the syntax of a file tells of the calls on each of its lines.
type source struct {
	calls map[int][]*ast.CallExpr // by the line that they begin on
	ends  map[int]int             // the last line of the outermost call that begins on a line and registers nothing
	lines []string
}

// source parses a file once. One that cannot be parsed tells nothing.
func (c *checker) source(file string) *source {
	if s := c.calls[file]; s != nil {
		return s
	}
	s := &source{calls: map[int][]*ast.CallExpr{}, ends: map[int]int{}}
	c.calls[file] = s
	if !strings.HasSuffix(file, ".go") {
		return s
	}
	text, err := c.in.Files.text(c.in.Files.Rel(file))
	if err != nil {
		return s // of a package beside the repository
	}
	s.lines = strings.Split(string(text), "\n")
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return s
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		line := fset.PositionFor(call.Pos(), false).Line
		s.calls[line] = append(s.calls[line], call)
		if !strings.Contains(types.ExprString(call.Fun), "egister") {
			s.ends[line] = max(s.ends[line], fset.PositionFor(call.End(), false).Line)
		}
		return true
	})
	return s
}

// end is the last line of what begins on a line.
func (s *source) end(line int) int { return max(line, s.ends[line]) }

// says tells whether a word stands in what begins on a line.
func (s *source) says(line int, word string) bool {
	if line < 1 || line > len(s.lines) {
		return false
	}
	return strings.Contains(strings.Join(s.lines[line-1:min(s.end(line), len(s.lines))], "\n"), word)
}

// fromMap tells whether a label may get its values from a map that is more than a literal where it is used: what stands in the literal that it
// began with is not all that it can hold.
func (c *checker) fromMap(l inventory.Label) bool {
	if slices.Contains(l.Known, "") { // to be filled in
		return true
	}
	return slices.ContainsFunc(c.source(l.Place.File).calls[l.Place.Line], func(call *ast.CallExpr) bool {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || len(call.Args) != 1 || !slices.Contains([]string{"With", "GetMetricWith", "CurryWith", "MustCurryWith"}, sel.Sel.Name) {
			return false
		}
		_, literal := call.Args[0].(*ast.CompositeLit)
		return !literal
	})
}

// raises tells whether a write surely adds what is not negative: an increment, a positive constant, a length. It reports false where the
// amount is not known.
func (c *checker) raises(u inventory.Use) bool {
	name, args, called := strings.Cut(u.What, "(")
	switch {
	case name == "Inc" || name == "++":
		return true
	case !strings.HasPrefix(name, "Add"):
		return false
	case called:
		e, err := parser.ParseExpr(strings.TrimSuffix(args, ")"))
		return err == nil && positive(e)
	}
	for _, call := range c.source(u.Place.File).calls[u.Place.Line] {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); !ok || sel.Sel.Name != name || len(call.Args) == 0 {
			continue
		}
		amount := call.Args[0]
		if len(call.Args) > 1 && isContext(call.Args[0]) {
			amount = call.Args[1]
		}
		return positive(amount)
	}
	return false
}

func isContext(e ast.Expr) bool {
	s := types.ExprString(e)
	return strings.HasSuffix(strings.ToLower(s), "ctx") || strings.HasPrefix(s, "context.") || strings.HasSuffix(s, "Context()")
}

// positive tells whether an expression cannot be negative whatever the variables in it are.
func positive(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.CallExpr:
		id, ok := e.Fun.(*ast.Ident)
		if !ok || len(e.Args) != 1 {
			return false
		}
		switch id.Name {
		case "len", "cap":
			return true
		case "float64", "int64", "uint64", "int", "uint32", "int32":
			return positive(e.Args[0])
		}
	}
	return false
}
