package memstats

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "memstats", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "exposure",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Q75"},
	Categories: []rule.Category{{ID: "again", Summary: "the world is stopped again and again for numbers that runtime/metrics has"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := metricmodel.For(pass.Pass)
	for _, call := range m.Calls() {
		fn := m.Callee(call)
		if fn == nil || fn.FullName() != "runtime.ReadMemStats" || len(call.Args) != 1 {
			continue
		}
		runs := m.RunsAt(call)
		if runs == 0 {
			continue
		}
		fields := used(m, call)
		if len(fields) == 0 {
			continue
		}
		pass.Report(report.Finding{
			Pos: call.Pos(), End: call.End(),
			Message: fmt.Sprintf("ReadMemStats stops all goroutines, and runs %s here; %s in runtime/metrics stops nothing", runs, counterparts(fields)),
		})
	}
	return nil
}

// used lists the fields that are read of the struct that call fills, without repetition; none where something else happens to it, or
// a field without a counterpart is read.
func used(m *metricmodel.Model, call *ast.CallExpr) []string {
	arg := ast.Unparen(call.Args[0])
	if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
		arg = u.X
	}
	v := m.Var(arg)
	if v == nil || v.Exported() {
		return nil
	}
	if s := v.Parent(); s != nil && v.Pkg() != nil && s == v.Pkg().Scope() && v.Exported() {
		return nil
	}
	var fields []string
	for _, id := range m.Uses(v) {
		if fills(m, id) {
			continue
		}
		field := fieldRead(m, id, v)
		if field == "" || counterpart[field] == "" {
			return nil
		}
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
}

// fieldRead returns the field in v.Field, where nothing is assigned to it.
func fieldRead(m *metricmodel.Model, id *ast.Ident, v *types.Var) string {
	var holder ast.Node = id
	if v.IsField() {
		holder = m.Parent(id) // s.stats
	}
	sel, ok := m.Parent(holder).(*ast.SelectorExpr)
	if !ok || ast.Node(sel.X) != holder {
		return ""
	}
	return sel.Sel.Name
}

// fills tells whether id is, or is part of, the argument of a ReadMemStats.
func fills(m *metricmodel.Model, id *ast.Ident) bool {
	var n ast.Node = id
	for {
		switch p := m.Parent(n).(type) {
		case *ast.SelectorExpr:
			if p.Sel != n {
				return false
			}
			n = p
		case *ast.UnaryExpr, *ast.ParenExpr:
			n = p
		case *ast.CallExpr:
			fn := m.Callee(p)
			return fn != nil && fn.FullName() == "runtime.ReadMemStats"
		default:
			return false
		}
	}
}

// counterpart maps fields to metrics of runtime/metrics.
var counterpart = map[string]string{
	"Alloc":         "/memory/classes/heap/objects:bytes",
	"HeapAlloc":     "/memory/classes/heap/objects:bytes",
	"TotalAlloc":    "/gc/heap/allocs:bytes",
	"Sys":           "/memory/classes/total:bytes",
	"Mallocs":       "/gc/heap/allocs:objects",
	"Frees":         "/gc/heap/frees:objects",
	"HeapSys":       "/memory/classes/heap/*",
	"HeapIdle":      "/memory/classes/heap/{free,released}:bytes",
	"HeapInuse":     "/memory/classes/heap/{objects,unused}:bytes",
	"HeapReleased":  "/memory/classes/heap/released:bytes",
	"HeapObjects":   "/gc/heap/objects:objects",
	"StackInuse":    "/memory/classes/heap/stacks:bytes",
	"StackSys":      "/memory/classes/{heap/stacks,os-stacks}:bytes",
	"MSpanInuse":    "/memory/classes/metadata/mspan/inuse:bytes",
	"MSpanSys":      "/memory/classes/metadata/mspan/*",
	"MCacheInuse":   "/memory/classes/metadata/mcache/inuse:bytes",
	"MCacheSys":     "/memory/classes/metadata/mcache/*",
	"BuckHashSys":   "/memory/classes/profiling/buckets:bytes",
	"GCSys":         "/memory/classes/metadata/other:bytes",
	"OtherSys":      "/memory/classes/other:bytes",
	"NextGC":        "/gc/heap/goal:bytes",
	"NumGC":         "/gc/cycles/total:gc-cycles",
	"NumForcedGC":   "/gc/cycles/forced:gc-cycles",
	"GCCPUFraction": "/cpu/classes/gc/total:cpu-seconds",
	"PauseTotalNs":  "/sched/pauses/total/gc:seconds",
}

// counterparts names what to read instead, the first three at most.
func counterparts(fields []string) string {
	var names []string
	for _, f := range fields {
		if !slices.Contains(names, counterpart[f]) {
			names = append(names, counterpart[f])
		}
	}
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}
