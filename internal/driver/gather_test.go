package driver

import (
	"reflect"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestGathered wants what an analyzer gathers for each package that was asked for, computed now or kept, and none of those beside.
func TestGathered(t *testing.T) {
	w := newWorld(t, chain)
	gather := &analysis.Analyzer{
		Name: "gather", Doc: "gathers names", Requires: []*analysis.Analyzer{badFacts}, ResultType: reflect.TypeFor[[]byte](),
		Run: func(pass *analysis.Pass) (any, error) { return []byte(pass.Pkg.Path()), nil },
	}
	run := func(patterns ...string) (*Result, []string) {
		cfg := w.config(patterns...)
		cfg.Gather = gather
		res := w.runConfig(cfg)
		var got []string
		for _, data := range res.Gathered {
			got = append(got, string(data))
		}
		return res, got
	}
	for _, analyzed := range []int{4, 0} {
		res, got := run("./...")
		if want := []string{"m/a", "m/b", "m/c", "m/lone"}; !slices.Equal(got, want) {
			t.Errorf("gathered %q, want %q", got, want)
		}
		w.wantLines(res, chainFindings...)
		if res.Stats.Analyzed != analyzed {
			t.Errorf("analysed %d packages, want %d", res.Stats.Analyzed, analyzed)
		}
	}
	if _, got := run("./a"); !slices.Equal(got, []string{"m/a"}) {
		t.Errorf("gathered %q of dependencies too", got)
	}
	if res := w.run("./..."); len(res.Gathered) > 0 {
		t.Errorf("gathered %q though nobody asked", res.Gathered)
	}
	w.write("-- c/c.go --\npackage c\n\nfunc broken() int { return \"\" }\n")
	if _, got := run("./c", "./lone"); !slices.Equal(got, []string{"m/lone"}) {
		t.Errorf("gathered %q of a package that does not compile", got)
	}
}
