// Package metrics stands in for the client library of that name in tests.
package metrics

import "time"

type Gauge struct{ _ int }

func NewGauge(name string, f func() float64) *Gauge         { return nil }
func GetOrCreateGauge(name string, f func() float64) *Gauge { return nil }

func (g *Gauge) Inc()          {}
func (g *Gauge) Dec()          {}
func (g *Gauge) Add(v float64) {}
func (g *Gauge) Set(v float64) {}

type Counter struct{ _ int }

func NewCounter(name string) *Counter         { return nil }
func GetOrCreateCounter(name string) *Counter { return nil }

func (c *Counter) Inc()             {}
func (c *Counter) Dec()             {}
func (c *Counter) Add(n int)        {}
func (c *Counter) AddInt64(n int64) {}
func (c *Counter) Set(n uint64)     {}
func (c *Counter) Get() uint64      { return 0 }

type FloatCounter struct{ _ int }

func NewFloatCounter(name string) *FloatCounter { return nil }

func (c *FloatCounter) Add(n float64) {}
func (c *FloatCounter) Sub(n float64) {}
func (c *FloatCounter) Set(n float64) {}

type Histogram struct{ _ int }

func NewHistogram(name string) *Histogram         { return nil }
func GetOrCreateHistogram(name string) *Histogram { return nil }

func (h *Histogram) Update(v float64)           {}
func (h *Histogram) UpdateDuration(t time.Time) {}

type Summary struct{ _ int }

func NewSummary(name string) *Summary         { return nil }
func GetOrCreateSummary(name string) *Summary { return nil }

func (s *Summary) Update(v float64)           {}
func (s *Summary) UpdateDuration(t time.Time) {}

type Set struct{ _ int }

func NewSet() *Set                                           { return nil }
func (s *Set) NewCounter(name string) *Counter               { return nil }
func (s *Set) GetOrCreateCounter(name string) *Counter       { return nil }
func (s *Set) NewGauge(name string, f func() float64) *Gauge { return nil }
