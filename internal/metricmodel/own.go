package metricmodel

import (
	"cmp"
	"go/types"
	"path"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
	"github.com/counterlint/counterlint/internal/userrows"
)

// This file brings in what the user says of functions, as rows of the configuration.

// sinkForms are the forms of the catalog by the words of the rows.
var sinkForms = map[string]catalog.Form{
	"": catalog.Values, "values": catalog.Values, "pairs": catalog.Pairs, "map": catalog.ByName, "tags": catalog.Tags, "name": catalog.NamePart,
}

// ownSinks are the user's rows for the arguments of fn.
func (m *Model) ownSinks(fn *types.Func) (all []catalog.Sink) {
	for _, row := range m.rows.SinksOf(fn) {
		all = append(all, catalog.Sink{Lib: m.library(fn.Pkg().Path()), Arg: row.Arg, Form: sinkForms[row.As], Label: row.Label})
	}
	return all
}

// library returns the metrics library of a package: one of the catalog, or what the user's rows make one.
func (m *Model) library(pkg string) *catalog.Library {
	if lib := catalog.Of(pkg); lib != nil {
		return lib
	}
	if !m.rows.HasSinksIn(pkg) {
		return nil
	}
	return &catalog.Library{Name: path.Base(pkg), Paths: []string{pkg}, Series: "each value is a series of its own, which is kept for long"}
}

// userRow handles a call of a function that the user has a row for.
func (t *tracer) userRow(com *ssa.CallCommon, call *ssa.Call) bool {
	fn := named(com)
	if fn == nil {
		return false
	}
	if t.f.m.rows.Sanitizes(fn) {
		return true
	}
	row, ok := t.f.m.rows.SourceOf(fn)
	if ok {
		o := userOrigin(row, "the result of "+fn.Name())
		o.Pos = call.Pos()
		t.emit(t.label, o)
	}
	return ok
}

func userOrigin(row userrows.Source, what string) Origin {
	return Origin{What: cmp.Or(row.What, what), Personal: row.Personal}
}

// named is the function or the method of an interface that a call names, or nil.
func named(com *ssa.CallCommon) *types.Func {
	if com.IsInvoke() {
		return com.Method
	}
	return calleeOf(com)
}
