package integration

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The official client, in each version of the protocol that it speaks, has no complaint, and the tools do what they say.
func TestModelContextProtocol(t *testing.T) {
	exe := filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "go", "build", "-o", exe, "./cmd/counterlint")
	t.Setenv("COUNTERLINT_CACHE", t.TempDir())
	t.Setenv("GOWORK", "off")
	dir := copyExample(t)
	for _, version := range mcp.SupportedProtocolVersions() {
		client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
		session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: exec.Command(exe, "mcp")}, &mcp.ClientSessionOptions{ProtocolVersion: version})
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		if err := session.Ping(t.Context(), nil); err != nil {
			t.Errorf("%s: %v", version, err)
		}
		list, err := session.ListTools(t.Context(), nil)
		if err != nil || len(list.Tools) != 4 {
			t.Fatalf("%s: %+v, %v", version, list, err)
		}
		call := func(name string, arguments map[string]any) (text string, failed bool) {
			t.Helper()
			got, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
			if err != nil {
				t.Fatalf("%s: %v", version, err)
			}
			return got.Content[0].(*mcp.TextContent).Text, got.IsError
		}
		text, failed := call("check", map[string]any{"dir": dir, "patterns": []string{"./..."}, "enable": []string{"splitreset"}})
		var report struct {
			Findings []struct{ Analyzer, File string }
		}
		if err := json.Unmarshal([]byte(text), &report); err != nil || failed || len(report.Findings) == 0 || report.Findings[0].File != "stats.go" {
			t.Errorf("%s: %v, %s", version, err, text)
		}
		if text, failed := call("fix", map[string]any{"dir": dir, "enable": []string{"splitreset"}}); failed || !strings.Contains(text, "\n+") {
			t.Errorf("%s: %s", version, text)
		}
		if text, failed := call("explain", map[string]any{"rule": "splitreset"}); failed || !strings.HasPrefix(text, "splitreset: ") {
			t.Errorf("%s: %s", version, text)
		}
		if text, failed := call("check", map[string]any{"dir": dir, "pattern": "x"}); !failed {
			t.Errorf("%s: %s", version, text)
		}
		if err := session.Close(); err != nil { // the end of the input is enough for the server to end
			t.Errorf("%s: %v", version, err)
		}
	}
}
