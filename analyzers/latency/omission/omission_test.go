package omission_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/latency/omission"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, omission.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, omission.Rule) }
