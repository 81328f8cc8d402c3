package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const mcpHello = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

func toolCall(id int, tool string, arguments any) string {
	text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": map[string]any{"name": tool, "arguments": arguments}})
	if err != nil {
		panic(err)
	}
	return string(text) + "\n"
}

// A toolAnswer is a result of tools/call.
type toolAnswer struct {
	Content []struct{ Type, Text string }
	IsError bool
}

func (a toolAnswer) texts() (texts []string) {
	for _, c := range a.Content {
		texts = append(texts, c.Text)
	}
	return texts
}

// mcpSession says something to the server, and returns its answers by the identity of the request.
func mcpSession(t *testing.T, dir, said string) map[int]json.RawMessage {
	t.Helper()
	cmd := program(t, dir, "mcp")
	cmd.Stdin = strings.NewReader(mcpHello + said)
	got := finish(t, cmd)
	if got.status != 0 || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	answers := map[int]json.RawMessage{}
	for line := range strings.Lines(got.stdout) {
		var m struct {
			ID     int
			Result json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Result == nil || answers[m.ID] != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers[m.ID] = m.Result
	}
	return answers
}

// A tool says what the command says.
func TestMCP(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, "sub/p.go": hotGo, "bad/p.go": badGo, "clean/p.go": cleanGo, "other/go.mod": "module other\n\ngo 1.26\n", "other/p.go": allGo})
	type args = map[string]any
	tests := []struct {
		tool string
		args args
		line []string // that says the same
	}{
		{"check", args{"patterns": []string{".", "./sub"}}, []string{"check", "-format=json", ".", "./sub"}},
		{"check", nil, []string{"check", "-format=json"}},
		{"check", args{"dir": "other", "min-severity": "info", "deep": true, "disable": []string{"hot", "lost"}, "tests": nil}, []string{"check", "-format=json", "-C=other", "-min-severity=info", "-deep", "-disable=hot,lost"}},
		{"check", args{"dir": "gone"}, []string{"check", "-format=json", "-C=gone"}},
		{"check", args{"enable": []string{"lots"}}, []string{"check", "-format=json", "-enable=lots"}},
		{"check", args{"patterns": []string{"-fix"}}, []string{"check", "-format=json", "--", "-fix"}},
		{"check", args{"new-from": "-gone"}, []string{"check", "-format=json", "-new-from=-gone"}},
		{"fix", args{"patterns": []string{".", "./sub"}}, []string{"fix", "-diff", ".", "./sub"}},
		{"fix", args{"patterns": []string{"./sub"}, "unsafe-fixes": true}, []string{"fix", "-diff", "-unsafe-fixes", "./sub"}},
		{"explain", args{"rule": "lost"}, []string{"explain", "lost"}},
		{"explain", args{"rule": "race"}, []string{"explain", "race"}},
		{"rules", nil, []string{"explain"}},
	}
	var said strings.Builder
	for i, tt := range tests {
		said.WriteString(toolCall(i+1, tt.tool, tt.args))
	}
	answers := mcpSession(t, dir, said.String())
	for i, tt := range tests {
		var got toolAnswer
		if err := json.Unmarshal(answers[i+1], &got); err != nil {
			t.Fatalf("%v: %s", err, answers[i+1])
		}
		want := run(t, dir, tt.line...)
		texts := slices.DeleteFunc([]string{want.stdout, want.stderr}, func(s string) bool { return s == "" })
		if !slices.Equal(got.texts(), texts) || got.IsError != (want.status > 1) {
			t.Errorf("%s %v:\n%+v\nwant\n%+v", tt.tool, tt.args, got, want)
		}
	}
	onlyFiles(t, dir, "go.mod", "p.go", "sub", "bad", "clean", "other")
	if got := read(t, dir+"/p.go"); got != lostGo {
		t.Errorf("a file was changed: %s", got)
	}
}

func TestMCPArguments(t *testing.T) {
	dir := module(t, map[string]string{"p.go": cleanGo})
	tests := []struct {
		tool string
		args any
		want string
	}{
		{"check", map[string]any{"pattern": []string{"."}}, "check has no argument pattern; did you mean patterns?"},
		{"check", map[string]any{"patterns": "."}, "the argument patterns of check must be of type array"},
		{"check", map[string]any{"patterns": []any{1}}, "the argument patterns of check must be of type array"},
		{"check", map[string]any{"deep": "yes"}, "the argument deep of check must be of type boolean"},
		{"check", map[string]any{"tags": 1}, "the argument tags of check must be of type string"},
		{"check", []string{"."}, "the arguments of check are no object"},
		{"check", map[string]any{"unsafe-fixes": true}, "check has no argument unsafe-fixes"},
		{"check", map[string]any{"fix": true}, "check has no argument fix"},
		{"explain", nil, "explain needs the argument rule"},
		{"explain", map[string]any{"rule": true}, "the argument rule of explain must be of type string"},
		{"rules", map[string]any{"group": "race"}, "rules has no argument group"},
	}
	var said strings.Builder
	for i, tt := range tests {
		said.WriteString(toolCall(i+1, tt.tool, tt.args))
	}
	said.WriteString(toolCall(100, "fix", map[string]any{}))
	answers := mcpSession(t, dir, said.String())
	for i, tt := range tests {
		if got, want := string(answers[i+1]), fmt.Sprintf(`{"content":[{"type":"text","text":%q}],"isError":true}`, tt.want); got != want {
			t.Errorf("%s %v: %s, want %s", tt.tool, tt.args, got, want)
		}
	}
	if got, want := string(answers[100]), `{"content":[{"type":"text","text":"There is nothing to fix."}],"isError":false}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What tools/list says of arguments is what the tools take.
func TestMCPSchemas(t *testing.T) {
	answers := mcpSession(t, t.TempDir(), `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`+"\n")
	var list struct {
		Tools []struct {
			Name, Description string
			InputSchema       struct {
				Type       string
				Properties map[string]schema
				Required   []string
			}
			Annotations struct{ ReadOnlyHint bool }
		}
	}
	if err := json.Unmarshal(answers[1], &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, tool := range list.Tools {
		got[tool.Name] = len(tool.InputSchema.Properties)
		if tool.InputSchema.Type != "object" || tool.Description == "" || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%+v", tool)
		}
		for name, p := range tool.InputSchema.Properties {
			if p.Description == "" || strings.Contains(p.Description, "comma-separated, repeatable") || p.Type == "array" != (p.Items != nil) {
				t.Errorf("%s of %s: %+v", name, tool.Name, p)
			}
		}
	}
	if want := map[string]int{"check": 11, "fix": 12, "explain": 1, "rules": 0}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	text := read(t, "../../docs/automation.md")
	_, text, _ = strings.Cut(text, "## Model Context Protocol\n")
	for _, tool := range list.Tools {
		for name := range tool.InputSchema.Properties {
			if !strings.Contains(text, "`"+name+"`") {
				t.Errorf("docs/automation.md has no word of %s", name)
			}
		}
	}
	if got := run(t, t.TempDir(), "mcp", "x"); got.status != 2 || got.stderr != "counterlint: counterlint mcp takes no argument, but was given x\n" {
		t.Errorf("%+v", got)
	}
}
