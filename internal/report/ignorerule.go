package report

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// IgnoreRule makes the rule that judges the ignore comments themselves. It runs after the given rules, so that it can tell
// which comments were of no use; known holds the names of all rules that exist, whether they run or not.
func IgnoreRule(rules []*rule.Rule, known []string) *rule.Rule {
	a := &analysis.Analyzer{Name: "ignore"}
	var ran []string
	for _, r := range rules {
		a.Requires = append(a.Requires, r.Analyzer)
		ran = append(ran, r.Name())
	}
	return NewRule(doc, rule.Rule{
		Analyzer: a, Group: "rules", Severity: finding.Warning, Since: "0.1.0", Fix: finding.Safe, Questions: []string{"Q42"},
		Categories: []rule.Category{
			{ID: "malformed", Summary: "the comment has no name or no reason"},
			{ID: "unknown", Summary: "the comment names an analyzer that does not exist"},
			{ID: "unused", Summary: "nothing is reported where the comment stands"},
		},
	}, func(pass *Pass) error {
		for _, ig := range pass.Log.ignores.all {
			judgeIgnore(pass, ig, ran, known)
		}
		return nil
	})
}

func judgeIgnore(pass *Pass, ig *Ignore, ran, known []string) {
	f := Finding{Pos: ig.Comment.Pos(), End: ig.Comment.End()}
	if ig.Problem != "" {
		f.Category, f.Message = "malformed", "ignore comment is malformed and ignores nothing: "+ig.Problem
		pass.Report(f)
		return
	}
	var unused []string
	for _, name := range ig.Names {
		switch {
		case !slices.Contains(known, name):
			g := f
			g.Category, g.Message = "unknown", fmt.Sprintf("ignore comment names the unknown analyzer %s", name)
			pass.Report(g)
		case slices.Contains(ran, name) && !ig.Used[name]:
			unused = append(unused, name)
		}
	}
	// A comment of which one name still works is left to its owner: shortening the list would keep a reason that may no longer fit.
	if len(unused) == 0 {
		return
	}
	f.Category = "unused"
	f.Message = fmt.Sprintf("ignore comment is unused: %s reports nothing here; remove it", strings.Join(unused, ", "))
	if len(unused) == len(ig.Names) {
		f.Fix = &Fix{Message: "Remove the ignore comment", Class: finding.Safe, Edits: removeComment(pass, ig)}
	}
	pass.Report(f)
}

// removeComment deletes the comment with the white space before it, and its line if nothing else stands there.
func removeComment(pass *Pass, ig *Ignore) []analysis.TextEdit {
	pos, end := ig.Comment.Pos(), ig.Comment.End()
	src, err := pass.ReadFile(ig.file.Name())
	if err == nil {
		from, to := ig.file.Offset(pos), ig.file.Offset(end)
		for from > 0 && (src[from-1] == ' ' || src[from-1] == '\t') {
			from--
		}
		if to < len(src) && src[to] == '\r' {
			to++
		}
		if (from == 0 || src[from-1] == '\n') && to < len(src) && src[to] == '\n' {
			to++
		}
		pos, end = ig.file.Pos(from), token.Pos(ig.file.Base()+to)
	}
	return []analysis.TextEdit{{Pos: pos, End: end}}
}
