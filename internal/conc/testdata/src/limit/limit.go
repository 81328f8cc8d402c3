// Package limit runs functions in errgroups with and without a limit of one.
package limit

import (
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

func many(fs []func() error) {
	var n atomic.Int64
	var g errgroup.Group
	g.SetLimit(8)
	for range fs {
		g.Go(func() error {
			n.Store(n.Load() + 1) // want `proven: .*call of Go in a loop at limit.go:15`
			return nil
		})
	}
	g.Wait()
	n.Store(0) // want `gate: after the wait at limit.go:20`
}

func one(fs []func() error) {
	var n atomic.Int64
	var g errgroup.Group
	g.SetLimit(1)
	for range fs {
		g.Go(func() error {
			n.Store(n.Load() + 1)
			return nil
		})
	}
	g.Wait()
}
