package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	for _, c := range [][2]string{
		{"github.com/uber-go/tally/v4", "github.com/uber-go/tally"},
		{"github.com/DataDog/datadog-go/v5/statsd", "github.com/DataDog/datadog-go/statsd"},
		{"github.com/prometheus/client_golang/prometheus", "github.com/prometheus/client_golang/prometheus"},
		{"example.com/app/vendor/expvar", "expvar"},
		{"example.com/app/video", "example.com/app/video"},
	} {
		if got := Clean(c[0]); got != c[1] {
			t.Errorf("Clean(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// TestRows: every row belongs to one of its library's packages, or nobody would ever look it up.
func TestRows(t *testing.T) {
	for _, lib := range libraries {
		var keys []string
		for k := range lib.Ctors {
			keys = append(keys, k)
		}
		for k := range lib.Methods {
			keys = append(keys, k)
		}
		for k := range lib.Sinks {
			keys = append(keys, k)
		}
		for _, key := range keys {
			owned := slices.ContainsFunc(lib.Paths, func(p string) bool { return Clean(p) == p && strings.HasPrefix(key, p+".") })
			if !owned {
				t.Errorf("%s: the row %s is in none of its packages", lib.Name, key)
			}
		}
		if len(lib.Sinks) > 0 && lib.Series == "" {
			t.Errorf("%s: rows for labels, and no word on too many series", lib.Name)
		}
		for key, m := range lib.Methods {
			if m.Kind == Counter && !m.Signed && lib.Negative == "" {
				t.Errorf("%s: the counter of %s, and no word on lowering it", lib.Name, key)
				break
			}
		}
	}
}

func TestLookUp(t *testing.T) {
	if c, ok := CtorOf(promauto + ".NewCounterVec"); !ok || c.Kind != Counter || !c.Vec || c.Home != Default || c.Labels != 1 {
		t.Errorf("promauto.NewCounterVec: %+v, %t", c, ok)
	}
	if m, ok := MethodOf(vm + ".Counter.Dec"); !ok || m.Op != Dec || m.Lib != victoria {
		t.Errorf("Counter.Dec: %+v, %t", m, ok)
	}
	if s, ok := SinkOf(prom + ".MustNewConstMetric"); !ok || s.Arg != 3 || s.Form != Values {
		t.Errorf("MustNewConstMetric: %+v, %t", s, ok)
	}
	if Of("github.com/uber-go/tally/v4") != tally || Of("fmt") != nil {
		t.Error("Of does not know its packages")
	}
}
