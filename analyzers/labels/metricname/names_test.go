package metricname

import (
	"bufio"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// The registry of the runtime module, which cannot import this package, refuses what the analyzer reports: both are held against one
// list. What is marked with * there, the registry alone refuses.
func TestNamesOfTheRegistry(t *testing.T) {
	f, err := os.Open("../../../runtime/registry/testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	missing := maps.Clone(base)
	kinds := map[string]catalog.Kind{"counter": catalog.Counter, "gauge": catalog.Gauge, "histogram": catalog.Histogram}
	lines := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		field := strings.Fields(in.Text())
		if field[0] == "#" {
			continue
		}
		lines++
		delete(missing, strings.TrimPrefix(field[1], "it_"))
		d := &metricmodel.Decl{Ctor: catalog.Ctor{Kind: kinds[field[0]]}, Name: metricmodel.Text{Value: field[1], Known: true}}
		if field[2] != "-" {
			d.Labels = strings.Split(field[2], ",")
		}
		want := field[3]
		if strings.HasSuffix(want, "*") {
			want = "ok"
		}
		got, _ := judge(d)
		if got == "" || got == "label-in-name" { // which is reported with -deep alone
			got = "ok"
		}
		if got != want {
			t.Errorf("%s: %s", in.Text(), got)
		}
	}
	if lines < 80 || len(missing) > 0 {
		t.Errorf("%d lines, which lack %v", lines, missing)
	}
}
