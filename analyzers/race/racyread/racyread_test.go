package racyread_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/racyread"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, racyread.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, racyread.Rule) }
