package cli

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The status means the same whatever the format.
func TestExitStatus(t *testing.T) {
	clean := module(t, map[string]string{"p.go": cleanGo})
	hot := module(t, map[string]string{"p.go": hotGo})
	lost := module(t, map[string]string{"p.go": lostGo})
	narrow := module(t, map[string]string{"p.go": strings.ReplaceAll(hotGo, "hot", "narrow")})
	broken := module(t, map[string]string{"a/p.go": badGo, "b/p.go": lostGo})
	for _, format := range []string{"text", "json", "sarif", "junit"} {
		for _, tt := range []struct {
			name   string
			dir    string
			args   []string
			status int
		}{
			{"clean", clean, nil, 0},
			{"a warning", hot, nil, 1},
			{"a warning, fail on error", hot, []string{"-fail-on", "error"}, 0},
			{"an error, fail on error", lost, []string{"-fail-on", "error"}, 1},
			{"an error, fail on never", lost, []string{"-fail-on=never"}, 0},
			{"an info that is not shown", narrow, nil, 0},
			{"an info that is shown", narrow, []string{"-min-severity", "info"}, 0},
			{"an info that fails", narrow, []string{"-min-severity", "info", "-fail-on", "info"}, 1},
			{"an info that fails but is not shown", narrow, []string{"-fail-on", "info"}, 0},
			{"a type error", broken, nil, 3},
			{"a type error, fail on never", broken, []string{"-fail-on", "never"}, 3},
			{"a missing package", clean, []string{"./gone"}, 3},
			{"a package named like a command", clean, []string{"--", "fix"}, 3},
			{"a wrong flag", clean, []string{"-nope"}, 2},
		} {
			t.Run(format+"/"+tt.name, func(t *testing.T) {
				got := run(t, tt.dir, append([]string{"--format", format}, tt.args...)...)
				if got.status != tt.status {
					t.Errorf("status %d, want %d\n%s%s", got.status, tt.status, got.stdout, got.stderr)
				}
				if (got.stderr != "") != (tt.status >= 2) {
					t.Errorf("standard error: %q", got.stderr)
				}
			})
		}
	}
}

// What is wrong with one package does not hide what is found in it and in others.
func TestFindingsBesideErrors(t *testing.T) {
	dir := module(t, map[string]string{"a/p.go": badGo, "b/p.go": lostGo, "c/p.go": "package p\n\nfunc {\n"})
	got := run(t, dir, "-format=json", "./...", "./gone", "example.com/gone")
	var doc struct {
		Findings []struct{ File string }
		Errors   []struct{ Package, Kind, File, Message string }
	}
	if err := json.Unmarshal([]byte(got.stdout), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Findings) != 1 || doc.Findings[0].File != "b/p.go" {
		t.Errorf("findings: %+v", doc.Findings)
	}
	kinds := map[string]bool{}
	for _, e := range doc.Errors {
		kinds[e.Kind] = true
	}
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, []string{"list", "parse", "type"}) {
		t.Errorf("kinds of errors: %v in %+v", got, doc.Errors)
	}
	for _, want := range []string{
		"counterlint: a/p.go:7:17: cannot use 1 (untyped int constant) as string value in variable declaration\n",
		"counterlint: c/p.go:3:6: ",
		"gone",
	} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("standard error lacks %q:\n%s", want, got.stderr)
		}
	}
	for line := range strings.Lines(got.stderr) {
		if !strings.HasPrefix(line, "counterlint: ") {
			t.Errorf("line without the name of the program: %q", line)
		}
	}
	if got.status != 3 {
		t.Errorf("status %d", got.status)
	}
}

func TestManyErrorsOfOnePackage(t *testing.T) {
	src := "package p\n\nvar (\n"
	for range 30 {
		src += "\t_ string = 1\n"
	}
	got := run(t, module(t, map[string]string{"p.go": src + ")\n"}))
	if n := strings.Count(got.stderr, "\n"); n != errorsPerPackage+1 || !strings.Contains(got.stderr, "20 more errors in example.com/m\n") {
		t.Errorf("%d lines:\n%s", n, got.stderr)
	}
}

