// Package promhttp stands in for the client library of that name in tests.
package promhttp

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

type HandlerOpts struct{ _ int }

func Handler() http.Handler                                             { return nil }
func HandlerFor(reg prometheus.Gatherer, opts HandlerOpts) http.Handler { return nil }

type Option interface{ apply() }

type LabelValueFromCtx func(ctx context.Context) string

func WithLabelFromCtx(name string, valueFn LabelValueFromCtx) Option { return nil }

func InstrumentHandlerCounter(counter *prometheus.CounterVec, next http.Handler, opts ...Option) http.HandlerFunc {
	return nil
}
