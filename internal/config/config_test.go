package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/userrows"
)

var groups = map[string]string{"lostupdate": "race", "countermap": "race", "narrowtotal": "meaning"}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      Config
	}{
		{"empty", "", Config{}},
		{"comments", "# nothing\n\n", Config{}},
		{"null", "~\n", Config{}},
		{"keys without values", "version:\nenable:\npaths:\n", Config{}},
		{
			"all keys", `
version: 1
enable: [race, narrowtotal]
disable:
  - countermap
severities:
  lostupdate: warning
  narrowtotal: off
min-severity: info
fail-on: never
deep: true
tests: true
leave-copylocks: true
paths:
  - path: internal/legacy/**
    disable: [race]
  - path: "*_gen.go"
    severities: {narrowtotal: error}
`,
			Config{
				Enable: []string{"race", "narrowtotal"}, Disable: []string{"countermap"},
				Severities:  map[string]string{"lostupdate": "warning", "narrowtotal": "off"},
				MinSeverity: "info", FailOn: "never", Deep: true, Tests: true, LeaveCopylocks: true,
				Paths: []Path{
					{Path: "internal/legacy/**", Disable: []string{"race"}},
					{Path: "*_gen.go", Severities: map[string]string{"narrowtotal": "error"}},
				},
			},
		},
		{
			"rows", `
label-sinks:
  - func: example.com/obs.Count
    arg: 1
  - {func: (*example.com/obs.Client).Timing, arg: 2, as: map, label: user}
label-sources:
  - func: (*example.com/auth.Session).Login
    what: the login of the caller
    personal: a user's name
  - field: example.com/api.Job.Key
label-sanitizers: [{func: example.com/obs/v2.Route}]
contexts:
  - func: (*example.com/pool.Pool).Submit
  - func: example.com/server.OnConnect
    runs: many
`,
			Config{Rows: userrows.Rows{
				Sinks:      []userrows.Sink{{Func: "example.com/obs.Count", Arg: 1}, {Func: "(*example.com/obs.Client).Timing", Arg: 2, As: "map", Label: "user"}},
				Sources:    []userrows.Source{{Func: "(*example.com/auth.Session).Login", What: "the login of the caller", Personal: "a user's name"}, {Field: "example.com/api.Job.Key"}},
				Sanitizers: []userrows.Sanitizer{{Func: "example.com/obs/v2.Route"}},
				Contexts:   []userrows.Context{{Func: "(*example.com/pool.Pool).Submit"}, {Func: "example.com/server.OnConnect", Runs: "many"}},
			}},
		},
		{
			"rows add to those of an extended file", "extends: testdata/rows.yml\nlabel-sanitizers: [{func: b.Known}]",
			Config{Rows: userrows.Rows{Sanitizers: []userrows.Sanitizer{{Func: "a.Known"}, {Func: "b.Known"}}, Contexts: []userrows.Context{{Func: "a.Go"}}}},
		},
		{"one name", "enable: race", Config{Enable: []string{"race"}}},
		{"an alias", "enable: &r [race]\ndisable: *r\n", Config{Enable: []string{"race"}, Disable: []string{"race"}}},
		{"a baseline", "baseline: a/known.json", Config{Baseline: filepath.FromSlash("a/known.json")}},
		{
			"extends", "extends: testdata/base.yml",
			Config{
				Disable: []string{"countermap"}, Severities: map[string]string{"narrowtotal": "off", "lostupdate": "warning"}, MinSeverity: "error", Deep: true,
				Baseline: filepath.FromSlash("testdata/known.json"), Paths: []Path{{Path: "old", Disable: []string{"race"}}},
			},
		},
		{
			"extends, and values win, lists add, names merge",
			"severities: {lostupdate: error}\npaths: [{path: a, disable: race}]\ndisable: lostupdate\ndeep: false\nbaseline: b\nextends: [testdata/base.yml]\n",
			Config{
				Disable: []string{"countermap", "lostupdate"}, Severities: map[string]string{"narrowtotal": "off", "lostupdate": "error"},
				MinSeverity: "error", Baseline: "b", Paths: []Path{{Path: "old", Disable: []string{"race"}}, {Path: "a", Disable: []string{"race"}}},
			},
		},
		{
			"enable takes the place of what the extended file switches off",
			"disable: narrowtotal\nenable: [race]\nextends: testdata/second.yml",
			Config{
				Enable: []string{"race"}, Disable: []string{"narrowtotal"}, Severities: map[string]string{"lostupdate": "warning"}, MinSeverity: "info",
				Baseline: filepath.FromSlash("testdata/known.json"), Paths: []Path{{Path: "old", Disable: []string{"race"}}},
			},
		},
		{
			"the later of two extended files wins", "extends: [testdata/base.yml, testdata/second.yml]",
			Config{
				Disable: []string{"countermap", "countermap"}, Severities: map[string]string{"narrowtotal": "off", "lostupdate": "warning"}, MinSeverity: "info",
				Baseline: filepath.FromSlash("testdata/known.json"), Paths: []Path{{Path: "old", Disable: []string{"race"}}, {Path: "old", Disable: []string{"race"}}},
			},
		},
		{"flow style", "{deep: true}", Config{Deep: true}},
		{"a document mark and CRLF", "---\r\ndeep: true\r\n...\r\n", Config{Deep: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse("f.yml", []byte(tt.src), groups)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Version = 1
			if !reflect.DeepEqual(*got, tt.want) {
				t.Errorf("got  %+v\nwant %+v", *got, tt.want)
			}
			text, err := got.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Parse("f.yml", text, groups); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("Marshal wrote\n%s\nwhich reads as %+v (error: %v)", text, again, err)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"enabel: [race]", "f.yml:1:1: unknown key enabel; did you mean enable?"},
		{"x: 1", "f.yml:1:1: unknown key x"},
		{"deep: true\n\nminseverity: info", "f.yml:3:1: unknown key minseverity; did you mean min-severity?"},
		{"enable: [race, lostupdates]", "f.yml:1:16: unknown analyzer or group lostupdates; did you mean lostupdate?"},
		{"disable: [rcae]", "f.yml:1:11: unknown analyzer or group rcae; did you mean race?"},
		{"severities: {lostupdate: warn}", "f.yml:1:26: warn is none of info, warning, error, off"},
		{"severities:\n  narowtotal: off", "f.yml:2:3: unknown analyzer or group narowtotal; did you mean narrowtotal?"},
		{"min-severity: never", "f.yml:1:15: never is none of info, warning, error"},
		{"fail-on: eror", "f.yml:1:10: eror is none of info, warning, error, never; did you mean error?"},
		{"fail-on: [error]", "f.yml:1:10: want a word"},
		{"deep: yes", "f.yml:1:7: want true or false"},
		{"version: 2", "f.yml:1:10: version is 2, want 1"},
		{"deep: true\ndeep: true", "f.yml:2:1: key deep stands here twice"},
		{"[race]", "f.yml:1:1: want keys and values, such as min-severity: error"},
		{"paths: {path: x}", "f.yml:1:8: want a list, such as [a, b]"},
		{"paths: [x]", "f.yml:1:9: want keys and values, such as path: internal/legacy/**"},
		{"paths:\n- disable: race", "f.yml:2:3: the key path is missing"},
		{"paths:\n- path: x", "f.yml:2:3: path x changes nothing; add disable or severities"},
		{"paths:\n- path: a[\n  disable: race", "f.yml:2:9: path \"a[\": syntax error in pattern"},
		{"paths:\n- path: ../x\n  disable: race", "f.yml:2:9: path \"../x\": \"..\" cannot be a segment of a pattern"},
		{"paths:\n- path: x\n  enable: race", "f.yml:3:3: unknown key enable"},
		{"<<: {deep: true}", "f.yml:1:1: unknown key <<"},
		{"[a]: true", "f.yml:1:1: a key must be a word"},
		{"? [a]\n: true", "f.yml:1:3: a key must be a word"},
		{"enable: &x [*x]", "f.yml:1:9: want a word"},
		{"deep: true\n---\ndeep: false", "f.yml:2:1: more than one document"},
		{"deep: true\nenable: [race\n", "f.yml:2:1: broken YAML: did not find expected ',' or ']'"},
		{"deep: true\n\n\t- x\n", "f.yml:3:2: broken YAML: found a tab character that violates indentation"},
		{"deep: true\n  tests: true\n", "f.yml:2:3: broken YAML: mapping values are not allowed in this context"},
		{"deep: true\npaths:\n  - path: a\n disable: b\n", "f.yml:4:2: broken YAML: did not find expected key"},
		{"deep: true\nenable:\n  - a\n  b\n  c: 1\n", "f.yml:4:3: broken YAML: could not find expected ':'"},
		{"deep: true\nenable:\n  - a\n  b: 1\n", "f.yml:3:3: broken YAML: did not find expected '-' indicator"},
		{"deep: true\n'x\n", "f.yml:2:1: broken YAML: found unexpected end of stream"},
		{"deep: *x", "f.yml:1:1: broken YAML: unknown anchor 'x' referenced"},
		{"deep: true\nextends: gone.yml", "f.yml:2:10: gone.yml: no such file or directory"},
		{"extends: testdata", "f.yml:1:10: testdata: not a file"},
		{"extends: {a: b}", "f.yml:1:10: want a list, such as [a, b]"},
		{"extends: f.yml", "f.yml:1:10: f.yml extends itself"},
		{"extends: testdata/loop.yml", "testdata/loop.yml:2:10: loop.yml extends itself"},
		{"extends: testdata/broken.yml", "testdata/broken.yml:2:1: unknown key nosuchkey"},
		{"x: 1\ny: 2", "f.yml:1:1: unknown key x\nf.yml:2:1: unknown key y"},
		{"contexts: [a.Go]", "f.yml:1:12: want keys and values, such as func: example.com/pkg.Func"},
		{"contexts:\n- func: Go\n", "f.yml:2:9: Go names no function; want PATH.Func or (*PATH.Type).Method"},
		{"contexts:\n- runs: once\n", "f.yml:2:3: the key func is missing"},
		{"contexts:\n- {func: a.Go, runs: twice}\n", "f.yml:2:22: twice is none of once, many"},
		{"label-sinks: [{func: a.Count, arg: x}]", "f.yml:1:36: want a number from 0"},
		{"label-sinks: [{func: a.Count, as: map}, {fnc: a.B}]", "f.yml:1:42: unknown key fnc; did you mean func?"},
		{"label-sources: [{func: a.F, field: a.T.F}]", "f.yml:1:17: func and field exclude each other; write two rows"},
		{"label-sources: [{field: Key}]", "f.yml:1:25: Key names no field; want PATH.Type.Field"},
		{"label-sources: [{}]", "f.yml:1:17: the key func or field is missing"},
	} {
		_, err := Parse("f.yml", []byte(tt.src), groups)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q:\ngot  %v\nwant %s", tt.src, err, tt.want)
		}
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	file := func(name string) {
		t.Helper()
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file(Name) // outside of everything: never read
	file("repo/.git/HEAD")
	file("repo/" + Name)
	file("repo/mod/go.mod")
	file("repo/mod/pkg/x.go")
	file("repo/own/" + Name)
	file("repo/own/pkg/x.go")
	file("bare/go.mod")
	file("bare/pkg/x.go")
	file("none/x.go")
	file("worktree/.git")
	file("worktree/pkg/x.go")
	file("wrong/go.mod")
	file("wrong/.counterlint.yaml")

	for dir, want := range map[string]string{
		"repo": "repo", "repo/mod": "repo", "repo/mod/pkg": "repo", "repo/own/pkg": "repo/own",
		"bare/pkg": "", "none": "", "worktree/pkg": "",
	} {
		if want != "" {
			want = filepath.Join(root, want, Name)
		}
		got, err := Find(filepath.Join(root, dir))
		if err != nil || got != want {
			t.Errorf("Find(%s) = %q, %v; want %q", dir, got, err, want)
		}
	}
	link := filepath.Join(root, "bare", Name)
	if err := os.Symlink("gone", link); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(filepath.Join(root, "bare/pkg")); got != link || err != nil {
		t.Errorf("Find = %q, %v; want the link that leads nowhere", got, err)
	}
	_, err := Find(filepath.Join(root, "wrong"))
	if err == nil || !strings.HasSuffix(err.Error(), ".counterlint.yaml is not read; rename it to .counterlint.yml") {
		t.Errorf("a file with the wrong name: error %v", err)
	}
}

func TestLoadUnreadable(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "gone.yml"), groups); err == nil {
		t.Error("a missing file is no error")
	}
	if _, err := Load(t.TempDir(), groups); err == nil {
		t.Error("a folder is no error")
	}
}