func TestSelection(t *testing.T) {
	dir := module(t, map[string]string{"p.go": allGo, "p_test.go": strings.Replace(lostGo, "var lost int\n\nfunc f", "func g", 1)})
	for _, tt := range []struct{ args, want string }{
		{"", "lost hot"},
		{"-deep", "lost shaky hot"},
		{"-min-severity info", "lost hot narrow"},
		{"-min-severity error", "lost"},
		{"-enable race", "lost"},
		{"-enable race,hot", "lost hot"},
		{"-enable race -enable hot", "lost hot"},
		{"-enable narrow", "narrow"},
		{"-enable meaning", ""},
		{"-enable narrow -min-severity warning", ""},
		{"-disable lost", "hot"},
		{"-disable race, hot", ""},
		{"-enable race -disable lost -deep", "shaky"},
		{"-tests", "lost hot lost"},
		{"-tests=false", "lost hot"},
	} {
		args := []string{"-q"}
		if tt.args != "" {
			args = append(args, strings.Split(strings.ReplaceAll(tt.args, ", ", ",\u00a0"), " ")...)
		}
		got := run(t, dir, strings.Split(strings.ReplaceAll(strings.Join(args, "\n"), "\u00a0", " "), "\n")...)
		var names []string
		for line := range strings.Lines(got.stdout) {
			names = append(names, strings.Trim(line[strings.LastIndex(line, "["):], "[]\n"))
		}
		if strings.Join(names, " ") != tt.want || got.stderr != "" {
			t.Errorf("%s: got %v, want %s (%s)", tt.args, names, tt.want, got.stderr)
		}
	}
}

func TestPatterns(t *testing.T) {
	dir := module(t, map[string]string{"p.go": cleanGo, "x/p.go": lostGo, "fix/p.go": hotGo, "y/z/p.go": hotGo})
	near := module(t, map[string]string{"go.mod": "module chek\n\ngo 1.26\n", "p.go": lostGo})
	for _, tt := range []struct {
		dir, args string
		findings  int
	}{
		{dir, "", 3},
		{dir, "./...", 3},
		{dir, "check", 3},
		{dir, "./x", 1},
		{dir, "./fix", 1},
		{dir, "check ./fix", 1},
		{dir, "example.com/m/x", 1},
		{dir, "example.com/m/...", 3},
		{dir, "./x ./y/...", 2},
		{dir, "./x -q ./y/...", 2},
		{dir, "-- ./x", 1},
		{dir, "-C x .", 1},
		{dir, "-C x", 1},
		{dir, "-C " + filepath.Join(dir, "y") + " ./z", 1},
		{dir, "errors", 0},
		{dir, "sync/atomic", 0},
		{near, "chek", 1}, // a package, however near to a command
		{near, "all", 1},
		{filepath.Dir(near), "-C " + filepath.Base(near) + " chek", 1},
	} {
		args := strings.Fields(tt.args)
		got := run(t, tt.dir, args...)
		if n := strings.Count(got.stdout, " is incremented"); n != tt.findings || got.stderr != "" {
			t.Errorf("%q: %d findings, want %d\n%s%s", tt.args, n, tt.findings, got.stdout, got.stderr)
		}
	}
}

