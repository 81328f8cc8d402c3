package misaligned64

import (
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/internal/arch32"
	"github.com/counterlint/counterlint/internal/report"
)

// This file finds out whether the module is built for 32 bits at all: that decides how bad a finding is.

const clause = "the module is built for 32 bits: "

// builds32 returns a function that says in a clause what shows it, "" if nothing does: the architecture of the run, a file of the package
// that is meant for a 32-bit target, or a place in the module's workflows, release recipes or make files. It looks only when
// asked for the first time.
func builds32(pass *report.Pass) func() string {
	return sync.OnceValue(func() string {
		if pass.TypesSizes != nil && pass.TypesSizes.Sizeof(types.Typ[types.Uintptr]) == 4 {
			return "this run is for 32 bits"
		}
		var own []string
		for _, f := range pass.Files {
			own = append(own, pass.Fset.File(f.FileStart).Name())
		}
		names := slices.Concat(own, pass.IgnoredFiles, pass.OtherFiles)
		slices.Sort(names)
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue // what tests need is no evidence
			}
			content, err := pass.ReadFile(name)
			if err != nil {
				content = nil // the name alone decides
			}
			if arch32.Meant(name, content) != "" {
				return clause + filepath.Base(name)
			}
		}
		if root := moduleRoot(pass); root != "" {
			if where := arch32.Module(root); where != "" {
				return clause + where
			}
		}
		return ""
	})
}

// moduleRoot returns the folder of the module that the package belongs to, or "".
func moduleRoot(pass *report.Pass) string {
	if pass.Module == nil || len(pass.Files) == 0 {
		return ""
	}
	return arch32.Root(pass.Fset.Position(pass.Files[0].Package).Filename, pass.Module.Path) // the source also of what cgo translates
}
