// Package metrics stands in for the library of that name in tests.
package metrics

import "time"

type Label struct{ Name, Value string }

func IncrCounter(key []string, val float32)                                {}
func IncrCounterWithLabels(key []string, val float32, labels []Label)      {}
func SetGauge(key []string, val float32)                                   {}
func SetGaugeWithLabels(key []string, val float32, labels []Label)         {}
func AddSample(key []string, val float32)                                  {}
func AddSampleWithLabels(key []string, val float32, labels []Label)        {}
func MeasureSince(key []string, start time.Time)                           {}
func MeasureSinceWithLabels(key []string, start time.Time, labels []Label) {}

type Metrics struct{ _ int }

func (m *Metrics) IncrCounter(key []string, val float32)                           {}
func (m *Metrics) IncrCounterWithLabels(key []string, val float32, labels []Label) {}
func (m *Metrics) SetGauge(key []string, val float32)                              {}
