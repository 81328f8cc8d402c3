// Package promhttp stands in for the client library of that name in tests.
package promhttp

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

type HandlerOpts struct{ _ int }

func Handler() http.Handler                                             { return nil }
func HandlerFor(reg prometheus.Gatherer, opts HandlerOpts) http.Handler { return nil }
