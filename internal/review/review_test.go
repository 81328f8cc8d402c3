package review

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/emit"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/inventory"
)

var update = flag.Bool("update", false, "rewrite testdata/comment.md")

// repository makes files of names and texts.
func repository(texts map[string]string) *Files {
	same := func(s string) string { return s }
	return &Files{Names: slices.Sorted(maps.Keys(texts)), Shown: same, Rel: same, Read: func(name string) ([]byte, error) {
		if text, ok := texts[name]; ok {
			return []byte(text), nil
		}
		return nil, errors.New("no such file")
	}}
}

// requests is a counter with which nothing is wrong; change makes another one of it.
func requests(change func(*inventory.Item)) inventory.Item {
	use := func(line int, fn, what string) inventory.Use {
		return inventory.Use{Place: inventory.Place{File: "p.go", Line: line}, Func: fn, What: what}
	}
	it := inventory.Item{
		Key: "github.com/prometheus/client_golang/prometheus app_requests_total", Name: "app_requests_total", Kind: inventory.Counter,
		Library: "github.com/prometheus/client_golang/prometheus", Primitive: "CounterVec", Help: "Requests that came in.", Package: "example.com/p",
		Place:   inventory.Place{File: "p.go", Line: 3},
		Labels:  []inventory.Label{{Name: "method", Values: "constant", Bound: 2, Known: []string{"get", "put"}, Place: inventory.Place{File: "p.go", Line: 9}}},
		Writers: []inventory.Use{use(9, "serve", "Inc")}, Exposed: []inventory.Use{use(3, "", "MustRegister")},
		Tests:  []inventory.Use{{Place: inventory.Place{File: "p_test.go", Line: 5}, Func: "TestServe", What: "Value"}, {Place: inventory.Place{File: "p_test.go", Line: 9}, Func: "BenchmarkServe", What: "Inc"}},
		Series: 2,
	}
	if change != nil {
		change(&it)
	}
	return it
}

var texts = map[string]string{
	"go.mod":                   "module example.com\n",
	"p.go":                     "package p\n\nvar requests = prometheus.NewCounterVec(\n\tOpts,\n)\n\nfunc serve() {\n\n\trequests.WithLabelValues(method).Inc()\n\tother.Add(n)\n\tother.Add(len(s))\n\trequests.With(labels).Inc()\n\trequests.With(prometheus.Labels{\"method\": \"get\"}).Inc()\n}\n",
	"p_test.go":                "package p\n",
	".github/workflows/ci.yml": "jobs:\n  test:\n    # go test ./...\n    run: go test -race ./...\n    bench: go test -bench . -cpu 1,4 ./...\n",
	"boards/a.json":            `{"panels": [{"expr": "rate(app_requests_total[5m])"}]}`,
	"rules/a.yml":              "rules:\n- alert: Idle\n  expr: rate(app_requests_total[5m]) == 0\n",
	"books/a.md":               "When app_requests_total stands still\n",
}

var everything = Options{Dashboards: []string{"boards"}, Alerts: []string{"rules/*.yml"}, Runbooks: []string{"books"}}