// FuzzParse wants no panic, a place inside the file for every error, and a file that is accepted to survive Marshal.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "version: 1\nenable: [race]\n", "severities: {race: off}", "paths:\n- path: a/**\n  disable: race", "a: &x [*x]\nb: *x", "\ufeffdeep: true",
		"deep: !!bool true", "? a\n: b", "'", "%YAML 1.1\n---\n", "<<: *a", "\t", "enable: |\n race\n", "deep: true # c\n...\n---\n",
		"severities: {}", "enable: []\npaths: []\n", "extends: testdata/second.yml\nenable: race", "extends: [a, {b: c}]",
		"label-sinks: [{func: a.B, arg: 1, as: map}]\ncontexts: [{func: (*a.T).Go, runs: many}]", "label-sources: [{field: a.T.F}, {func: [a]}]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse("f.yml", src, groups)
		if err == nil {
			text, err := c.Marshal()
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Parse("f.yml", text, groups); err != nil || !reflect.DeepEqual(again, c) {
				t.Fatalf("Marshal wrote\n%s\nwhich reads as %+v (error: %v)", text, again, err)
			}
			return
		}
		errs := []error{err}
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			errs = joined.Unwrap()
		}
		for _, err := range errs {
			e, ok := err.(*Error)
			if !ok || e.Line < 1 || e.Column < 1 || e.Message == "" || strings.Contains(e.Message, "\n") && !strings.Contains(string(src), "\n") {
				t.Fatalf("%q: error without a place or of several lines: %#v", src, err)
			}
		}
	})
}
