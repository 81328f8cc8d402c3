package tornsnapshot_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/tornsnapshot"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, tornsnapshot.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, tornsnapshot.Rule) }
