package unboundedlabel_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/unboundedlabel"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, unboundedlabel.Rule) }
