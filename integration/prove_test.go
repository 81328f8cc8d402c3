package integration

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A constructor that registers what it makes works once: each test needs a registry of its own.
const registering = `package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

type apiMetrics struct {
	agents *prometheus.CounterVec
	hosts  *prometheus.HistogramVec
}

func makeMetrics() *apiMetrics {
	m := &apiMetrics{
		agents: promauto.NewCounterVec(prometheus.CounterOpts{Name: "agents_total", Help: "Agents."}, []string{"agent"}),
		hosts:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "hosts_seconds", Help: "Hosts."}, []string{"host"}),
	}
	prometheus.MustRegister(m.hosts)
	return m
}

type api struct{ m *apiMetrics }

func newAPI() (*api, error) { return &api{makeMetrics()}, nil }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.m.agents.With(prometheus.Labels{"agent": r.UserAgent()}).Inc()
	a.host(r)
}

func (a *api) host(r *http.Request) { a.m.hosts.MustCurryWith(nil).WithLabelValues(r.Host).Observe(1) }
`

// The tests that counterlint prove writes for the example, with client_golang in it, fail; they pass when the example is repaired.
func TestProveExample(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	exe := filepath.Join(t.TempDir(), "counterlint")
	command(t, "..", "go", "build", "-o", exe, "./cmd/counterlint")
	t.Setenv("GOWORK", "off")
	t.Setenv("COUNTERLINT_CACHE", t.TempDir())
	dir := copyExample(t)
	writeFile(t, filepath.Join(dir, "api.go"), registering)
	out, status := runBoth(t, dir, exe, "prove")
	want := []string{"TestApiHostMHostsIsBounded", "TestApiServeHTTPMAgentsIsBounded", "TestCountedRequestsIsBounded", "TestFailedFailuresIsBounded", "TestStatsCreatedLongestLosesNothing", "TestStatsObservePeakLosesNothing"}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)_test\.go: see it fail with: go test '-run=\^(\w+)\$' `).FindAllStringSubmatch(out, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	if !slices.Equal(names, want) || status != 1 || !strings.Contains(out, "no test: report does not return what it takes [splitreset]") {
		t.Fatalf("status %d, tests %v\n%s", status, names, out)
	}
	seen := regexp.MustCompile(`_test\.go:\d+: (lost|unbounded): `)
	tests := filepath.Join(t.TempDir(), "tests")
	command(t, dir, "go", "test", "-c", "-o", tests, ".")
	for _, name := range names {
		for range 60 { // what two threads do to each other is a matter of luck
			if out, _ = runBoth(t, dir, tests, "-test.run=^"+name+"$"); seen.MatchString(out) {
				break
			}
		}
		if !seen.MatchString(out) {
			t.Errorf("%s does not show the mistake: %s", name, out)
		}
	}
	for file, repairs := range map[string][]string{
		"api.go":     {"r.UserAgent()", `"any"`, "WithLabelValues(r.Host)", `WithLabelValues("any")`},
		"metrics.go": {"WithLabelValues(r.URL.Path)", "WithLabelValues(r.Pattern)", "WithLabelValues(err.Error())", `WithLabelValues("target")`},
		"stats.go": {
			"\tif ns := d.Nanoseconds(); ns > s.peak.Load() {\n\t\ts.peak.Store(ns)\n\t}\n", "\traise(&s.peak, d.Nanoseconds())\n",
			"\tif old := s.longest.Load(); int64(length) > old {\n\t\ts.longest.CompareAndSwap(old, int64(length))\n\t}\n", "\traise(&s.longest, int64(length))\n",
			"func newStats()", "func raise(m *atomic.Int64, v int64) {\n\tfor old := m.Load(); v > old && !m.CompareAndSwap(old, v); old = m.Load() {\n\t}\n}\n\nfunc newStats()",
		},
	} {
		file = filepath.Join(dir, file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for pair := range slices.Chunk(repairs, 2) {
			if !strings.Contains(string(text), pair[0]) {
				t.Fatalf("%s: nothing to repair: %s", file, pair[0])
			}
			text = []byte(strings.Replace(string(text), pair[0], pair[1], 1))
		}
		writeFile(t, file, string(text))
	}
	if out, status := runBoth(t, dir, "go", "test", "-run=IsBounded|LosesNothing", "-v", "."); status != 0 || strings.Count(out, "--- PASS") != len(names) {
		t.Errorf("repaired: status %d\n%s", status, out)
	}
}
