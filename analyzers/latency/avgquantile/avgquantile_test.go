package avgquantile_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/latency/avgquantile"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, avgquantile.Rule) }
