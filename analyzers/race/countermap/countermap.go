package countermap

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/chains"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "countermap", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q17"},
	Categories: []rule.Category{
		{ID: "write", Summary: "a map of counters is written with no lock that keeps others out"},
		{ID: "read", Summary: "a map of counters is read, ranged over or measured beside writes"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A checker looks at one package.
type checker struct {
	pass  *report.Pass
	model *conc.Model
	graph *chains.Graph
	added map[any]bool    // maps to whose entries something is added, by identity
	lines map[string]bool // on which something is reported already
}

func run(pass *report.Pass) error {
	if !mayCount(pass) {
		return nil
	}
	m := conc.For(pass.Pass)
	if m.SSA() == nil {
		return nil // nothing is updated, or nothing runs beside it
	}
	fns := ssax.Funcs(pass.Pass, m.SSA(), pass.Log.Evidence)
	c := &checker{pass: pass, model: m, graph: chains.New(m, fns), lines: map[string]bool{}}
	var findings []report.Finding
	for _, g := range c.groups(fns) {
		for _, u := range g.uses {
			if !pass.Log.Reported(u.instr.Pos()) {
				continue
			}
			if f, ok := c.judge(g, u); ok {
				findings = append(findings, f)
			}
		}
	}
	// Writes first: m[k]++ is a read and a write on one line.
	slices.SortStableFunc(findings, func(a, b report.Finding) int {
		if a.Category != b.Category {
			return -compare(a.Category, b.Category)
		}
		return compare(a.Pos, b.Pos)
	})
	findings = slices.DeleteFunc(findings, func(f report.Finding) bool {
		at := conc.Where(pass.Fset, f.Pos)
		told := c.lines[at]
		c.lines[at] = true
		return told
	})
	slices.SortStableFunc(findings, func(a, b report.Finding) int { return compare(a.Pos, b.Pos) })
	for _, f := range findings {
		pass.Report(f)
	}
	return nil
}

func compare[T ~int | ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// mayCount tells whether the package has a map that may be one of counters, and anything that may run at once: it is worth a look.
func mayCount(pass *report.Pass) bool {
	maps, goes := false, false
	for _, imp := range pass.Pkg.Imports() {
		switch imp.Path() {
		case "sync", "sync/atomic", "net/http", "log/slog", "time", "context", "golang.org/x/sync/errgroup", "google.golang.org/grpc",
			"github.com/prometheus/client_golang/prometheus":
			goes = true
		}
	}
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				goes = true
			case *ast.IndexExpr:
				if !maps {
					m, ok := typeOf(pass, n.X).(*types.Map)
					maps = ok && isCounter(m.Elem())
				}
			}
			return !maps || !goes
		})
	}
	return maps && goes
}

func typeOf(pass *report.Pass, e ast.Expr) types.Type {
	if t := pass.TypesInfo.TypeOf(e); t != nil {
		return t.Underlying()
	}
	return nil
}

// judge makes the finding about one access, by the strongest evidence that a write meets it.
func (c *checker) judge(g *group, u use) (f report.Finding, ok bool) {
	var best meeting
	for _, w := range g.uses {
		if !w.write {
			continue
		}
		for _, a := range u.chains {
			for _, b := range w.chains {
				level, origin, meets := c.graph.Meet(a, b)
				if !meets || a.Origin == b.Origin && u.instr != w.instr && sameRun(a, b) || best.ok && rank(level) >= rank(best.level) {
					continue
				}
				if level == rule.Betrayed && !g.guarded(u, a, w, b) {
					continue
				}
				best = meeting{true, level, origin, w, a}
			}
		}
	}
	if !best.ok {
		return f, false
	}
	f = report.Finding{Pos: u.instr.Pos(), Category: "read", Evidence: best.level}
	// That most of a package takes a lock says little of the rest: it opens, restores, or has callers that hold it. Where all take one and
	// the same, a write without it is one that was forgotten.
	f.Deep = best.level == rule.Betrayed && (!u.write || readLock(best.chain) == "" && !g.ruled(best.chain))
	if n := ssax.StmtAt(c.pass.Pass, f.Pos); n != nil {
		f.Pos = n.Pos()
	}
	f.Message = c.message(g, u, best)
	if u.write {
		f.Category = "write"
	}
	if best.write.instr != u.instr {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: best.write.instr.Pos(), Message: g.name + " is written here"})
	}
	if pos := best.origin.Pos(); pos.IsValid() {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: pos, Message: c.why(best)})
	}
	return f, true
}

// A meeting is a write that can happen beside an access.
type meeting struct {
	ok     bool
	level  rule.Evidence
	origin chains.Origin
	write  use
	chain  chains.Chain // of the access
}

// sameRun tells whether two chains are one goroutine's, which does one thing after the other.
func sameRun(a, b chains.Chain) bool { return a.Origin.Kind == chains.Start && !a.Origin.Many }

func rank(l rule.Evidence) int {
	return slices.Index([]rule.Evidence{rule.Proven, rule.Declared, rule.Betrayed}, l)
}

// message says what is done to the map, who else is there, and what to do.
func (c *checker) message(g *group, u use, m meeting) string {
	other := ""
	if m.write.instr != u.instr {
		other = fmt.Sprintf(" while %s writes it", conc.Where(c.pass.Fset, m.write.instr.Pos()))
	}
	lock := "with no common lock"
	if read := readLock(m.chain); read != "" && u.write {
		lock = fmt.Sprintf("under %s for reading only, which others hold too", read)
	}
	return fmt.Sprintf("the map of counters %s %s here%s, %s (%s): guard it with a mutex that all take, or use a sync.Map of atomics", g.name, u.how, other, lock, c.why(m))
}

// why says how it is known that both can run at once.
func (c *checker) why(m meeting) string {
	o, at := m.origin, conc.Where(c.pass.Fset, m.origin.Pos())
	switch {
	case o.Kind == chains.Start && o.Many:
		return "goroutines are started in a loop at " + at
	case o.Kind == chains.Start:
		return "a goroutine is started at " + at
	case o.Kind == chains.Handler && o.Site != nil:
		return o.Why + ", at " + at
	case o.Kind == chains.Handler:
		return fmt.Sprintf("%s (%s)", o.Why, at)
	}
	return fmt.Sprintf("%s can run on several goroutines at once (%s), and the rest of the package holds a lock", o.Fn.Name(), at)
}

// readLock names a lock that is held for reading only along a chain.
func readLock(a chains.Chain) string {
	for _, h := range a.Held() {
		if !h.Exclusive && h.Sure {
			return h.Key.Name
		}
	}
	return ""
}
