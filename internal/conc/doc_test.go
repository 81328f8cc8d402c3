package conc

import (
	"go/ast"
	"go/doc/comment"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// TestDocExample: the rule in the package comment compiles.
func TestDocExample(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "doc.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	for _, block := range new(comment.Parser).Parse(f.Doc.Text()).Content {
		if c, ok := block.(*comment.Code); ok && strings.Contains(c.Text, "conc.For(") {
			code = c.Text
		}
	}
	if code == "" {
		t.Fatal("no example")
	}
	const conc = "github.com/counterlint/counterlint/internal/"
	src := `package p; import ("fmt"; "` + conc + `conc"; "` + conc + `report"); func run(pass *report.Pass) {` + "\n" + code + "}"
	g, err := parser.ParseFile(fset, "example.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", exportData)}
	if _, err := conf.Check("p", fset, []*ast.File{g}, nil); err != nil {
		t.Error(err)
	}
}
