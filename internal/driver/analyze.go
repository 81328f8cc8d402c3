package driver

// The analyzers of one unit: in an order in which requirements come first, one after the other, in one goroutine.

import (
	"cmp"
	"context"
	"fmt"
	"go/token"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// A plan is which analyzers run on which units.
type plan struct {
	onTarget     []stage // requirements first
	onDependency []stage // those with facts, and what they require
}

// A stage is the run of one analyzer.
type stage struct {
	*analysis.Analyzer
	drop []*analysis.Analyzer // whose results nobody asks for after it: an engine's is as large as the package
}

func newPlan(rules []*rule.Rule, gather *analysis.Analyzer) (*plan, error) {
	var roots []*analysis.Analyzer
	for _, r := range rules {
		roots = append(roots, r.Analyzer)
	}
	if gather != nil {
		roots = append(roots, gather)
	}
	if err := analysis.Validate(roots); err != nil {
		return nil, err
	}
	p := &plan{onTarget: stages(together(roots))}
	var withFacts []*analysis.Analyzer
	for _, a := range p.onTarget {
		if len(a.FactTypes) > 0 {
			withFacts = append(withFacts, a.Analyzer)
		}
	}
	p.onDependency = stages(withFacts)
	registerFacts(withFacts)
	return p, nil
}

// together puts each root behind the first one that shares a requirement with it, so that what they share lives no longer than it must.
func together(roots []*analysis.Analyzer) []*analysis.Analyzer {
	place := map[*analysis.Analyzer]int{report.Analyzer: len(roots)} // all require that one
	for i, a := range roots {
		here := i
		for _, req := range a.Requires {
			if p, ok := place[req]; ok {
				here = min(here, p)
			}
		}
		place[a] = here
		for _, req := range a.Requires {
			if _, ok := place[req]; !ok {
				place[req] = here
			}
		}
	}
	roots = slices.Clone(roots)
	slices.SortStableFunc(roots, func(a, b *analysis.Analyzer) int { return cmp.Compare(place[a], place[b]) })
	return roots
}

// stages is the order of the analyzers that the roots are or require.
func stages(roots []*analysis.Analyzer) []stage {
	order := requirementsFirst(roots)
	list := make([]stage, len(order))
	last := map[*analysis.Analyzer]int{} // stage that asks for the result
	for i, a := range order {
		list[i].Analyzer = a
		last[a] = i
		for _, req := range a.Requires {
			last[req] = i
		}
	}
	for _, a := range order {
		s := &list[last[a]]
		s.drop = append(s.drop, a)
	}
	return list
}

func requirementsFirst(roots []*analysis.Analyzer) []*analysis.Analyzer {
	var order []*analysis.Analyzer
	seen := map[*analysis.Analyzer]bool{}
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if !seen[a] {
			seen[a] = true
			for _, req := range a.Requires {
				visit(req)
			}
			order = append(order, a)
		}
	}
	for _, a := range roots {
		visit(a)
	}
	return order
}

// An analyzed package is what the analyzers made of a checked one.
type analyzed struct {
	findings []finding.Finding
	gathered []byte
	facts    []byte
	errors   []PackageError
}

// analyze runs the analyzers over c.
func (v *universe) analyze(ctx context.Context, c *checked, analyzers []stage) (*analyzed, error) {
	cfg := v.w.run.cfg
	out := &analyzed{}
	facts := &factSet{unit: c.unit, pkg: c.pkg, own: &factTable{facts: map[factKey]analysis.Fact{}}, view: v}
	results := map[*analysis.Analyzer]any{}
	var log *report.Log
	for _, stage := range analyzers {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		a := stage.Analyzer
		if len(c.errors) > 0 && !a.RunDespiteErrors {
			continue
		}
		pass := c.pass(cfg, a)
		ready := true
		for _, req := range a.Requires {
			result, ok := results[req]
			ready = ready && ok
			pass.ResultOf[req] = result
		}
		if !ready {
			continue // what it needs failed, and was reported, or does not run on broken code
		}
		facts.bind(pass)
		var err error
		switch a {
		case report.Analyzer:
			log = report.NewLog(pass, report.Policy{MinSeverity: finding.Info, Deep: true, Tests: cfg.Tests})
			results[a] = log
		case userrows.Analyzer:
			results[a] = cfg.Rows
		default:
			if results[a], err = runOne(pass); err != nil {
				delete(results, a)
				out.errors = append(out.errors, c.errorAt(token.Position{}, fmt.Sprintf("analyzer %s failed: %v", a.Name, err), InternalError))
			}
		}
		if data, ok := results[a].([]byte); ok && a == cfg.Gather {
			out.gathered = data
		}
		pass.ExportObjectFact, pass.ExportPackageFact = nil, nil // calls after the run are mistakes
		for _, done := range stage.drop {
			delete(results, done)
		}
	}
	if log != nil && c.unit.target {
		out.findings = c.findings(log.Records())
	}
	if c.unit.facts {
		var err error
		if out.facts, err = facts.own.encode(); err != nil {
			out.errors = append(out.errors, c.errorAt(token.Position{}, err.Error(), InternalError))
		}
	}
	return out, nil
}

// runOne runs an analyzer, and turns a panic into an error.
func runOne(pass *analysis.Pass) (result any, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v (%s)", e, panicPlace(string(debug.Stack())))
		}
	}()
	result, err = pass.Analyzer.Run(pass)
	if err == nil && reflect.TypeOf(result) != pass.Analyzer.ResultType {
		err = fmt.Errorf("its result is a %T, not a %v", result, pass.Analyzer.ResultType)
	}
	return result, err
}

// panicPlace finds in a stack trace the function that panicked: the one under the last call of panic.
func panicPlace(stack string) string {
	lines := strings.Split(stack, "\n")
	for i := len(lines) - 1; i > 0; i-- {
		if strings.HasPrefix(lines[i], "panic(") && i+2 < len(lines) {
			name := lines[i+2]
			return name[:max(strings.LastIndexByte(name, '('), 0)]
		}
	}
	return "unknown place"
}

func (c *checked) pass(cfg *Config, a *analysis.Analyzer) *analysis.Pass {
	u := c.unit
	module := &analysis.Module{}
	if m := u.module; m != nil {
		module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	return &analysis.Pass{
		Analyzer:     a,
		Fset:         c.fset,
		Files:        slices.Clip(c.files),
		OtherFiles:   names(u.other),
		IgnoredFiles: names(u.ignored),
		Pkg:          c.pkg,
		TypesInfo:    c.info,
		TypesSizes:   u.sizes,
		TypeErrors:   c.typeErrors,
		Module:       module,
		ResultOf:     map[*analysis.Analyzer]any{},
		Report:       func(analysis.Diagnostic) {}, // rules speak through the log
		ReadFile:     func(name string) ([]byte, error) { return c.readFile(cfg, name) },
	}
}

func names(files []file) []string {
	var list []string
	for _, f := range files {
		list = append(list, f.name)
	}
	return list
}
