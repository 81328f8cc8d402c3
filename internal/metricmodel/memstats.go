package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// MemStats lists the fields that are read of the struct that a call of runtime.ReadMemStats fills, without repetition. There are none
// where something else happens to the struct, or where a field is read that runtime/metrics has not.
func (m *Model) MemStats(call *ast.CallExpr) []string {
	fn := m.callee(call)
	if fn == nil || fn.FullName() != "runtime.ReadMemStats" || len(call.Args) != 1 {
		return nil
	}
	arg := ast.Unparen(call.Args[0])
	if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
		arg = ast.Unparen(u.X)
	}
	if ix, ok := arg.(*ast.IndexExpr); ok { // two snapshots by turns
		arg = ix.X
	}
	v := m.Var(arg)
	if v == nil || v.Exported() {
		return nil
	}
	var fields []string
	for _, id := range m.Uses(v) {
		if m.fills(id) || m.makesElements(id) {
			continue
		}
		field := m.fieldRead(id, v)
		if MemStatsMetric[field] == "" {
			return nil
		}
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
}

// fieldRead returns the field in v.Field or v[i].Field, where nothing is assigned to it.
func (m *Model) fieldRead(id *ast.Ident, v *types.Var) string {
	var holder ast.Node = id
	if v.IsField() {
		holder = m.parent[id] // s.stats
	}
	if ix, ok := m.parent[holder].(*ast.IndexExpr); ok && ast.Node(ix.X) == holder {
		holder = ix
	}
	sel, ok := m.parent[holder].(*ast.SelectorExpr)
	if !ok || ast.Node(sel.X) != holder {
		return ""
	}
	return sel.Sel.Name
}

// makesElements tells whether id is what a loop over indices ranges over, or a collection that gets a new element: v[i] = new(T).
func (m *Model) makesElements(id *ast.Ident) bool {
	switch p := m.parent[id].(type) {
	case *ast.RangeStmt:
		return p.X == ast.Expr(id) && p.Value == nil
	case *ast.IndexExpr:
		as, ok := m.parent[p].(*ast.AssignStmt)
		if !ok || len(as.Lhs) != 1 || as.Lhs[0] != ast.Expr(p) {
			return false
		}
		call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
		if !ok {
			return false
		}
		fun, ok := call.Fun.(*ast.Ident)
		return ok && fun.Name == "new"
	}
	return false
}

// fills tells whether id is, or is part of, the argument of a ReadMemStats.
func (m *Model) fills(id *ast.Ident) bool {
	var n ast.Node = id
	for {
		switch p := m.parent[n].(type) {
		case *ast.SelectorExpr:
			if p.Sel != n {
				return false
			}
			n = p
		case *ast.UnaryExpr, *ast.ParenExpr:
			n = p
		case *ast.IndexExpr:
			if ast.Node(p.X) != n {
				return false
			}
			n = p
		case *ast.CallExpr:
			fn := m.callee(p)
			return fn != nil && fn.FullName() == "runtime.ReadMemStats"
		default:
			return false
		}
	}
}

// MemStatsMetric maps fields of runtime.MemStats to the metrics of runtime/metrics that stand for them.
var MemStatsMetric = map[string]string{
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
