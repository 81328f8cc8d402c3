package gauge_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/gauge"
)

func ExampleGauge() {
	var open gauge.Gauge
	open.Inc()
	open.Inc()
	open.Dec()
	fmt.Println(open.Value())
	// Output: 1
}

func ExampleGauge_Enter() {
	var inFlight gauge.Gauge
	serve := func() {
		defer inFlight.Enter()()
		fmt.Println("while serving:", inFlight.Value())
	}
	serve()
	fmt.Println("afterwards:", inFlight.Value())
	// Output:
	// while serving: 1
	// afterwards: 0
}
