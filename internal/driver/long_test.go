package driver

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestLongChain checks that a fact gets through a chain of packages however long it is, that each is looked at once, and that a change
// at the bottom that says nothing new ends there.
func TestLongChain(t *testing.T) {
	const n = 300
	var b strings.Builder
	b.WriteString("-- go.mod --\nmodule m\n\ngo 1.26\n-- p0/p.go --\npackage p0\n\ntype T struct{}\n\nfunc (T) Bad() {}\n\nfunc F() { T{}.Bad() }\n")
	want := []string{"p0/p.go:7:12: callbad: Bad is bad because of (m/p0.T).Bad"}
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "-- p%d/p.go --\npackage p%d\n\nimport \"m/p%d\"\n\nfunc F() { p%d.F() }\n", i, i, i-1, i-1)
		want = append(want, fmt.Sprintf("p%d/p.go:5:12: callbad: F is bad because of (m/p0.T).Bad", i))
	}
	slices.Sort(want)
	w := newWorld(t, b.String())
	res := w.run("./...")
	w.wantLines(res, want...)
	w.wantWork(res, n, 0)
	w.write("-- p0/p.go --\npackage p0\n\ntype T struct{}\n\nfunc (T) Bad() {}\n\nfunc F() { T{}.Bad(); println() }\n")
	again := w.run("./...")
	w.wantLines(again, want...)
	w.wantWork(again, 1, 0)
}
