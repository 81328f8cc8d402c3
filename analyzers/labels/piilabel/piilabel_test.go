package piilabel_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/piilabel"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, piilabel.Rule) }
