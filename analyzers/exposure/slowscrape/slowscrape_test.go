package slowscrape_test

import (
	"testing"

	"github.com/counterlint/counterlint/analyzers/exposure/slowscrape"
	"github.com/counterlint/counterlint/internal/linttest"
)

func Test(t *testing.T) { linttest.Run(t, slowscrape.Rule) }
