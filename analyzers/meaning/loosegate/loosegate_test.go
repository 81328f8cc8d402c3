package loosegate_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/meaning/loosegate"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, loosegate.Rule) }
