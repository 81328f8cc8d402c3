package mutexatomic_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/mutexatomic"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, mutexatomic.Rule) }
