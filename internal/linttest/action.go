package linttest

import (
	"fmt"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
)

// A run applies analyzers to one unit, each of them once. The report layer gets the policy of the run.
type run struct {
	world  *world
	unit   *unit
	policy report.Policy
	log    *report.Log
	done   map[*analysis.Analyzer]*action
}

func newRun(w *world, u *unit, p report.Policy) *run {
	return &run{world: w, unit: u, policy: p, done: map[*analysis.Analyzer]*action{}}
}

// An action is one analyzer that has run on one unit.
type action struct {
	analyzer    *analysis.Analyzer
	result      any
	err         error
	diagnostics []analysis.Diagnostic
	facts       map[factKey]analysis.Fact
}

// do runs a after what it requires.
func (r *run) do(a *analysis.Analyzer) *action {
	if act, ok := r.done[a]; ok {
		return act
	}
	act := &action{analyzer: a, facts: map[factKey]analysis.Fact{}}
	r.done[a] = act
	results := map[*analysis.Analyzer]any{}
	for _, req := range a.Requires {
		dep := r.do(req)
		if dep.err != nil {
			act.err = dep.err
			return act
		}
		results[req] = dep.result
	}
	if len(r.unit.errs) > 0 && !a.RunDespiteErrors {
		act.err = r.unit.errs[0]
		return act
	}
	pass := r.pass(act, results)
	if a == report.Analyzer {
		r.log = report.NewLog(pass, r.policy)
		act.result = r.log
		return act
	}
	act.result, act.err = a.Run(pass)
	if got := reflect.TypeOf(act.result); act.err == nil && got != a.ResultType {
		act.err = fmt.Errorf("%s returned a %v and declares a %v", a.Name, got, a.ResultType)
	}
	return act
}

func (r *run) pass(act *action, results map[*analysis.Analyzer]any) *analysis.Pass {
	u, a := r.unit, act.analyzer
	return &analysis.Pass{
		Analyzer: a, Fset: r.world.fset, Files: u.files, OtherFiles: u.other, IgnoredFiles: u.ignored,
		Pkg: u.types, TypesInfo: u.info, TypesSizes: r.world.sizes(), TypeErrors: u.errs, Module: &analysis.Module{}, ResultOf: results, ReadFile: r.world.read,
		Report: func(d analysis.Diagnostic) { act.diagnostics = append(act.diagnostics, d) },
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			if obj.Pkg() == u.types {
				return copyFact(act.facts[factKey{obj, reflect.TypeOf(fact)}], fact)
			}
			dep := u.exporter(obj.Pkg())
			return dep != nil && dep.facts[a].decode(obj, fact)
		},
		ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool {
			if pkg == u.types {
				return copyFact(act.facts[factKey{nil, reflect.TypeOf(fact)}], fact)
			}
			dep := u.exporter(pkg)
			return dep != nil && dep.facts[a].decode(nil, fact)
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			if obj.Pkg() != u.types {
				panic(fmt.Sprintf("%s exports a fact of %v, which is not of package %s", a.Name, obj, u.path))
			}
			act.facts[factKey{obj, reflect.TypeOf(fact)}] = fact
		},
		ExportPackageFact: func(fact analysis.Fact) { act.facts[factKey{nil, reflect.TypeOf(fact)}] = fact },
		AllPackageFacts:   func() []analysis.PackageFact { return allPackageFacts(u, act) },
		AllObjectFacts:    func() []analysis.ObjectFact { return allObjectFacts(u, act) },
	}
}
