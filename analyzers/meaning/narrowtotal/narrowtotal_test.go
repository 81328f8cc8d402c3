package narrowtotal_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/meaning/narrowtotal"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, narrowtotal.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, narrowtotal.Rule) }
