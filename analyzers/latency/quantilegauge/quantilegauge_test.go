package quantilegauge_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/latency/quantilegauge"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, quantilegauge.Rule) }
