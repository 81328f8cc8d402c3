package editors

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// What docs/editors.md says for settings.json is fit to stand there.
func TestSettings(t *testing.T) {
	doc, err := os.ReadFile("../../../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]any{}
	for _, block := range strings.Split(string(doc), "```json\n")[1:] {
		text, _, closed := strings.Cut(block, "```")
		if err := json.Unmarshal([]byte("{"+text+"}"), &settings); err != nil || !closed {
			t.Errorf("%v: %s", err, text)
		}
	}
	got, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	// The names of VS Code, of its extension for Go, and of Zed; the values are ours.
	want := `{"editor.codeActionsOnSave":{"source.fixAll.counterlint":"explicit"},"go.alternateTools":{"gopls":"counterlint-gopls"},` +
		`"lsp":{"gopls":{"binary":{"arguments":["gopls"],"path":"counterlint"}}}}`
	if string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}
