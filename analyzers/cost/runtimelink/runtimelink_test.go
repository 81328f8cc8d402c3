package runtimelink_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/runtimelink"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, runtimelink.Rule) }
