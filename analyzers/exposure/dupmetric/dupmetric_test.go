package dupmetric_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/exposure/dupmetric"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, dupmetric.Rule) }
