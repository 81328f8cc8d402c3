// Package tally stands in for the library of that name in tests.
package tally

import "time"

type Counter interface{ Inc(delta int64) }

type Gauge interface{ Update(value float64) }

type Timer interface{ Record(value time.Duration) }

type Scope interface {
	Counter(name string) Counter
	Gauge(name string) Gauge
	Timer(name string) Timer
	Tagged(tags map[string]string) Scope
	SubScope(name string) Scope
}
