package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/config"
)

func TestConfigFile(t *testing.T) {
	files := map[string]string{"p.go": allGo, "sub/p.go": allGo, "p_test.go": "package p\n\nfunc g() {\n\tlost++\n}\n", "other.yml": "enable: hot\n"}
	for _, tt := range []struct{ name, config, args, want string }{
		{"none", "", "", "p.go:lost p.go:hot sub/p.go:lost sub/p.go:hot"},
		{"enable", "enable: [hot]", "", "p.go:hot sub/p.go:hot"},
		{"disable", "disable: [race]", "", "p.go:hot sub/p.go:hot"},
		{"severities", "severities: {lost: info, narrow: error}", "", "p.go:hot p.go:narrow sub/p.go:hot sub/p.go:narrow"},
		{"severity of a group", "severities: {race: info}", "", "p.go:hot sub/p.go:hot"},
		{"off", "severities: {race: off}", "", "p.go:hot sub/p.go:hot"},
		{"min-severity", "min-severity: error", "", "p.go:lost sub/p.go:lost"},
		{"deep", "deep: true", "./sub", "sub/p.go:lost sub/p.go:shaky sub/p.go:hot"},
		{"tests", "tests: true", ".", "p.go:lost p.go:hot p_test.go:lost"},
		{"paths", "paths: [{path: sub, disable: lost}, {path: '*.go', severities: {hot: off}}]", "", "p.go:lost sub/p.go:hot"},
		{"enable an info by name", "enable: narrow", ".", "p.go:narrow"},

		{"a flag before the file", "min-severity: error", "-min-severity=info .", "p.go:lost p.go:hot p.go:narrow"},
		{"a switch before the file", "deep: true\ntests: true", "-deep=false -tests=false .", "p.go:lost p.go:hot"},
		{"-enable before disable", "disable: [lost]\nseverities: {hot: off}\nenable: shaky", "-enable lost,hot .", "p.go:lost p.go:hot"},
		{"-disable beside disable", "disable: [lost]", "-disable hot .", ""},
		{"paths stand beside flags", "paths: [{path: sub, disable: lost}]", "-enable lost", "p.go:lost"},
		{"-config", "enable: lost", "-config other.yml .", "p.go:hot"},
		{"from below", "enable: lost\npaths: [{path: sub, severities: {hot: error}}]", "-C sub -enable hot -min-severity error", "p.go:hot"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := module(t, files)
			if tt.config != "" {
				write(t, filepath.Join(dir, config.Name), tt.config+"\n")
			}
			got := run(t, dir, append([]string{"-q"}, strings.Fields(tt.args)...)...)
			var findings []string
			for line := range strings.Lines(got.stdout) {
				file, _, _ := strings.Cut(line, ":")
				findings = append(findings, file+":"+strings.Trim(line[strings.LastIndex(line, "["):], "[]\n"))
			}
			if strings.Join(findings, " ") != tt.want || got.stderr != "" {
				t.Errorf("got %v, want %s (%s)", findings, tt.want, got.stderr)
			}
		})
	}
}

func TestFailOnInFile(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo, config.Name: "fail-on: never\n"})
	if got := run(t, dir); got.status != 0 {
		t.Errorf("%+v", got)
	}
	if got := run(t, dir, "-fail-on=error"); got.status != 1 {
		t.Errorf("%+v", got)
	}
}

