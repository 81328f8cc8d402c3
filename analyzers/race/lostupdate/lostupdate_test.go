package lostupdate_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/race/lostupdate"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, lostupdate.Rule) }

func TestProof(t *testing.T) { linttest.Prove(t, lostupdate.Rule) }
