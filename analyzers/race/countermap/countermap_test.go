package countermap_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/countermap"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, countermap.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, countermap.Rule) }
