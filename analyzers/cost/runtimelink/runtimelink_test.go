package runtimelink_test

import (
	"strings"
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/runtimelink"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, runtimelink.Rule) }

// The advice depends on the Go version of the module, and some modules may link.
func TestModule(t *testing.T) {
	const link = `package p

import _ "unsafe"

//go:linkname fastrand runtime.fastrand
func fastrand() uint32

//go:linkname procPin sync.runtime_procPin
func procPin() int
`
	for _, test := range []struct{ module, version, random string }{
		{"example.com/p", "1.19", "math/rand/v2 once go.mod says Go 1.22"},
		{"example.com/p", "1.20", "math/rand, whose top-level functions take no lock since Go 1.20"},
		{"example.com/p", "1.22", "math/rand/v2"},
		{"sync/fork", "1.22", "math/rand/v2"}, // named like the standard library, and a module all the same
		{"github.com/counterlint/counterlint/runtime", "1.22", ""},
	} {
		t.Run(test.module+"@"+test.version, func(t *testing.T) {
			got := linttest.Module(t, runtimelink.Rule, map[string]string{
				"go.mod": "module " + test.module + "\n\ngo " + test.version + "\n",
				"p.go":   link, "p.s": "",
			})
			if test.random == "" {
				if len(got) > 0 {
					t.Errorf("reported %q, want nothing", got)
				}
				return
			}
			if len(got) != 2 || !strings.HasPrefix(got[0], "p.go:5: ") || !strings.HasSuffix(got[0], "; draw from "+test.random) ||
				!strings.HasPrefix(got[1], "p.go:8: ") || !strings.HasSuffix(got[1], ", or pick shards with "+test.random) {
				t.Errorf("reported %q, want the directives at p.go:5 and :8, with %q", got, test.random)
			}
		})
	}
}
