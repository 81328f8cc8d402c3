package seriesleak_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/seriesleak"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, seriesleak.Rule) }
