package avglatency_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/latency/avglatency"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, avglatency.Rule) }
