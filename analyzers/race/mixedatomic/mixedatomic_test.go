package mixedatomic_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/mixedatomic"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, mixedatomic.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, mixedatomic.Rule) }
