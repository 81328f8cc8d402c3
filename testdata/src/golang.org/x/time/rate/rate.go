// Package rate stands in for the package of that name in tests.
package rate

import (
	"context"
	"time"
)

type Limit float64

type Limiter struct{ _ int }

func Every(interval time.Duration) Limit          { return 0 }
func NewLimiter(r Limit, b int) *Limiter          { return &Limiter{} }
func (l *Limiter) Wait(ctx context.Context) error { return nil }
