package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// rowsModule is a program whose library of metrics, sessions and pool no engine can look into.
var rowsModule = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n",
	"obs/obs.go": `package obs

type event struct{ name, user string }

var events = make(chan event)

func Count(name, user string) { events <- event{name, user} }

type Client struct{ out chan map[string]string }

func (c *Client) Timing(name string, tags map[string]string) { c.out <- tags }

type Cleaner interface {
	Clean(s string) string
	Known(s string) bool
}
`,
	"auth/auth.go": `package auth

type Session struct {
	ID   int
	Note string
	in   chan string
}

func (s *Session) Login() string { return <-s.in }
`,
	"pool/pool.go": `package pool

type Pool struct{ jobs chan func() }

func (p *Pool) Submit(job func()) { p.jobs <- job }

var handlers []func()

func OnConnect(h func()) { handlers = append(handlers, h) }
`,
	"count/count.go": `package count

import "example.com/m/obs"

// User is a helper: who calls it decides.
func User(user string) { obs.Count("users", user) }
`,
	"app/labels.go": `package app

import (
	"example.com/m/auth"
	"example.com/m/count"
	"example.com/m/obs"
)

func labels(s *auth.Session, c *obs.Client, cleaner obs.Cleaner) {
	obs.Count("logins", s.Login())
	c.Timing("t", map[string]string{"note": s.Note})
	count.User(s.Login())
	obs.Count("fixed", "yes")
	obs.Count("cleaned", cleaner.Clean(s.Login()))
	if user := s.Login(); cleaner.Known(user) {
		obs.Count("known", user)
	}
}
`,
	"app/pool.go": `package app

import "example.com/m/pool"

func jobs(p *pool.Pool) {
	done := 0
	for range 10 {
		p.Submit(func() { done++ })
	}
	opened := 0
	pool.OnConnect(func() { opened++ })
}
`,
}

const rowsConfig = `label-sinks:
  - func: example.com/m/obs.Count
    arg: 1
    label: user
  - func: (*example.com/m/obs.Client).Timing
    arg: 1
    as: map
label-sources:
  - func: (*example.com/m/auth.Session).Login
    what: the login of the caller
    personal: a user's name
  - field: example.com/m/auth.Session.Note
label-sanitizers:
  - func: (example.com/m/obs.Cleaner).Clean
  - func: (example.com/m/obs.Cleaner).Known
contexts:
  - func: (*example.com/m/pool.Pool).Submit
  - func: example.com/m/pool.OnConnect
    runs: many
`

// What the rows of a project say is known to all hosts alike, and to nobody without them.
func TestRows(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range rowsModule {
		write(name, text)
	}
	want := []string{
		"app/labels.go:10: unboundedlabel piilabel", "app/labels.go:11: unboundedlabel", "app/labels.go:12: unboundedlabel piilabel",
		"app/pool.go:8: lostupdate", "app/pool.go:11: lostupdate",
	}
	check := func(what string, want []string) {
		t.Helper()
		stdout, stderr, status := run(t, dir, binary, "-format=json")
		var doc struct {
			Findings []struct {
				File, Analyzer string
				Line           int
				Also           []string
			}
		}
		if err := json.Unmarshal([]byte(stdout), &doc); err != nil {
			t.Fatalf("%s: status %d, %s%s", what, status, stdout, stderr)
		}
		var got []string
		for _, f := range doc.Findings {
			got = append(got, strings.Join(append([]string{fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Analyzer)}, f.Also...), " "))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	check("without rows", nil)
	write(".counterlint.yml", rowsConfig)
	check("with rows", want)
	write(".counterlint.yml", "version: 1\n")
	check("without rows again", nil) // the cache tells them apart

	var rows map[string]any
	if err := yaml.Unmarshal([]byte(rowsConfig), &rows); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	_, stderr, status := run(t, dir, "go", "vet", "-vettool="+binary, "-counterlintrows.json="+string(text), "./...")
	for _, line := range want {
		place, _, _ := strings.Cut(line, ": ")
		if !strings.Contains(stderr, place+":") || status != 1 {
			t.Errorf("go vet: status %d, nothing at %s in\n%s", status, place, stderr)
		}
	}
	if _, stderr, status = run(t, dir, "go", "vet", "-vettool="+binary, "./..."); status != 0 {
		t.Errorf("go vet without rows: status %d, %s", status, stderr)
	}
	const broken = `{"contexts":[{"func":"Submit"}]}`
	_, stderr, status = run(t, dir, "go", "vet", "-vettool="+binary, "-counterlintrows.json="+broken, "./app")
	if status == 0 || !strings.Contains(stderr, "rows: contexts[0]: Submit names no function; want PATH.Func or (*PATH.Type).Method") {
		t.Errorf("a broken row: status %d, %s", status, stderr)
	}
	write(".counterlint.yml", "contexts:\n  - func: Submit\n")
	_, stderr, status = run(t, dir, binary)
	if status != 2 || !strings.Contains(stderr, ".counterlint.yml:2:11: Submit names no function") {
		t.Errorf("a broken row in the file: status %d, %s", status, stderr)
	}
}
