package hdrmisuse_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/latency/hdrmisuse"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, hdrmisuse.Rule) }
