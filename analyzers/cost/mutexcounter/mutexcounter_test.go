package mutexcounter_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/mutexcounter"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, mutexcounter.Rule) }
