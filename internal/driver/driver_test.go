package driver

import (
	"slices"
	"strings"
	"testing"
)

// chain is a → b → c, where c has the bad function and the fact reaches a through b.
const chain = `
-- go.mod --
module m

go 1.26
-- c/c.go --
package c

type T struct{ count int }

func (T) Bad() {}

func helper() int { return 1 }

func Good() int { return helper() }
-- b/b.go --
package b

import "m/c"

type B struct{ T c.T }

func Wrap(b B) { b.T.Bad() }

func Fine() int { return c.Good() }
-- a/a.go --
package a

import "m/b"

func F() {
	b.Wrap(b.B{})
	b.B{}.T.Bad()
	b.Fine()
}
-- lone/lone.go --
package lone

type L struct{ count int }
`

var chainFindings = []string{
	"a/a.go:6:2: callbad: Wrap is bad because of (m/c.T).Bad",
	"a/a.go:7:2: callbad: Bad is bad because of (m/c.T).Bad",
	"b/b.go:7:18: callbad: Bad is bad because of (m/c.T).Bad",
	"c/c.go:3:16: plain: field count",
	"lone/lone.go:3:16: plain: field count",
}

func TestFindings(t *testing.T) {
	w := newWorld(t, chain)
	res := w.run("./...")
	w.wantLines(res, chainFindings...)
	w.wantWork(res, 4, 0)
	f := res.Findings[2]
	if f.Decl != "Wrap" || f.Snippet != "func Wrap(b B) { b.T.Bad() }" || f.Package != "m/b" || f.EndColumn != 27 || f.Severity != "error" || f.Fingerprint == "" {
		t.Errorf("finding is %+v", f)
	}
	if e := res.Findings[3].Fixes[0].Edits[0]; e.Start != 26 || e.End != 31 || !strings.HasSuffix(e.File, "c.go") {
		t.Errorf("edit is %+v", e)
	}
	again := w.run("./...")
	w.wantLines(again, chainFindings...)
	w.wantWork(again, 0, 0)
	if again.Stats.Cached != 4 {
		t.Errorf("stats %+v", again.Stats)
	}
}

// Whatever was asked before, the answer is the same.
func TestOrderOfRuns(t *testing.T) {
	questions := [][]string{{"./a"}, {"./b"}, {"./c"}, {"./..."}}
	answers := map[string][]string{}
	for _, q := range questions {
		w := newWorld(t, chain)
		answers[q[0]] = w.lines(w.run(q...))
	}
	for _, order := range permutations(len(questions)) {
		w := newWorld(t, chain)
		for _, i := range order {
			q := questions[i]
			if got := w.lines(w.run(q...)); !slices.Equal(got, answers[q[0]]) {
				t.Errorf("order %v: %v says %q, want %q", order, q, got, answers[q[0]])
			}
		}
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

func TestEdits(t *testing.T) {
	tests := []struct {
		name     string
		edit     string
		analyzed int
		findings []string
	}{
		{"nothing", "", 0, chainFindings},
		{"a workflow", `
-- .github/workflows/ci.yml --
run: GOARCH=amd64 go test ./...
`, 0, chainFindings},
		{"a workflow for 32-bit words", `
-- .github/workflows/ci.yml --
run: GOARCH=386 go test ./...
`, 4, chainFindings},
		{"body", `
-- c/c.go --
package c

type T struct{ count int }

func (T) Bad() {}

func helper() int { return 2 }

func Good() int { return helper() }
`, 1, chainFindings},
		{"body with more lines, and a comment", `
-- c/c.go --
package c

type T struct{ count int }

// Bad is bad.
func (T) Bad() {
	println()
}

func helper() int { return 1 }

func Good() int { return helper() }
`, 1, chainFindings},
		{"another exported function", `
-- c/c.go --
package c

type T struct{ count int }

func (T) Bad() {}

func Badhelper() int { return 1 }

func Good() int { return 1 }
`, 3, chainFindings},
		{"unexported function turns bad, but no exported one", `
-- c/c.go --
package c

type T struct{ count int }

func (T) Bad() {}

func helper() int { T{}.Bad(); return 1 }

func Good() int { return 1 }
`, 1, slices.Insert(slices.Clone(chainFindings), 4, "c/c.go:7:21: callbad: Bad is bad because of (m/c.T).Bad")},
		{"fact", `
-- c/c.go --
package c

type T struct{ count int }

func (T) Bad() {}

func helper() int { T{}.Bad(); return 1 }

func Good() int { return helper() }
`, 3, []string{
			chainFindings[0], chainFindings[1],
			"a/a.go:8:2: callbad: Fine is bad because of (m/c.T).Bad",
			chainFindings[2],
			"b/b.go:9:26: callbad: Good is bad because of (m/c.T).Bad",
			chainFindings[3],
			"c/c.go:7:21: callbad: Bad is bad because of (m/c.T).Bad",
			"c/c.go:9:26: callbad: helper is bad because of (m/c.T).Bad",
			chainFindings[4],
		}},
		{"exported type", `
-- c/c.go --
package c

type T struct{ count, Other int }

func (T) Bad() {}

func helper() int { return 1 }

func Good() int { return helper() }
`, 3, chainFindings},
		{"other file of the package", `
-- a/a2.go --
package a

type A struct{ count int }
`, 1, slices.Insert(slices.Clone(chainFindings), 2, "a/a2.go:3:16: plain: field count")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, chain)
			w.run("./...")
			w.write(tt.edit)
			res := w.run("./...")
			w.wantLines(res, tt.findings...)
			w.wantWork(res, tt.analyzed, 0)
			fresh := w.config("./...")
			fresh.Cache = nil
			w.wantLines(w.runConfig(fresh), tt.findings...)
		})
	}
}
