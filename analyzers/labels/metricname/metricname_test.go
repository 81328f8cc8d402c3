package metricname_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/metricname"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, metricname.Rule) }
