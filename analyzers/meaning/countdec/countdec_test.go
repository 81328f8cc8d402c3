package countdec_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/meaning/countdec"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, countdec.Rule) }
