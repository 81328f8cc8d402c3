package unflushed_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/meaning/unflushed"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, unflushed.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, unflushed.Rule) }
