// Package metric stands in for OpenTelemetry's package of that name in tests.
package metric

import "context"

type AddOption interface{ add() }

type Int64UpDownCounter interface {
	Add(ctx context.Context, incr int64, options ...AddOption)
}

type Float64UpDownCounter interface {
	Add(ctx context.Context, incr float64, options ...AddOption)
}

type Int64Counter interface {
	Add(ctx context.Context, incr int64, options ...AddOption)
}
