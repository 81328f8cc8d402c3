package addload_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/addload"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, addload.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, addload.Rule) }
