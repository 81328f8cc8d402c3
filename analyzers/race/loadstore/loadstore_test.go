package loadstore_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/loadstore"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, loadstore.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, loadstore.Rule) }
