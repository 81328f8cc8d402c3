package cli

import (
	"flag"
	"strings"
	"testing"
)

// docs/cli.md has a row for every command and every flag, and for nothing else.
func TestDocumentation(t *testing.T) {
	text := read(t, "../../docs/cli.md")
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	addCheck(&app{rules: toyRules()}, fs)
	fs.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "\n| `-"+f.Name+"`") && !strings.Contains(text, "\n| `-"+f.Name+" ") {
			t.Errorf("no row for -%s", f.Name)
		}
	})
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(line, "| `-"); ok {
			name = strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '`' })[0]
			if fs.Lookup(name) == nil {
				t.Errorf("a row for -%s, which does not exist", name)
			}
		}
	}
	for _, c := range commands() {
		if !strings.Contains(text, "`"+c.name) {
			t.Errorf("no word of %s", c.name)
		}
	}
}

// docs/prove.md names every flag of prove.
func TestProveDocumentation(t *testing.T) {
	text := read(t, "../../docs/prove.md")
	fs := flag.NewFlagSet("prove", flag.ContinueOnError)
	proveCommand().setup(&app{}, fs)
	fs.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(text, "`-"+f.Name+"`") && !strings.Contains(text, "`-"+f.Name+" ") {
			t.Errorf("no word of -%s", f.Name)
		}
	})
}
