package linttest

import (
	"go/build"
	"maps"
	"path/filepath"
	"slices"
)

// survive lists packages of the standard library, cheap to load, that every rule must get through. [Together] has large ones.
var survive = []string{"context", "internal/trace/raw", "log/slog", "math/rand", "os/signal", "runtime/metrics", "sync", "sync/atomic", "text/template", "time"}

// checkSurvival runs the rule over code that nobody wrote for it: odd but valid, broken, and the standard library.
func (h *harness) checkSurvival() {
	dirs := map[string]string{}
	for _, name := range []string{"odd", "broken"} {
		dirs["linttest/"+name] = filepath.Join(Testdata(), "src", "linttest", name)
	}
	for _, path := range survive {
		dirs[path] = filepath.Join(build.Default.GOROOT, "src", filepath.FromSlash(path))
	}
	for _, path := range slices.Sorted(maps.Keys(dirs)) {
		u, err := h.world.target(path, dirs[path], false)
		if err == nil {
			_, err = h.outcome(h.world, u, policyFor(""))
		}
		if err != nil {
			h.errorf("%s: %v", path, err)
		}
	}
}
