package gaugeleak_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/meaning/gaugeleak"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, gaugeleak.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, gaugeleak.Rule) }
