package review

import (
	"slices"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	for query, want := range map[string]string{
		`up`:                   "up",
		`rate(http_total[5m])`: "http_total",
		`sum by (job, code) (rate(http_total{code=~"5..", job="x"}[5m])) / ignoring(code) group_left sum(all_total)`: "http_total all_total",
		`sum(rate(a_total[$__rate_interval])) without (pod)`:                                                         "a_total",
		`a_total offset 1h and on(instance) b_total unless c_total > 10`:                                             "a_total b_total c_total",
		`{__name__="a_total", job="b_total"}`:                                                                        "a_total",
		`{"a.b", job="b_total"}`:                                                                                     "a.b",
		`{__name__=~"a_.*"}`:                                                                                         "",
		`label_replace(a_total, "dst", "b_total", "src", "(.*)")`:                                                    "a_total",
		"a_total # b_total\n+ c_total":                                                                               "a_total c_total",
		`job:http:rate5m > 2 * 1e3`:                                                                                  "job:http:rate5m",
		`sum (rate(a_total{%(job)s}[$__rate_interval]))`:                                                             "a_total",
		`a_total{job=~"$job"} > ${limit_total} or $x_total`:                                                          "a_total",
		`histogram_quantile(0.9, sum by(le) (rate(a_bucket[1m])))`:                                                   "a_bucket",
		`'a_total' "b_total" ` + "`c_total`":                                                                         "",
		`"unfinished`:                                                                                                "",
		`a_total{`:                                                                                                   "a_total",
		`5m_total`:                                                                                                   "",
	} {
		if got := strings.Join(tokens(query), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// FuzzTokens wants no panic, and names alone.
func FuzzTokens(f *testing.F) {
	f.Add(`sum by (job) (rate(a_total{x="y\"", __name__='b'}[5m] offset 1h)) # c`)
	f.Add("${a} $b {\"a\\")
	f.Fuzz(func(t *testing.T, query string) {
		for _, name := range tokens(query) {
			if !strings.Contains(query, name) {
				t.Errorf("%q is not in %q", name, query)
			}
		}
	})
}

func TestQueriesIn(t *testing.T) {
	qs, ok := queriesIn([]byte(`groups:
- name: x
  rules:
  - alert: TooMany
    expr: |
      rate(a_total[5m])
        > 10
    annotations: {summary: "b_total is high"}
  - record: job:a:rate5m
    expr: rate(a_total[5m])
`))
	if !ok || len(qs) != 2 || qs[0].alert != "TooMany" || qs[1].record != "job:a:rate5m" || qs[1].Line != 10 || !usesOne(qs[0].Text, []string{"a_total"}) {
		t.Errorf("%+v %v", qs, ok)
	}
	qs, ok = queriesIn([]byte("{\"panels\": [{\"title\": \"a_total\",\n \"targets\": [{\"expr\": \"a_total\"}]}]}"))
	if !ok || len(qs) != 1 || qs[0].Line != 2 {
		t.Errorf("%+v %v", qs, ok)
	}
	if _, ok := queriesIn([]byte("{{- if .x }}\n- expr: [a\n{{ end }}")); ok {
		t.Error("a template is read as YAML")
	}
}

func TestPatterns(t *testing.T) {
	f := &Files{Names: []string{"a/b/c.yml", "a/c.yml", "c.json", "svc/a/c.yml"}}
	for pattern, want := range map[string]string{
		"a": "a/b/c.yml a/c.yml", "a/*.yml": "a/c.yml", "a/**/*.yml": "a/b/c.yml a/c.yml", "**/c.yml": "a/b/c.yml a/c.yml svc/a/c.yml", "*.json": "c.json",
		"./a/b": "a/b/c.yml", "b": "", "a/b/c.yml/d": "", "[": "",
	} {
		if got := strings.Join(f.match([]string{pattern}), " "); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	f.Base = "svc"
	if got := f.match([]string{"a/**"}); !slices.Equal(got, []string{"svc/a/c.yml"}) {
		t.Errorf("beside the configuration: %q", got)
	}
}
