package memstats_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/exposure/memstats"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, memstats.Rule) }
