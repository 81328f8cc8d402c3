// Package gauge stands in for the gauge of counterlint's runtime in tests.
package gauge

type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

type Gauge struct{ _ noCopy }

func (g *Gauge) Add(d int64)           {}
func (g *Gauge) Inc()                  {}
func (g *Gauge) Dec()                  {}
func (g *Gauge) Set(v int64)           {}
func (g *Gauge) Value() int64          { return 0 }
func (g *Gauge) Do(f func())           {}
func (g *Gauge) Enter() (leave func()) { return func() {} }
