// Counterlint finds mistakes with counters in Go programs, and repairs them. See docs/cli.md.
package main

import (
	"os"

	"github.com/counterlint/counterlint/analyzers"
	"github.com/counterlint/counterlint/internal/cli"
)

func main() {
	os.Exit(cli.Main(analyzers.All(), cli.Arguments(os.Args)))
}
