// Package metrics stands in for the library of that name in tests.
package metrics

type Registry interface {
	Register(string, any) error
	GetOrRegister(string, any) any
}

var DefaultRegistry Registry

type Counter interface {
	Inc(int64)
	Dec(int64)
	Clear()
	Count() int64
}

type Gauge interface{ Update(int64) }

type Meter interface{ Mark(int64) }

func GetOrRegisterCounter(name string, r Registry) Counter { return nil }
func NewRegisteredCounter(name string, r Registry) Counter { return nil }
func GetOrRegisterGauge(name string, r Registry) Gauge     { return nil }
func GetOrRegisterMeter(name string, r Registry) Meter     { return nil }
