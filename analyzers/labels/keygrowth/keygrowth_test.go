package keygrowth_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/keygrowth"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, keygrowth.Rule) }
