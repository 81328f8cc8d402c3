package config

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/userrows"
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
	for prefix, typ := range map[string]reflect.Type{
		"": reflect.TypeFor[Config](), "paths[].": reflect.TypeFor[Path](), "review.": reflect.TypeFor[Review](), "label-sinks[].": reflect.TypeFor[userrows.Sink](),
		"label-sources[].": reflect.TypeFor[userrows.Source](), "label-sanitizers[].": reflect.TypeFor[userrows.Sanitizer](), "contexts[].": reflect.TypeFor[userrows.Context](),
	} {
		for _, key := range keysOf(typ) {
			if !strings.Contains(string(text), "\n| `"+prefix+key+"` |") {
				t.Errorf("the table lacks %s", prefix+key)
			}
		}
	}
}

// keysOf lists the keys of a struct, those of embedded ones too.
func keysOf(typ reflect.Type) (keys []string) {
	for f := range typ.Fields() {
		if f.Anonymous {
			keys = append(keys, keysOf(f.Type)...)
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		keys = append(keys, key)
	}
	return keys
}
