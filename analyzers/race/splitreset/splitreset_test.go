package splitreset_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/splitreset"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, splitreset.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, splitreset.Rule) }
