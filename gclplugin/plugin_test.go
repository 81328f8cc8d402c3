package gclplugin

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/counterlint/counterlint/analyzers"
)

// build makes the analyzer of a linter, as golangci-lint does.
func build(t *testing.T, linter string, settings any) (*analysis.Analyzer, error) {
	t.Helper()
	shared.set = false // each test is a process of its own
	newPlugin, err := register.GetPlugin(linter)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(settings)
	if err != nil {
		return nil, err
	}
	if p.GetLoadMode() != register.LoadModeTypesInfo {
		t.Errorf("load mode %s", p.GetLoadMode())
	}
	as, err := p.BuildAnalyzers()
	if err != nil {
		return nil, err
	}
	if len(as) != 1 || as[0].Name != linter {
		t.Fatalf("%d analyzers for %s: the one must have its name", len(as), linter)
	}
	if err := analysis.Validate(as); err != nil {
		t.Fatal(err)
	}
	return as[0], nil
}

// lint returns the diagnostics of linters over a module of one package.
func lint(t *testing.T, files map[string]string, as ...*analysis.Analyzer) []analysis.Diagnostic {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.com/m\n\ngo 1.26\n"
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cfg := &packages.Config{Dir: dir, Mode: packages.LoadAllSyntax, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=")}
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil || packages.PrintErrors(pkgs) > 0 {
		t.Fatal(err, "the module does not load")
	}
	graph, err := checker.Analyze(as, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ds []analysis.Diagnostic
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		ds = append(ds, act.Diagnostics...)
	}
	return ds
}

// names are the analyzers that the diagnostics name, in order.
func names(ds []analysis.Diagnostic) string {
	var out []string
	for _, d := range ds {
		name, _, _ := strings.Cut(d.Message, ": ")
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

const (
	storeGo = `package p

import "sync/atomic"

var hits atomic.Int64

func serve() {
	n := hits.Load()
	hits.Store(n + 1)
}

func start() {
	for range 8 {
		go serve()
	}
}
`
	locksGo = `package p

import (
	"sync"
	"sync/atomic"
)

type a struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (x *a) inc() {
	x.mu.Lock()
	x.n.Add(1)
	x.mu.Unlock()
}

type b struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (x *b) inc() {
	x.mu.Lock()
	x.n.Add(1)
	x.mu.Unlock()
}
`
)

func TestText(t *testing.T) {
	a, err := build(t, Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	ds := lint(t, map[string]string{"p.go": storeGo}, a)
	if len(ds) != 1 {
		t.Fatalf("%d diagnostics: %v", len(ds), ds)
	}
	d := ds[0]
	if !strings.HasPrefix(d.Message, "loadstore: ") || !strings.HasSuffix(d.Message, " (https://github.com/counterlint/counterlint/blob/main/docs/rules/loadstore.md)") {
		t.Errorf("message %q", d.Message)
	}
	if strings.Contains(d.Message, "\n") || len(d.Related) != 0 || d.Category == "" {
		t.Errorf("%+v", d)
	}
}

func TestSettings(t *testing.T) {
	both := map[string]string{"p.go": storeGo, "locks.go": locksGo}
	type m = map[string]any
	for _, tt := range []struct {
		linter   string
		settings any
		want     string
	}{
		{Name, nil, "mutexatomic mutexatomic loadstore"},
		{Name, m{}, "mutexatomic mutexatomic loadstore"},
		{Name, m{"enable": []any{"race"}}, "loadstore"},
		{Name, m{"disable": "race"}, "mutexatomic mutexatomic"},
		{Name, m{"min-severity": "error"}, "loadstore"},
		{Name, m{"severities": m{"mutexatomic": "info", "loadstore": "off"}}, ""},
		{Name, m{"paths": []any{m{"path": "**/locks.go", "disable": []any{"cost"}}}}, "mutexatomic mutexatomic loadstore"}, // outside of the folder of the run
		{Name + "_race", nil, "loadstore"},
		{Name + "_cost", nil, "mutexatomic mutexatomic"},
		{Name + "_cost", m{"disable": "mutexatomic"}, ""},
		{Name + "_rules", nil, ""},
	} {
		a, err := build(t, tt.linter, tt.settings)
		if err != nil {
			t.Fatal(err)
		}
		if got := names(lint(t, both, a)); got != tt.want {
			t.Errorf("%s with %v: %s, want %s", tt.linter, tt.settings, got, tt.want)
		}
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	s, err := decode(map[string]any{"paths": []any{map[string]any{"path": "old/**", "disable": "race"}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.filter()
	if err != nil {
		t.Fatal(err)
	}
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if f.Root != wd || len(f.Paths) != 1 || !f.LeaveCopylocks || f.MinSeverity != "warning" {
		t.Errorf("%+v", f.Options)
	}
}

func TestSettingsErrors(t *testing.T) {
	type m = map[string]any
	for _, tt := range []struct {
		settings any
		want     string
	}{
		{m{"enabel": "race"}, "settings: unknown key enabel; did you mean enable?"},
		{m{"enable": "loadstor"}, "settings: unknown analyzer or group loadstor; did you mean loadstore?"},
		{m{"min-severity": "never"}, "settings: never is none of info, warning, error"},
		{m{"deep": "yes", "tests": 1}, "settings: want true or false\nsettings: want true or false"},
		{m{"extends": "x.yml"}, "settings: extends is of no use here: golangci-lint reads one configuration, and keeps its answers by that one"},
		{m{"baseline": "x"}, "settings: baseline is of no use here: golangci-lint knows what is new by issues.new-from-rev and issues.new-from-merge-base"},
		{m{"fail-on": "error"}, "settings: fail-on is of no use here: golangci-lint fails for whatever is reported; use min-severity"},
		{[]any{"race"}, "settings: want keys and values, such as min-severity: error, not [race]"},
	} {
		if _, err := build(t, Name, tt.settings); err == nil || err.Error() != tt.want {
			t.Errorf("%v: %v, want %s", tt.settings, err, tt.want)
		}
	}
	if _, err := build(t, Name, map[string]any{"tests": true}); err != nil {
		t.Fatal(err)
	}
	second, err := register.GetPlugin(Name + "_race")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second(nil); err == nil || err.Error() != "the setting tests must be the same in all linters of counterlint" {
		t.Errorf("another value of tests: %v", err)
	}
	shared.set = false
	if err := share(&settings{}); err != nil {
		t.Fatal(err)
	}
}

// Each fix alone leaves the import of sync to the other one; both would leave it unused.
func TestFixesTogether(t *testing.T) {
	a, err := build(t, Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	ds := lint(t, map[string]string{"p.go": locksGo}, a)
	if len(ds) != 2 || len(ds[0].SuggestedFixes) != 1 || len(ds[1].SuggestedFixes) != 0 {
		t.Errorf("%d diagnostics, of which one must offer a fix: %+v", len(ds), ds)
	}
}

func TestIgnoreComments(t *testing.T) {
	const text = `package p

import "sync/atomic"

var n atomic.Int64 //counterlint:ignore

//counterlint:ignore loadstore nothing is here
var m atomic.Int64

//counterlint:ignore nosuchrule because
var o atomic.Int64
`
	for _, tt := range []struct {
		linters string
		want    string
	}{
		{Name, "malformed unused unknown"},
		{Name + "_race", "unused"},
		{Name + "_cost", ""},
		{Name + "_rules", "malformed unknown"},
		{Name + "_race " + Name + "_cost " + Name + "_rules", "malformed unknown unused"},
	} {
		var as []*analysis.Analyzer
		for _, linter := range strings.Fields(tt.linters) {
			a, err := build(t, linter, nil)
			if err != nil {
				t.Fatal(err)
			}
			as = append(as, a)
		}
		var got []string
		for _, d := range lint(t, map[string]string{"p.go": text}, as...) {
			got = append(got, d.Category)
		}
		if len(as) > 1 {
			slices.Sort(got)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.linters, got, tt.want)
		}
	}
}

func TestEveryGroupHasALinter(t *testing.T) {
	var errs []error
	for _, g := range analyzers.Groups() {
		_, err := register.GetPlugin(Name + "_" + g)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil || len(errs) < 3 {
		t.Errorf("%d groups: %v", len(errs), err)
	}
}

// Rows about functions are settings as in .counterlint.yml, and reach the engines.
func TestRows(t *testing.T) {
	const src = `package p

var events = make(chan string)

func count(user string) { events <- user }

func login() string { return <-events }

func jobs() {
	count(login())
	n := 0
	for range 10 {
		submit(func() { n++ })
	}
}

var queue = make(chan func())

func submit(f func()) { queue <- f }
`
	row := func(kv ...any) []any {
		m := map[string]any{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i].(string)] = kv[i+1]
		}
		return []any{m}
	}
	rows := map[string]any{
		"label-sinks":   row("func", "example.com/m.count", "arg", 0),
		"label-sources": row("func", "example.com/m.login"),
		"contexts":      row("func", "example.com/m.submit"),
	}
	a, err := build(t, Name, rows)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(lint(t, map[string]string{"p.go": src}, a)); got != "unboundedlabel lostupdate" {
		t.Errorf("with rows: %q", got)
	}
	newPlugin, err := register.GetPlugin(Name + "_race")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newPlugin(nil); err == nil || !strings.Contains(err.Error(), "contexts must be the same in all linters") {
		t.Errorf("another linter without rows: %v", err)
	}
	if a, err = build(t, Name, nil); err != nil {
		t.Fatal(err)
	}
	if got := names(lint(t, map[string]string{"p.go": src}, a)); got != "" {
		t.Errorf("without rows: %q", got)
	}
	if _, err := build(t, Name, map[string]any{"contexts": row("func", "submit")}); err == nil || err.Error() != "settings: submit names no function; want PATH.Func or (*PATH.Type).Method" {
		t.Errorf("a broken row: %v", err)
	}
}
