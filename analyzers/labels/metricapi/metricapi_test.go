package metricapi_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/labels/metricapi"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, metricapi.Rule) }
