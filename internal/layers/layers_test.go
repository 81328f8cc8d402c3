package layers

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/tools/root"
)

// TestProject checks the project itself.
func TestProject(t *testing.T) {
	dir, err := root.Dir()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := Parse(string(page))
	if err != nil {
		t.Fatal(err)
	}
	// -e: whether a package compiles is for other tests to say.
	cmd := exec.Command("go", "list", "-e", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "work")
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []Package
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		packages = append(packages, Package{fields[0], fields[1:]})
	}
	for _, problem := range Check(rows, root.Module, packages) {
		t.Error(problem)
	}
}

const table = "Some text.\n\n" +
	"| layer | packages | of the project | of others | never |\n|---|---|---|---|---|\n" +
	"| 0 | `internal/value` | nothing | nothing | `go/ast` |\n" +
	"| 1 | `analyzers/*/*` | layer 0, `internal/side` | `golang.org/x/tools/...` | |\n" +
	"| 1 | `internal/side/...` | nothing | nothing | |\n" +
	"| 2 | `cmd` | layers 0–1 | nothing | `internal/side` |\n"

func TestParse(t *testing.T) {
	rows, err := Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4 || rows[0].Up != -1 || rows[1].Up != 0 || rows[3].Up != 1 || !slices.Equal(rows[1].Others, []string{"golang.org/x/tools/..."}) {
		t.Errorf("got %+v", rows)
	}
	for page, want := range map[string]string{
		"no table": "no table of layers",
		"| 1 | none | layer 0 | nothing | nothing |":      "no packages",
		"| 1 | `internal/a` | layers 0–1 | nothing | |\n": "may import itself",
	} {
		if _, err := Parse(page); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", page, err, want)
		}
	}
}

func TestCheck(t *testing.T) {
	rows, err := Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	whole := []Package{
		{"m/internal/value", []string{"fmt", "go/token"}},
		{"m/internal/side", nil},
		{"m/internal/side/deep", nil},
		{"m/analyzers/race/one", []string{"m/internal/value", "m/internal/side", "golang.org/x/tools/go/analysis"}},
		{"m/cmd", []string{"m/analyzers/race/one", "m/internal/value"}},
	}
	if problems := Check(rows, "m", whole); len(problems) > 0 {
		t.Errorf("problems %q", problems)
	}
	for _, test := range []struct {
		pkg  Package
		want string
	}{
		{Package{"m/internal/value", []string{"go/ast"}}, "internal/value (layer 0) must not import go/ast"},
		{Package{"m/internal/value", []string{"m/internal/side"}}, "internal/value (layer 0) must not import internal/side"},
		{Package{"m/internal/value", []string{"golang.org/x/tools/go/ssa"}}, "internal/value (layer 0) must not import golang.org/x/tools/go/ssa"},
		{Package{"m/analyzers/race/one", []string{"m/analyzers/race/two"}}, "analyzers/race/one (layer 1) must not import analyzers/race/two"},
		{Package{"m/analyzers/race/one", []string{"m/internal/side/deep"}}, "analyzers/race/one (layer 1) must not import internal/side/deep"},
		{Package{"m/analyzers/race/one", []string{"golang.org/x/toolsmith"}}, "analyzers/race/one (layer 1) must not import golang.org/x/toolsmith"},
		{Package{"m/cmd", []string{"m/internal/side"}}, "cmd (layer 2) must not import internal/side"},
		{Package{"m/cmd", []string{"m/internal/unknown"}}, "cmd (layer 2) must not import internal/unknown"},
		{Package{"m/internal/new", nil}, "internal/new stands in no layer: add it to the table in docs/architecture.md"},
		{Package{"other/x", nil}, "other/x is not of m"},
	} {
		if problems := Check(rows, "m", append(slices.Clone(whole), test.pkg)); !slices.Equal(problems, []string{test.want}) {
			t.Errorf("%v: %q, want %q", test.pkg, problems, test.want)
		}
	}
	if problems := Check(rows, "m", whole[:4]); !slices.Equal(problems, []string{"layer 2: no package fits cmd"}) {
		t.Errorf("problems %q", problems)
	}
}
