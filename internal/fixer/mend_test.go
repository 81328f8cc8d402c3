package fixer_test

// Rules that offer fixes as carelessly as a rule can: what they overlook, the proofs of internal/report and of the fixer must
// catch. Comments in the code say what to mend:
//
//	n int64 //mend:retype            the variable becomes an atomic.Int64, its uses in the package method calls
//	mu sync.Mutex //mend:droplock    the lock goes, with its Lock and Unlock statements
//	x.Store(x.Load() + 1)            becomes x.Add(1), wherever it stands
//	x = 1 //mend:replace 1=>2        one fix by text alone, which no proof of internal/report has seen; \n and \t are escapes
//	x = 1 //mend:replace[g] 1=>2     the same, all lines of one name in brackets together
//
// After "mend" may stand the class, as in mend-review, and the name of the analyzer, as in mend@other. A line may have several.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

func newRule(name string, run func(*report.Pass) error) *rule.Rule {
	doc := "// # Analyzer " + name + "\n//\n// " + name + ": test\npackage x\n"
	return report.NewRule(doc, rule.Rule{
		Analyzer: &analysis.Analyzer{Name: name}, Group: "race", Severity: finding.Error, Since: "0.1.0", Questions: []string{"Q1"},
		Categories: []rule.Category{{ID: "only", Summary: "the only one"}},
	}, run)
}

func mendRules() []*rule.Rule {
	return []*rule.Rule{newRule("retype", retype), newRule("droplock", dropLock), newRule("loadadd", loadAdd)}
}

// marked returns the variables declared on lines with the mark, and the declaration of each.
func marked(pass *report.Pass, mark string) (vars []*types.Var, decls map[*types.Var]ast.Node) {
	decls = map[*types.Var]ast.Node{}
	for _, f := range pass.Files {
		lines := map[int]bool{}
		for _, g := range f.Comments {
			if strings.Contains(g.List[len(g.List)-1].Text, "mend:"+mark) {
				lines[pass.Fset.Position(g.Pos()).Line] = true
			}
		}
		for n := range ast.Preorder(f) {
			var names []*ast.Ident
			switch n := n.(type) {
			case *ast.Field:
				names = n.Names
			case *ast.ValueSpec:
				names = n.Names
			}
			for _, id := range names {
				if v, ok := pass.TypesInfo.Defs[id].(*types.Var); ok && lines[pass.Fset.Position(id.Pos()).Line] {
					vars = append(vars, v)
					decls[v] = n
				}
			}
		}
	}
	return vars, decls
}

var atomicTypes = map[string]string{"int64": "Int64", "int32": "Int32", "uint64": "Uint64"}

// retype rewrites x++, x += e, x = e and reads of x. It knows nothing of literals, conversions, addresses, copies.
func retype(pass *report.Pass) error {
	vars, decls := marked(pass, "retype")
	for _, v := range vars {
		old, ok := v.Type().(*types.Basic)
		if !ok {
			continue
		}
		d := drawing{pass: pass, imports: map[*ast.File]bool{}}
		typeExpr := declaredType(decls[v])
		if typeExpr == nil {
			continue
		}
		d.replace(typeExpr, d.qualified(typeExpr.Pos(), "sync/atomic")+atomicTypes[old.Name()])
		for _, f := range pass.Files {
			d.uses(f, v)
		}
		at := decls[v].Pos()
		pass.Report(report.Finding{
			Pos: at, End: decls[v].End(), Message: v.Name() + " should be atomic",
			Fix: &report.Fix{Message: "Make it atomic", Class: finding.Safe, Edits: d.edits},
		})
	}
	return nil
}

func declaredType(decl ast.Node) ast.Expr {
	switch d := decl.(type) {
	case *ast.Field:
		return d.Type
	case *ast.ValueSpec:
		return d.Type
	}
	return nil
}

type drawing struct {
	pass    *report.Pass
	imports map[*ast.File]bool
	edits   []analysis.TextEdit
}

func (d *drawing) replace(n ast.Node, text string) {
	d.edits = append(d.edits, analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)})
}

func (d *drawing) qualified(pos token.Pos, path string) string {
	file := astx.FileOf(d.pass.Pass, pos)
	name, edits := astx.AddImport(d.pass.Pass, file, path, pos)
	if !d.imports[file] {
		d.imports[file] = true
		d.edits = append(d.edits, edits...)
	}
	return name + "."
}

func (d *drawing) uses(f *ast.File, v *types.Var) {
	is := func(e ast.Expr) bool {
		switch e := ast.Unparen(e).(type) {
		case *ast.Ident:
			return d.pass.TypesInfo.Uses[e] == v
		case *ast.SelectorExpr:
			return d.pass.TypesInfo.Uses[e.Sel] == v
		}
		return false
	}
	text := func(n ast.Node) string { return astx.Text(d.pass.Pass, n) }
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			if is(n.X) {
				d.replace(n, text(n.X)+map[token.Token]string{token.INC: ".Add(1)", token.DEC: ".Add(-1)"}[n.Tok])
				return false
			}
		case *ast.AssignStmt:
			if len(n.Lhs) == 1 && is(n.Lhs[0]) {
				method := map[token.Token]string{token.ADD_ASSIGN: ".Add(", token.ASSIGN: ".Store("}[n.Tok]
				d.edits = append(d.edits, analysis.TextEdit{Pos: n.Lhs[0].End(), End: n.Rhs[0].Pos(), NewText: []byte(method)})
				ast.Inspect(n.Rhs[0], func(n ast.Node) bool { return !d.read(n, is) })
				d.edits = append(d.edits, analysis.TextEdit{Pos: n.End(), End: n.End(), NewText: []byte(")")})
				return false
			}
		case *ast.UnaryExpr:
			return n.Op != token.AND || !is(n.X)
		default:
			return !d.read(n, is)
		}
		return true
	})
}

