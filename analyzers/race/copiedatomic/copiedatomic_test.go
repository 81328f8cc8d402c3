package copiedatomic_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/copiedatomic"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T)      { linttest.Run(t, copiedatomic.Rule) }
func TestProof(t *testing.T) { linttest.Prove(t, copiedatomic.Rule) }
