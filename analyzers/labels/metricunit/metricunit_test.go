package metricunit_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/metricunit"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, metricunit.Rule) }
