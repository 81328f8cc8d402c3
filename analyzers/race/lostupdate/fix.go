package lostupdate

import (
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
)

// fix makes the number an atomic type in all of the package, if that is all that it takes: each update is one addition or one
// operation on bits, and nothing feels the change of the type. Of several findings about one number the first offers it.
func fix(pass *report.Pass, a *conc.Access) *report.Fix {
	v := a.Key.Var
	if v == nil || v.Pkg() != pass.Pkg {
		return nil
	}
	to, ok := rewrite.Atomic(v.Type())
	if !ok {
		return nil
	}
	edits, err := rewrite.For(pass.Pass).Plan(v, to, rewrite.Options{})
	if err != nil {
		return nil // the message says what else helps
	}
	return &report.Fix{Message: "Make " + v.Name() + " an atomic." + to.Name, Class: finding.Safe, Edits: edits}
}
