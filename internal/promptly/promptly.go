// Package promptly gives long work that cannot be interrupted an end when somebody wants to leave.
package promptly

import (
	"context"
	"time"
)

// grace is how long work may take to end by itself, and so in order, once its context is done.
const grace = 300 * time.Millisecond

// Do returns what f returns or, soon after ctx is done, the cause of that. f may then still be running, and nobody waits for it:
// it must do nothing that the end of the process could cut in half.
func Do[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := f()
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.value, o.err
	case <-timer.C:
		var none T
		return none, context.Cause(ctx)
	}
}