// A flag may stand before the command, and behind the packages.
func TestFlagsAnywhere(t *testing.T) {
	dir := module(t, map[string]string{"p.go": hotGo})
	want := run(t, dir, "check", "-format", "json", "-fail-on", "never", "./...")
	if want.status != 0 || !strings.Contains(want.stdout, "hot is incremented") {
		t.Fatalf("%+v", want)
	}
	for _, args := range []string{
		"-format=json -fail-on=never check ./...",
		"check ./... -format json --fail-on=never",
		"./... --format=json --fail-on never",
		"--format json ./... -fail-on never",
		"-format json check -fail-on never",
	} {
		if got := run(t, dir, strings.Fields(args)...); got != want {
			t.Errorf("%s: %+v, want %+v", args, got, want)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	for args, want := range map[string]string{
		"chekc":                  "unknown command chekc; did you mean check?",
		"-q confg verify":        "unknown command confg; did you mean config?",
		"-formt json":            "unknown flag -formt of counterlint check; did you mean -format?",
		"--formt=json":           "unknown flag -formt of counterlint check; did you mean -format?",
		"./... -zzz":             "unknown flag -zzz of counterlint check",
		"fix -fixx":              "unknown flag -fixx of counterlint fix; did you mean -fix?",
		"--version":              "unknown flag -version of counterlint check; did you mean counterlint version?",
		"explain LOST":           "unknown analyzer LOST; did you mean lost?",
		"version -q":             "unknown flag -q of counterlint version",
		"-format jsn":            `invalid value "jsn" for flag -format: want one of checkstyle, github, gitlab, html, json, junit, markdown, rdjson, sarif, text; did you mean json?`,
		"-format":                "flag needs an argument: -format",
		"-enable lostt":          `invalid value "lostt" for flag -enable: unknown analyzer or group lostt; did you mean lost?`,
		"-disable race,,hot":     `invalid value "race,,hot" for flag -disable: unknown analyzer or group`,
		"-min-severity never":    `invalid value "never" for flag -min-severity: want one of info, warning, error`,
		"-fail-on warn":          `invalid value "warn" for flag -fail-on: want one of info, warning, error, never`,
		"-color sometimes":       `invalid value "sometimes" for flag -color: want one of auto, always, never`,
		"-j many":                `invalid value "many" for flag -j: want a number`,
		"-j -1":                  "-j -1: want a number of packages",
		"-q=perhaps":             `invalid boolean value "perhaps" for -q: want true or false`,
		"-o report":              `invalid value "report" for flag -o: want FORMAT=FILE, such as sarif=counterlint.sarif`,
		"-o xml=report":          `invalid value "xml=report" for flag -o: unknown format xml`,
		"-o sarrif=report":       `invalid value "sarrif=report" for flag -o: unknown format sarrif; did you mean sarif?`,
		"-o json=a -o sarif=a":   `invalid value "sarif=a" for flag -o: two reports for a`,
		"-o json=- -format text": "-format and -o FORMAT=- are two reports for standard output",
		"-o json=gone/x.json":    "-o json=gone/x.json: no such file or directory",
		"-o json=.":              "-o json=.: is a directory",
		"-diff -format json":     "-diff has standard output; write the report to a file with -o FORMAT=FILE",
		"-diff -o json=-":        "-diff has standard output; write the report to a file with -o FORMAT=FILE",
		"-unsafe-fixes":          "-unsafe-fixes says which fixes to apply; it needs -fix or -diff",
		"-C gone":                "-C gone: no such file or directory",
		"-config gone.yml":       "gone.yml: no such file or directory",
		"explain cost":           "cost is a group; explain one of hot",
		"explain lots":           "unknown analyzer lots; did you mean lost?",
		"explain lost hot":       "counterlint explain takes one analyzer, but was given 2",
		"cache":                  "counterlint cache takes one argument: stat or clean",
		"cache clear":            "counterlint cache clear: want stat or clean; did you mean clean?",
		"config":                 "counterlint config takes one argument: verify or print",
		"config verify print":    "counterlint config takes one argument: verify or print",
		"config verify":          "no .counterlint.yml here or above",
		"completion tcsh":        "counterlint completion tcsh: want bash, zsh, fish or powershell",
		"version now":            "counterlint version takes no argument, but was given now",
		"init here":              "counterlint init takes no argument, but was given here",
		"help chek":              "unknown command chek; did you mean check?",
		"\x1b[31m-bad":           "malformed",
	} {
		t.Run(args, func(t *testing.T) {
			got := run(t, dir, strings.Fields(args)...)
			if want == "malformed" { // reaches the go command, which refuses it
				if got.status != 3 || strings.Contains(got.stderr, "\x1b") {
					t.Errorf("%+v", got)
				}
				return
			}
			if want := "counterlint: " + want + "\n"; got.stderr != want || got.status != 2 || got.stdout != "" {
				t.Errorf("status %d, %q\ngot  %swant %s", got.status, got.stdout, got.stderr, want)
			}
		})
	}
}
