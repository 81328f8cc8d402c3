package astx

import (
	"go/types"
	"os"
	"runtime"

	"golang.org/x/tools/go/analysis"
)

// Complete returns pass with what some hosts leave out: the runner of Bazel's nogo gives no way to read files, and the sizes of types
// only if its environment names the architecture.
func Complete(pass *analysis.Pass) *analysis.Pass {
	if pass.ReadFile != nil && pass.TypesSizes != nil {
		return pass
	}
	p := *pass
	if p.ReadFile == nil {
		p.ReadFile = os.ReadFile
	}
	if p.TypesSizes == nil {
		p.TypesSizes = types.SizesFor("gc", runtime.GOARCH)
	}
	return &p
}