// TestChecks goes through each answer of each check.
func TestChecks(t *testing.T) {
	type change = func(*inventory.Item)
	handmade := func(it *inventory.Item) {
		it.Library, it.Name, it.Primitive, it.Labels, it.Exposed = "", "server.hits", "atomic.Int64", nil, nil
	}
	without := func(files ...string) func(map[string]string) {
		return func(m map[string]string) {
			for _, f := range files {
				delete(m, f)
			}
		}
	}
	with := func(name, text string) func(map[string]string) { return func(m map[string]string) { m[name] = text } }
	found := func(analyzer, message string) []finding.Finding {
		return []finding.Finding{{Analyzer: analyzer, Message: message, File: "p.go", Line: 4}}
	}
	for _, tt := range []struct {
		check    string
		want     Status
		about    string
		item     change
		files    func(map[string]string)
		findings []finding.Finding
		options  func(*Options)
	}{
		{check: "primitive", want: Pass},
		{check: "primitive", want: Fail, about: "a race", findings: found("lostupdate", "app_requests_total is lost")},
		{check: "primitive", want: Human, about: "an unknown library", item: func(it *inventory.Item) { it.Library = "example.com/metrics" }},
		{check: "primitive", want: Human, about: "a function", item: func(it *inventory.Item) { it.Primitive = "CounterFunc" }},
		{check: "primitive", want: Pass, about: "an atomic type", item: handmade},
		{check: "primitive", want: Human, about: "functions of sync/atomic", item: func(it *inventory.Item) { handmade(it); it.Primitive = "int64 by functions of sync/atomic" }},
		{check: "primitive", want: Human, about: "a lock that readers may not hold", item: func(it *inventory.Item) { handmade(it); it.Primitive = "int under s.mu" }},
		{check: "primitive", want: Pass, about: "a finding on a neighbour in the same line", item: handmade, findings: found("lostupdate", "server.misses is lost")},
		{check: "monotonic", want: Pass},
		{check: "monotonic", want: Fail, findings: found("countdec", "it is lowered")},
		{check: "monotonic", want: None, about: "a gauge", item: func(it *inventory.Item) { it.Kind = inventory.Gauge }},
		{check: "monotonic", want: Pass, about: "Add(1)", item: func(it *inventory.Item) { handmade(it); it.Writers[0].What = "Add(1)" }},
		{check: "monotonic", want: Human, about: "Add(n)", item: func(it *inventory.Item) { handmade(it); it.Writers[0].What = "Add(n)" }},
		{check: "monotonic", want: Human, about: "Add(-1)", item: func(it *inventory.Item) { handmade(it); it.Writers[0].What = "Add(-1)" }},
		{check: "monotonic", want: Human, about: "Store", item: func(it *inventory.Item) { handmade(it); it.Writers[0].What = "Store" }},
		{check: "monotonic", want: Human, about: "an argument in the source", item: func(it *inventory.Item) {
			it.Library, it.Primitive, it.Writers = "github.com/VictoriaMetrics/metrics", "Counter", []inventory.Use{{Place: inventory.Place{File: "p.go", Line: 10}, What: "Add"}}
		}},
		{check: "monotonic", want: Pass, about: "a length in the source", item: func(it *inventory.Item) {
			it.Library, it.Primitive, it.Writers = "github.com/VictoriaMetrics/metrics", "Counter", []inventory.Use{{Place: inventory.Place{File: "p.go", Line: 11}, What: "Add"}}
		}},
		{check: "cardinality", want: Pass},
		{check: "cardinality", want: Fail, findings: found("unboundedlabel", "the path becomes the label method of app_requests_total")},
		{check: "cardinality", want: Human, about: "no bound known", item: func(it *inventory.Item) { it.Labels[0].Bound = 0 }},
		{check: "cardinality", want: Human, about: "a map", item: func(it *inventory.Item) { it.Labels[0].Place.Line = 12 }},
		{check: "cardinality", want: Pass, about: "a literal", item: func(it *inventory.Item) { it.Labels[0].Place.Line = 13 }},
		{check: "privacy", want: Human, about: "some values known", item: func(it *inventory.Item) { it.Labels[0].Values, it.Labels[0].Bound = "unknown", 0 }},
		{check: "privacy", want: Human, about: "a placeholder", item: func(it *inventory.Item) { it.Labels[0].Known = []string{""} }},
		{check: "cardinality", want: Human, about: "many", item: func(it *inventory.Item) { it.Labels[0].Bound, it.Series = 1e6, 1e6 }},
		{check: "cardinality", want: Human, about: "a computed name", item: func(it *inventory.Item) { it.Labels, it.Name, it.Expr = nil, "app_…", "name" }},
		{check: "privacy", want: Pass},
		{check: "privacy", want: Fail, findings: found("piilabel", "an address becomes a label of app_requests_total")},
		{check: "privacy", want: Human, about: "values not known", item: func(it *inventory.Item) { it.Labels[0].Known = nil }},
		{check: "privacy", want: None, about: "no labels", item: func(it *inventory.Item) { it.Labels = nil }},
		{check: "naming", want: Pass},
		{check: "naming", want: Fail, findings: found("metricname", "app_requests_total ends in what is no unit")},
		{check: "naming", want: Pass, about: "help is another matter", findings: found("metricname", "app_requests_total has no help text")},
		{check: "naming", want: Human, about: "no prefix", item: func(it *inventory.Item) { it.Name = "requests" }},
		{check: "naming", want: Human, about: "milliseconds", item: func(it *inventory.Item) { it.Name = "app_wait_ms_total" }},
		{check: "help", want: Pass},
		{check: "help", want: Fail, findings: found("metricname", "app_requests_total has no help text")},
		{check: "help", want: Human, about: "none that is seen", item: func(it *inventory.Item) { it.Help = "" }},
		{check: "help", want: Human, about: "an echo", item: func(it *inventory.Item) { it.Help = "Total number of app requests" }},
		{check: "exposition", want: Pass},
		{check: "exposition", want: Fail, findings: found("metricapi", "app_requests_total is registered nowhere")},
		{check: "exposition", want: Human, about: "nothing registers it", item: func(it *inventory.Item) { it.Exposed = nil }},
		{check: "exposition", want: Human, about: "a set that may get nowhere", item: func(it *inventory.Item) {
			it.Library, it.Exposed[0].What = "github.com/VictoriaMetrics/metrics", "made in set"
		}},
		{check: "tests", want: Pass},
		{check: "tests", want: Fail, about: "none", item: func(it *inventory.Item) { it.Tests = nil }},
		{check: "tests", want: Human, about: "one that names it", item: func(it *inventory.Item) { it.Tests = nil }, files: with("p_test.go", "package p\n\n// app_requests_total\n")},
		{check: "tests", want: Human, about: "one that only counts", item: func(it *inventory.Item) { it.Tests = it.Tests[1:] }},
		{check: "tests", want: Fail, about: "CI without -race", files: with(".github/workflows/ci.yml", "run: go test ./...\n")},
		{check: "tests", want: Human, about: "no CI", files: without(".github/workflows/ci.yml")},
		{check: "tests", want: Human, about: "some tests with -race", files: with(".github/workflows/ci.yml", "run: go test -race -run Fast ./...\n")},
		{check: "tests", want: Human, about: "a workflow from elsewhere", files: with(".github/workflows/ci.yml", "uses: org/x/.github/workflows/go.yml@v1\nrun: go test ./...\n")},
		{check: "tests", want: Pass, about: "make in CI", files: func(m map[string]string) {
			m[".github/workflows/ci.yml"] = "run: make -j2 lint test\n"
			m["Makefile"] = "lint:\n\tgo vet\ntest: gen\n\tgo test \\\n\t\t-race ./...\n"
		}},
		{check: "tests", want: Human, about: "a target that CI does not make", files: func(m map[string]string) {
			m[".github/workflows/ci.yml"] = "run: make lint\n"
			m["Makefile"] = "test:\n\tgo test -race ./...\n"
		}},
		{check: "tests", want: Human, about: "another module", files: with("go.mod", "")},
		{check: "benchmark", want: Pass},
		{check: "benchmark", want: Fail, about: "one value of -cpu", files: with(".github/workflows/ci.yml", "run: go test -bench=. -cpu=4 ./...\n")},
		{check: "benchmark", want: Human, about: "none", item: func(it *inventory.Item) { it.Tests = nil }},
		{check: "benchmark", want: Fail, about: "none, and contended", item: func(it *inventory.Item) { it.Tests = nil }, findings: found("falsesharing", "app_requests_total shares a line")},
		{check: "benchmark", want: Human, about: "not in CI", files: without(".github/workflows/ci.yml")},
		{check: "dashboard", want: Pass},
		{check: "dashboard", want: Fail, files: with("boards/a.json", `{"title": "app_requests_total", "expr": "other{x=\"app_requests_total\"}"}`)},
		{check: "dashboard", want: Human, about: "not configured", options: func(o *Options) { o.Dashboards = nil }},
		{check: "dashboard", want: Human, about: "no such files", options: func(o *Options) { o.Dashboards = []string{"nowhere"} }},
		{check: "dashboard", want: Human, about: "a template", files: with("boards/a.json", "{{ range }} rate(app_requests_total[5m]) {{ end }}")},
		{check: "dashboard", want: None, item: handmade, about: "a variable"},
		{check: "alert", want: Pass},
		{check: "alert", want: Human, about: "none", files: with("rules/a.yml", "rules: []\n")},
		{check: "alert", want: Human, about: "recorded", files: with("rules/a.yml", "rules:\n- record: x\n  expr: app_requests_total\n")},
		{check: "runbook", want: Pass},
		{check: "runbook", want: Pass, about: "in the code", item: func(it *inventory.Item) { it.Runbook = "https://example.com" }, options: func(o *Options) { o.Runbooks = nil }},
		{check: "runbook", want: Fail, files: with("books/a.md", "my_app_requests_total, app_requests_total_x\n")},
		{check: "runbook", want: Human, about: "not configured", options: func(o *Options) { o.Runbooks = nil }},
	} {
		t.Run(fmt.Sprintf("%s/%s %s", tt.check, tt.want, tt.about), func(t *testing.T) {
			files := maps.Clone(texts)
			if tt.files != nil {
				tt.files(files)
				maps.DeleteFunc(files, func(name, text string) bool { return name == "go.mod" && text == "" })
			}
			in := &Input{Head: []inventory.Item{requests(tt.item)}, All: tt.findings, Files: repository(files), Options: everything, Touched: func(string) bool { return true }}
			if tt.options != nil {
				tt.options(&in.Options)
			}
			r, err := Make(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range r.Changes[0].Answers {
				if a.Check != tt.check {
					continue
				}
				if a.Status != tt.want {
					t.Errorf("%s (%s), want %s", a.Status, a.Text, tt.want)
				}
				if (a.Status == Pass || a.Status == Fail) && len(a.Evidence) == 0 {
					t.Error("no evidence")
				}
			}
		})
	}
}

func TestCheckNames(t *testing.T) {
	r, err := Make(&Input{Head: []inventory.Item{requests(nil)}, Files: repository(texts), Touched: func(string) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Changes[0].Answers); n != 12 || len(CheckNames()) != 14 {
		t.Errorf("%d checks, %v", n, CheckNames())
	}
}

// TestDifferences compares one item with what it was.
func TestDifferences(t *testing.T) {
	for _, tt := range []struct {
		about string
		now   func(*inventory.Item)
		what  string // what became of the items
		ds    string // properties that differ
	}{
		{"nothing", nil, "", ""},
		{"another place", func(it *inventory.Item) { it.Place.Line, it.Writers[0].Place.Line = 30, 90 }, "", ""},
		{"kind", func(it *inventory.Item) { it.Kind, it.Primitive = inventory.Gauge, "GaugeVec" }, "changed", "kind primitive"},
		{"unit", func(it *inventory.Item) { it.Unit = "bytes" }, "changed", "unit"},
		{"labels", func(it *inventory.Item) { it.Labels = nil }, "changed", "labels"},
		{"order of labels", func(it *inventory.Item) { it.Labels[0].Name = "verb" }, "changed", "labels"},
		{"values", func(it *inventory.Item) {
			it.Labels[0].Values, it.Labels[0].Known, it.Labels[0].Bound = "unbounded", nil, 0
		}, "changed", "values of method"},
		{"help", func(it *inventory.Item) { it.Help = "All requests." }, "changed", "help"},
		{"meaning", func(it *inventory.Item) { it.Writers[0].Func = "retry" }, "changed", "meaning"},
		{"exposition", func(it *inventory.Item) { it.Exposed[0].What = "Register" }, "changed", "exposition"},
		{"name", func(it *inventory.Item) { it.Key, it.Name = "x", "app_calls_total" }, "renamed", "name"},
		{"name and help", func(it *inventory.Item) { it.Key, it.Name, it.Help = "x", "app_calls_total", "Calls." }, "renamed", "name help"},
		{"another counter", func(it *inventory.Item) {
			it.Key, it.Name, it.Help, it.Writers[0].Func = "x", "app_calls_total", "Calls.", "call"
		}, "added removed", ""},
	} {
		in := &Input{Base: []inventory.Item{requests(nil)}, Head: []inventory.Item{requests(tt.now)}, Touched: func(string) bool { return true }}
		var what, ds []string
		for _, c := range compare(in) {
			what = append(what, c.What)
			for _, d := range c.Differences {
				ds = append(ds, d.Property)
			}
		}
		if got := strings.Join(what, " "); got != tt.what {
			t.Errorf("%s: %q, want %q", tt.about, got, tt.what)
		}
		if got := strings.Join(ds, " "); got != tt.ds {
			t.Errorf("%s: differs in %q, want %q", tt.about, got, tt.ds)
		}
	}
}

// VictoriaMetrics/metrics has labels in names: one more of them is one more that is made.
func TestSeriesMore(t *testing.T) {
	labelled := func(n int) inventory.Item {
		return requests(func(it *inventory.Item) {
			it.Library, it.Primitive, it.Labels = "github.com/VictoriaMetrics/metrics", "Counter", nil
			it.Exposed = nil
			for i := range n {
				it.Exposed = append(it.Exposed, inventory.Use{Place: inventory.Place{File: "p.go", Line: i + 1}, What: "made in the global registry"})
			}
		})
	}
	in := &Input{Base: []inventory.Item{labelled(2)}, Head: []inventory.Item{labelled(3)}, Touched: func(string) bool { return true }}
	cs := compare(in)
	if len(cs) != 1 || len(cs[0].Differences) != 1 || cs[0].Differences[0].Property != "series" || cs[0].Differences[0].New != "3" || cs[0].breaks() {
		t.Errorf("%+v", cs)
	}
}

// Two that vanish and two that come under one description are not paired by guessing.
func TestRenamedOnce(t *testing.T) {
	named := func(name string) inventory.Item {
		return requests(func(it *inventory.Item) { it.Key, it.Name = name, name })
	}
	for want, in := range map[string]*Input{
		"added removed removed": {Base: []inventory.Item{named("a"), named("b")}, Head: []inventory.Item{named("c")}},
		"added added removed":   {Base: []inventory.Item{named("a")}, Head: []inventory.Item{named("b"), named("c")}},
		"renamed":               {Base: []inventory.Item{named("a"), named("b")}, Head: []inventory.Item{named("a"), named("c")}},
	} {
		in.Touched = func(string) bool { return true }
		var what []string
		for _, c := range compare(in) {
			what = append(what, c.What)
		}
		if got := strings.Join(what, " "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestUses wants the readers of a name that is gone: sure ones fail the change, unless something else may go on under the name.
func TestUses(t *testing.T) {
	lines := map[string]string{
		"rules/a.yml:3":   "  expr: rate(app_requests_total[5m]) == 0",
		"CHANGELOG.md:1":  "app_requests_total",
		"q.go:1":          `	q("rate(app_requests_total[1m])")`,
		"vendor/x/y.go:1": `	q("rate(app_requests_total[1m])")`,
		"book.md:1":       "see app_requests_total",
	}
	in := &Input{
		Base: []inventory.Item{requests(nil)}, Files: repository(texts), Touched: func(string) bool { return true },
		Grep: func(words []string) ([]Evidence, error) {
			var out []Evidence
			for _, at := range slices.Sorted(maps.Keys(lines)) {
				e := Evidence{Text: lines[at]}
				if _, err := fmt.Sscanf(strings.ReplaceAll(at, ":", " "), "%s %d", &e.File, &e.Line); err != nil {
					return nil, err
				}
				out = append(out, e)
			}
			return out, nil
		},
	}
	for _, tt := range []struct {
		gone []string
		want string
	}{
		{nil, "human rule code text"},
		{[]string{"q.go:1", "vendor/x/y.go:1"}, "fail rule text"},
		{[]string{"rules/a.yml:3"}, "human text"},
	} {
		for _, g := range tt.gone {
			delete(lines, g)
		}
		r, err := Make(in)
		if err != nil {
			t.Fatal(err)
		}
		got := string(r.Changes[0].Answers[0].Status)
		for _, u := range r.Changes[0].Uses {
			got += " " + u.Kind
		}
		if got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestExported(t *testing.T) {
	for want, it := range map[string]inventory.Item{
		"app_requests_total": requests(nil),
		"a_b a_b_total":      {Name: "a.b", Library: "go.opentelemetry.io/otel/metric", Kind: inventory.Counter},
		"a_b a_b_seconds a_b_seconds_total a_b_total":              {Name: "a.b", Library: "go.opentelemetry.io/otel/metric", Kind: inventory.Counter, Unit: "s"},
		"d_seconds d_seconds_bucket d_seconds_count d_seconds_sum": {Name: "d_seconds", Library: "github.com/prometheus/client_golang/prometheus", Kind: inventory.Histogram},
		"x_total": {Name: `x_total{a="b"}`, Library: "github.com/VictoriaMetrics/metrics", Kind: inventory.Counter},
		"":        {Name: "server.hits"},
	} {
		if got := strings.Join(exported(&it), " "); got != want {
			t.Errorf("%s: %q, want %q", it.Name, got, want)
		}
	}
}

// TestComment holds the comment on a change against testdata/comment.md. Nothing in it may call a person or form markup of its own.
func TestComment(t *testing.T) {
	amount := strings.Index(texts["p.go"], "n)\n\tother")
	in := &Input{
		BaseCommit: "aaaaaaaaaaaaaaaa", HeadCommit: "bbbbbbbbbbbbbbbb", Files: repository(texts), Touched: func(string) bool { return true },
		Options: Options{Blocking: []string{"help", "findings", "alert"}, Dashboards: []string{"boards"}},
		Base: []inventory.Item{
			requests(func(it *inventory.Item) { it.Key, it.Name = "x", "app_calls_total" }),
			requests(func(it *inventory.Item) { it.Key, it.Name, it.Help = "y", "app_old_total", "Old."; it.Writers = nil }),
		},
		Head: []inventory.Item{
			requests(nil),
			requests(func(it *inventory.Item) {
				it.Key, it.Name, it.Help, it.Writers = "z", "app_`_<b>_total", "@somebody | #1", nil
			}),
		},
		New:      []finding.Finding{{Analyzer: "toy", Severity: finding.Error, File: "p.go", Line: 10, Message: "other is *odd*", URL: "https://example.com", Fixes: []finding.Fix{{Class: finding.Safe, Edits: []finding.Edit{{File: "p.go", Start: amount, End: amount + 1, New: "1"}}}}}},
		Trailers: [][2]string{{"app_requests_total/alert", "c0ffee"}, {"app_requests_total/nothing", "c0ffee"}, {"nonsense", "c0ffee"}},
	}
	r, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	rep := &emit.Report{Findings: r.Findings, ReadFile: in.Files.Read, Errors: []emit.Error{{Package: "example.com/q", Kind: "type", File: "q.go", Line: 1, Message: "in the base: undefined: x"}}}
	var b bytes.Buffer
	if err := Markdown(&b, r, rep); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/comment.md"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s", b.String())
	}
	if strings.Contains(b.String(), "@somebody") || strings.Contains(b.String(), "<b>") {
		t.Error("text of the program forms markup")
	}
	if !r.Blocked() {
		t.Error("nothing holds it up")
	}
	severities := map[finding.Severity]int{}
	for _, p := range Problems(r, rep).Findings {
		severities[p.Severity]++
	}
	if severities[finding.Error] < 2 || severities[finding.Info] == 0 {
		t.Errorf("as problems: %v", severities)
	}
}

func TestSummary(t *testing.T) {
	added := func(change func(*inventory.Item)) Change { return Change{What: Added, Item: requests(change)} }
	for want, cs := range map[string][]Change{
		"no counter was added, changed or removed":  nil,
		"+1 counter, at most 2 series per instance": {added(nil)},
		"+1 counter": {added(func(it *inventory.Item) { it.Library, it.Labels = "", nil })},
		"+2 counters, +1 histogram, at most 4 series per instance and 2 times the buckets of a histogram": {added(nil), added(nil), added(func(it *inventory.Item) { it.Kind = inventory.Histogram })},
		"+1 counter, 1 metric with a number of series that is not known":                                  {added(func(it *inventory.Item) { it.Labels[0].Bound = 0 })},
		"+1 sequence":                 {added(func(it *inventory.Item) { it.Library, it.Labels, it.Kind = "", nil, inventory.Sequence })},
		"renamed 1 counter, −1 gauge": {{What: Renamed, Item: requests(nil)}, {What: Removed, Item: requests(func(it *inventory.Item) { it.Kind = inventory.Gauge })}},
	} {
		if got := summarise(cs); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A comment stays within what hosts take, and names all it can.
func TestLongComment(t *testing.T) {
	in := &Input{Files: repository(texts), Touched: func(string) bool { return true }}
	for i := range 400 {
		in.Head = append(in.Head, requests(func(it *inventory.Item) { it.Key, it.Name = fmt.Sprint(i), fmt.Sprintf("app_%d_total", i) }))
		in.New = append(in.New, finding.Finding{Analyzer: "toy", File: "p.go", Line: i, Message: strings.Repeat("long ", 30)})
	}
	r, err := Make(in)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Markdown(&b, r, &emit.Report{Findings: r.Findings}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 65_536 || !strings.Contains(b.String(), "<code>app\\_200\\_total</code> added; for a person: dashboard, alert, runbook") || !strings.Contains(b.String(), "more: see counterlint review -format json") {
		t.Errorf("%d bytes, the end is %s", b.Len(), b.String()[b.Len()-400:])
	}
}
