package shardpick_test

import (
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/shardpick"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, shardpick.Rule) }

const (
	counter = `package p

import (
	"math/rand"
	"sync/atomic"
)

var shards [16]struct {
	n atomic.Int64
	_ [56]byte
}

func Inc() { shards[rand.Intn(16)].n.Add(1) }
`
	seed = `package p

import (
	"math/rand"
	"time"
)

func init() { rand.Seed(time.Now().UnixNano()) }
`
)

// Whether the top-level functions of math/rand lock depends on the Go version of the module and on rand.Seed.
func TestTopLevelRand(t *testing.T) {
	for _, test := range []struct {
		name, version string
		files         map[string]string
		want          string // part of the message; "": nothing is reported
	}{
		{"old", "1.19", nil, "rand.Intn picks the cell of shards behind the one lock of math/rand (go.mod allows Go 1.19, where it locks), " +
			"so that all writers meet there; use math/rand/v2 after raising go.mod to Go 1.22"},
		{"new", "1.20", nil, ""},
		{"latest", "1.26", nil, ""},
		{"seeded", "1.22", map[string]string{"seed.go": seed}, "(rand.Seed at seed.go:8 brings it back), so that all writers meet there; " +
			"use the top-level functions of math/rand/v2, which take no lock"},
		{"seeded before v2", "1.21", map[string]string{"seed.go": seed}, "use the top-level functions of math/rand, which take no lock since Go 1.20, and drop rand.Seed"},
		{"seeded in vain", "1.24", map[string]string{"seed.go": seed}, ""},
		{"seeded in a test", "1.22", map[string]string{"seed_test.go": seed}, ""},
		{"constraint above the module", "1.19", map[string]string{"p.go": "//go:build go1.20\n\n" + counter}, ""},
		{"constraint below the module", "1.22", map[string]string{"p.go": "//go:build go1.18\n\n" + counter}, ""},
		{"v2", "1.22", map[string]string{"p.go": strings.ReplaceAll(strings.ReplaceAll(counter, "math/rand", "math/rand/v2"), "Intn", "IntN"), "seed.go": seed}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"go.mod": "module example.com/p\n\ngo " + test.version + "\n", "p.go": counter}
			for name, text := range test.files {
				files[name] = text
			}
			got := linttest.Module(t, shardpick.Rule, files)
			if test.want == "" {
				if len(got) > 0 {
					t.Errorf("reported %q, want nothing", got)
				}
				return
			}
			if len(got) != 1 || !strings.HasPrefix(got[0], "p.go:13: ") || !strings.Contains(got[0], test.want) {
				t.Errorf("reported %q, want one finding at p.go:13 with %q", got, test.want)
			}
		})
	}
}