func (d *drawing) read(n ast.Node, is func(ast.Expr) bool) bool {
	if e, ok := n.(ast.Expr); ok && is(e) {
		d.edits = append(d.edits, analysis.TextEdit{Pos: e.End(), End: e.End(), NewText: []byte(".Load()")})
		return true
	}
	return false
}

// dropLock deletes a lock and the statements that take and give it. An import of sync that nobody needs any more stays.
func dropLock(pass *report.Pass) error {
	vars, decls := marked(pass, "droplock")
	for _, v := range vars {
		line, ok := astx.DeleteLines(pass.Pass, withComment{decls[v]})
		if !ok {
			continue
		}
		edits := []analysis.TextEdit{line}
		for _, f := range pass.Files {
			for n := range ast.Preorder(f) {
				var call ast.Expr
				switch n := n.(type) {
				case *ast.ExprStmt:
					call = n.X
				case *ast.DeferStmt:
					call = n.Call
				}
				c, ok := call.(*ast.CallExpr)
				if !ok {
					continue
				}
				if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
					if x, ok := sel.X.(*ast.SelectorExpr); ok && pass.TypesInfo.Uses[x.Sel] == v {
						if e, ok := astx.DeleteLines(pass.Pass, n); ok {
							edits = append(edits, e)
						}
					}
				}
			}
		}
		pass.Report(report.Finding{
			Pos: decls[v].Pos(), Message: v.Name() + " guards nothing",
			Fix: &report.Fix{Message: "Drop the lock", Class: finding.Safe, Edits: edits},
		})
	}
	return nil
}

// withComment stretches a field over the comment behind it.
type withComment struct{ ast.Node }

func (w withComment) End() token.Pos {
	if f, ok := w.Node.(*ast.Field); ok && f.Comment != nil {
		return f.Comment.End()
	}
	return w.Node.End()
}

// loadAdd turns x.Store(x.Load() + e) into x.Add(e).
func loadAdd(pass *report.Pass) error {
	for _, f := range pass.Files {
		for n := range ast.Preorder(f) {
			store, ok := n.(*ast.CallExpr)
			if !ok || len(store.Args) != 1 {
				continue
			}
			x, ok := method(store, "Store")
			sum, isSum := store.Args[0].(*ast.BinaryExpr)
			if !ok || !isSum || sum.Op != token.ADD {
				continue
			}
			load, ok := sum.X.(*ast.CallExpr)
			if !ok {
				continue
			}
			if y, ok := method(load, "Load"); ok && astx.Text(pass.Pass, x) == astx.Text(pass.Pass, y) {
				pass.Report(report.Finding{
					Pos: store.Pos(), Message: "the sum of a load is stored",
					Fix: &report.Fix{Message: "Use Add", Class: finding.Safe, Edits: []analysis.TextEdit{
						{Pos: store.Pos(), End: store.End(), NewText: fmt.Appendf(nil, "%s.Add(%s)", astx.Text(pass.Pass, x), astx.Text(pass.Pass, sum.Y))},
					}},
				})
			}
		}
	}
	return nil
}

func method(call *ast.CallExpr, name string) (x ast.Expr, ok bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return nil, false
	}
	return sel.X, true
}

var replaceMark = regexp.MustCompile(`^(-review)?(?:@(\w+))?:replace(?:\[(\w+)\])? (.*)=>(.*)$`)

var classes = map[string]finding.FixClass{"": finding.Safe, "-review": finding.NeedsReview}

// replacements finds the marks of that kind in the Go files below dir, as the overlay has them.
func replacements(dir string, overlay map[string][]byte) ([]finding.Finding, error) {
	var fs []finding.Finding
	groups := map[string]int{}
	for _, name := range goFiles(dir) {
		text, ok := overlay[name]
		if !ok {
			var err error
			if text, err = os.ReadFile(name); err != nil {
				return nil, err
			}
		}
		at := 0
		for i, line := range strings.SplitAfter(string(text), "\n") {
			start := at
			at += len(line)
			code, marks, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "//mend")
			for mark := range strings.SplitSeq(marks, " //mend") {
				m := replaceMark.FindStringSubmatch(mark)
				if m == nil {
					continue
				}
				fresh := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(m[5])
				first, _, _ := strings.Cut(fresh, "\n")
				col := strings.Index(code, m[4])
				if col < 0 || strings.Contains(m[5], m[4]) && strings.Contains(code, first) {
					continue // it is done
				}
				e := finding.Edit{File: name, Start: start + col, End: start + col + len(m[4]), New: fresh}
				if g, ok := groups[m[3]]; ok && m[3] != "" {
					fs[g].Fixes[0].Edits = append(fs[g].Fixes[0].Edits, e)
					continue
				}
				groups[m[3]] = len(fs)
				fs = append(fs, finding.Finding{
					Analyzer: cmp.Or(m[2], "text"), Category: "only", File: name, Line: i + 1, Column: col + 1, Message: m[4] + " should be " + m[5],
					Fixes: []finding.Fix{{Message: "Replace", Class: classes[m[1]], Edits: []finding.Edit{e}}},
				})
			}
		}
	}
	return fs, nil
}

func goFiles(dir string) []string {
	names := map[string]bool{}
	filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(name, ".go") {
			names[name] = true
		}
		return err
	})
	return slices.Sorted(maps.Keys(names))
}
