// Package goadder stands in for go-adder in tests.
package goadder

type Type int

const (
	JDKAdderType Type = iota
	RandomCellAdderType
	AtomicAdderType
)

type LongAdder interface {
	Add(x int64)
	Inc()
	Dec()
	Sum() int64
	Reset()
	SumAndReset() int64
}

func NewLongAdder(t Type) LongAdder { return nil }

type JDKAdder struct{ _ int }

func NewJDKAdder() *JDKAdder { return new(JDKAdder) }

func (a *JDKAdder) Add(x int64)        {}
func (a *JDKAdder) Inc()               {}
func (a *JDKAdder) Dec()               {}
func (a *JDKAdder) Sum() int64         { return 0 }
func (a *JDKAdder) Reset()             {}
func (a *JDKAdder) SumAndReset() int64 { return 0 }

type AtomicAdder struct{ _ int }

func NewAtomicAdder() *AtomicAdder { return new(AtomicAdder) }

func (a *AtomicAdder) Add(x int64) {}
func (a *AtomicAdder) Inc()        {}
func (a *AtomicAdder) Dec()        {}
func (a *AtomicAdder) Sum() int64  { return 0 }
