package integration

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sarifSchema compiles the JSON schema of SARIF 2.1.0. The module go-sarif carries its text, in a constant that is not exported.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	dir := strings.TrimSpace(command(t, ".", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3"))
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "pkg", "report", "v210", "sarif", "schema.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	value := file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value
	text, err := strconv.Unquote(value)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, stderr.String())
	}
	return string(out)
}

// The golden reports hold every shape that a report can have.
func TestSARIFGoldens(t *testing.T) {
	schema := sarifSchema(t)
	files, err := filepath.Glob("../internal/emit/testdata/*.sarif")
	if err != nil || len(files) < 2 {
		t.Fatalf("reports: %v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, schema, file, text)
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, what string, text []byte) *sarif.Report {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	report, err := sarif.FromBytes(text)
	if err != nil {
		t.Fatalf("%s: a reader of SARIF refuses it: %v", what, err)
	}
	return report
}

// The schema is strict enough to notice a mistake.
func TestSARIFSchemaNotices(t *testing.T) {
	schema := sarifSchema(t)
	good, err := os.ReadFile("../internal/emit/testdata/sample.sarif")
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range [][2]string{
		{`"level": "note"`, `"level": "info"`},
		{`"startLine": 6`, `"startLine": 0`},
		{`"ruleId"`, `"rule"`},
		{`"results": [`, `"results": {}, "x": [`},
		{`file:///home`, `not a uri %zz`},
	} {
		bad := strings.Replace(string(good), mistake[0], mistake[1], 1)
		if bad == string(good) {
			t.Errorf("the sample has no %s", mistake[0])
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s in place of %s is not noticed", mistake[1], mistake[0])
		}
	}
}

// The program itself, on a package with findings and one with errors.
func TestSARIFOfTheProgram(t *testing.T) {
	exe := filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "go", "build", "-o", exe, "./cmd/counterlint")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module example.com/m\n\ngo 1.26\n",
		"a-b/p.go":    "package p\n\nfunc f() {} // 😀 //\n\n//counterlint:ignore\nvar n int\n\n//counterlint:ignore nosuch because\nvar m int\n",
		"broken/p.go": "package broken\n\nvar s string = 1\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(exe, "-format=sarif", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "COUNTERLINT_CACHE="+t.TempDir(), "GOWORK=off", "GOFLAGS=")
	text, err := cmd.Output()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 3 {
		t.Fatalf("%v: %s", err, text)
	}
	report := validate(t, sarifSchema(t), "the report of the program", text)
	if len(report.Runs) != 1 || len(report.Runs[0].Results) != 2 || len(report.Runs[0].Tool.Driver.Rules) == 0 {
		t.Fatalf("%s", text)
	}
	var doc struct {
		Runs []struct {
			Results     []struct{ RuleIndex int }
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []any
			}
			OriginalURIBaseIDs map[string]struct{ URI string }
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	for _, r := range run.Results {
		if id := report.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id == nil || *id != "ignore" {
			t.Errorf("ruleIndex %d is not ignore", r.RuleIndex)
		}
	}
	if in := run.Invocations[0]; in.ExecutionSuccessful || len(in.ToolExecutionNotifications) == 0 {
		t.Errorf("the type error is not told: %+v", in)
	}
	if uri := run.OriginalURIBaseIDs["%SRCROOT%"].URI; !strings.HasPrefix(uri, "file:///") || !strings.HasSuffix(uri, "/") {
		t.Errorf("root %q", uri)
	}
}
