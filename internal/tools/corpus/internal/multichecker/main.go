// Multichecker runs the analyzers of counterlint in the driver of x/tools: everything in one process, nothing kept. It is what
// corpus bench measures beside counterlint's own engine.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/counterlint/counterlint/analyzers"
)

func main() {
	multichecker.Main(analyzers.Analyzers()...)
}
