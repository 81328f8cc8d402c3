package cli

import (
	"encoding/json"
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/inventory"
)

const countedGo = `package p

import "sync/atomic"

// hits are requests that came in.
var hits atomic.Int64

func Hit() { hits.Add(1) }

func Hits() int64 { return hits.Load() }
`

func TestInventory(t *testing.T) {
	dir := module(t, map[string]string{"p.go": countedGo, "p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestHit(t *testing.T) { Hit(); hits.Store(0) }\n"})
	got := run(t, dir, "inventory")
	for _, want := range []string{"# Counters\n\n1 counter in 1 package.\n", "| `hits`<br>`p.go:6` | counter | `atomic.Int64` |", "`p.go:8` Hit | `p.go:10` Hits |  |  |\n"} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is not in\n%s", want, got.stdout)
		}
	}
	if got.status != 0 || got.stderr != "" {
		t.Errorf("status %d, %s", got.status, got.stderr)
	}

	file := filepath.Join(t.TempDir(), "list.json")
	if got := run(t, t.TempDir(), "inventory", "-C", dir, "-tests", "-format=json", "-o", file, "./..."); got != (result{}) {
		t.Errorf("with -o: %+v", got)
	}
	var list struct {
		Version  int
		Adoption []inventory.Share
		Items    []inventory.Item
	}
	if err := json.Unmarshal([]byte(read(t, file)), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Items) != 1 || len(list.Items[0].Tests) != 2 || list.Items[0].Tests[0].Func != "TestHit" || list.Version != 1 || len(list.Adoption) == 0 {
		t.Errorf("with -tests: %+v", list)
	}
}

// What does not compile costs its own package alone, one line, and the status of check.
func TestInventoryOfBrokenCode(t *testing.T) {
	dir := module(t, map[string]string{"a/p.go": badGo, "b/p.go": countedGo})
	got := run(t, dir, "inventory")
	want := run(t, dir, "check")
	if got.status != 3 || got.stderr == "" || got.stderr != want.stderr {
		t.Errorf("status %d\n%s\nwant 3\n%s", got.status, got.stderr, want.stderr)
	}
	if !strings.Contains(got.stdout, "`hits`") {
		t.Errorf("the other package is not listed:\n%s", got.stdout)
	}
	for _, tt := range []struct {
		args []string
		want result
	}{
		{[]string{"-format", "xml"}, result{"", "counterlint: invalid value \"xml\" for flag -format: want one of html, json, md\n", 2}},
		{[]string{"-o", "gone/list"}, result{"", "counterlint: -o gone/list: no such file or directory\n", 2}},
		{[]string{"./gone"}, result{"", run(t, dir, "check", "./gone").stderr, 3}},
	} {
		if got := run(t, dir, append([]string{"inventory"}, tt.args...)...); got.stderr != tt.want.stderr || got.status != tt.want.status {
			t.Errorf("%q: %d %s, want %d %s", tt.args, got.status, got.stderr, tt.want.status, tt.want.stderr)
		}
	}
}

// docs/inventory.md names every flag of inventory.
func TestInventoryDocumentation(t *testing.T) {
	text := read(t, "../../docs/inventory.md")
	fs := flag.NewFlagSet("inventory", flag.ContinueOnError)
	inventoryCommand().setup(&app{}, fs)
	fs.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "`-"+f.Name+"`") && !strings.Contains(text, "`-"+f.Name+" ") {
			t.Errorf("no word of -%s", f.Name)
		}
	})
}
