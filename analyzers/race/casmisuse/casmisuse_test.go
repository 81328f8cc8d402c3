package casmisuse_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/casmisuse"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, casmisuse.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, casmisuse.Rule) }
