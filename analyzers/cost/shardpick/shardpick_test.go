package shardpick_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/cost/shardpick"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, shardpick.Rule) }
