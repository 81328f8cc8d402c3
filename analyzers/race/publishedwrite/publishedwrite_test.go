package publishedwrite_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/publishedwrite"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, publishedwrite.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, publishedwrite.Rule) }
