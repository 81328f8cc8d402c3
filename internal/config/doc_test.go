package config

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// docs/configuration.md shows a file that is read, and names every key.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("no example")
	}
	groups := map[string]string{"runtimelink": "cost", "mutexatomic": "cost", "misaligned64": "race"}
	if _, err := Parse("example", []byte(example), groups); err != nil {
		t.Error(err)
	}
	for f := range reflect.TypeFor[Config]().Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if !strings.Contains(string(text), "\n| `"+key+"` |") {
			t.Errorf("the table lacks %s", key)
		}
	}
	for f := range reflect.TypeFor[Path]().Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if !strings.Contains(string(text), "\n| `paths[]."+key+"` |") {
			t.Errorf("the table lacks paths[].%s", key)
		}
	}
}
