package checkthenact_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/checkthenact"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, checkthenact.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, checkthenact.Rule) }
