// Package bad adds nothing, for the test of the test harness.
package bad

import "sync/atomic"

var n atomic.Int64

func add0() {
	n.Add(0) // want `adds nothing`
}

func add1() {
	n.Add(0) /* between */ // want zero/warning/structural/fix:`adds nothing`
	n.Add(1)
}

func add2() { n.Add(0); n.Add(0) } // want "nothing" `nothing` -- two on a line

func add3() {
	// want:+1 `adds nothing`
	n.Add(0)
	n.Add(0)
	// want:-1 `adds nothing`
}

func add4() {
	//counterlint:ignore toy the test needs it
	n.Add(0)
	n.Add(0) // want `adds nothing`
}