func TestConfigErrors(t *testing.T) {
	for src, want := range map[string]string{
		"enabel: [lost]":             ".counterlint.yml:1:1: unknown key enabel; did you mean enable?",
		"deep: true\nenable: [loss]": ".counterlint.yml:2:10: unknown analyzer or group loss; did you mean lost?",
		"deep: true\nenable: [lost":  ".counterlint.yml:2:1: broken YAML: did not find expected ',' or ']'",
		"\"\\e[31m\": 1":             `.counterlint.yml:1:1: unknown key \x1b[31m`,
		"a: 1\nb: 2":                 ".counterlint.yml:1:1: unknown key a\ncounterlint: .counterlint.yml:2:1: unknown key b",
	} {
		dir := module(t, map[string]string{"p.go": lostGo, config.Name: src})
		for _, command := range []string{"check", "fix", "config verify", "config print"} {
			got := run(t, dir, strings.Fields(command)...)
			if got.stderr != "counterlint: "+want+"\n" || got.status != 2 || got.stdout != "" {
				t.Errorf("%s with %q: status %d\ngot  %swant %s", command, src, got.status, got.stderr, want)
			}
		}
	}
	dir := module(t, map[string]string{"sub/p.go": lostGo, config.Name + "/x": ""})
	if got := run(t, dir, "-C", "sub"); got.stderr != "counterlint: ../.counterlint.yml: is a directory\n" || got.status != 2 {
		t.Errorf("%+v", got)
	}
}

func TestConfigCommand(t *testing.T) {
	dir := module(t, map[string]string{"sub/p.go": lostGo, "own.yml": "enable: narrow\n"})
	if got := run(t, dir, "config", "print"); got.status != 0 ||
		got.stdout != "# from the defaults; there is no .counterlint.yml\nversion: 1\nmin-severity: warning\nfail-on: warning\n" {
		t.Errorf("%+v", got)
	}
	write(t, filepath.Join(dir, config.Name), "severities: {race: off}\nfail-on: error\n")
	if got := run(t, dir, "config", "print", "-C", "sub"); got.status != 0 ||
		got.stdout != "# from ../.counterlint.yml\nversion: 1\nseverities:\n    race: \"off\"\nmin-severity: warning\nfail-on: error\n" {
		t.Errorf("%+v", got)
	}
	if got := run(t, dir, "config", "verify"); got.status != 0 || got.stdout != ".counterlint.yml is valid\n" {
		t.Errorf("%+v", got)
	}
	if got := run(t, dir, "config", "print", "-config=own.yml"); got.status != 0 ||
		got.stdout != "# from own.yml\nversion: 1\nenable:\n    - narrow\nmin-severity: info\nfail-on: warning\n" {
		t.Errorf("%+v", got)
	}
}

// The file that init writes changes nothing, and is right with each of its lines brought to life.
func TestInit(t *testing.T) {
	dir := module(t, map[string]string{"p.go": lostGo})
	before := run(t, dir)
	if got := run(t, dir, "init"); got != (result{"wrote .counterlint.yml\n", "", 0}) {
		t.Fatalf("%+v", got)
	}
	file := filepath.Join(dir, config.Name)
	if got := run(t, dir, "config", "verify"); got.status != 0 {
		t.Errorf("%+v", got)
	}
	if after := run(t, dir); after != before {
		t.Errorf("with the file: %+v, without: %+v", after, before)
	}
	var alive strings.Builder
	for line := range strings.Lines(read(t, file)) {
		text := strings.TrimPrefix(line, "# ")
		if key, _, ok := strings.Cut(text, ":"); ok && !strings.Contains(strings.TrimLeft(key, " -"), " ") && !strings.HasPrefix(text, "yaml-language-server") {
			line = text
		}
		alive.WriteString(line)
	}
	c, err := config.Parse(config.Name, []byte(alive.String()), map[string]string{"lost": "race", "hot": "cost"})
	if err != nil {
		t.Fatalf("%v in\n%s", err, alive.String())
	}
	if c.MinSeverity == "" || c.FailOn == "" || len(c.Paths) != 1 {
		t.Errorf("the template lacks a key: %+v", c)
	}
	for _, key := range []string{"extends", "enable", "disable", "severities", "deep", "tests", "leave-copylocks", "baseline"} {
		if !strings.Contains(alive.String(), "\n"+key+": ") {
			t.Errorf("the template lacks %s:\n%s", key, alive.String())
		}
	}

	write(t, file, "# mine\n")
	if got := run(t, dir, "init"); got != (result{"", "counterlint: .counterlint.yml is there already; it is left as it is\n", 2}) {
		t.Errorf("%+v", got)
	}
	if read(t, file) != "# mine\n" {
		t.Error("init overwrote a file")
	}
}
