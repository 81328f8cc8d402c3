package onceflag_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/onceflag"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, onceflag.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, onceflag.Rule) }
