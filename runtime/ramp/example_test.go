package ramp_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/ramp"
)

func ExampleCounter() {
	var requests ramp.Counter
	for i := range uint64(100) {
		requests.Add(1, min(i%10, 1)) // each tenth is a health check, which the new meaning leaves out
	}
	fmt.Println(requests.Value(), requests.Compare().Ratio())
	requests.Show(ramp.New)
	requests.Add(1, 0)
	requests.Add(1, 1)
	fmt.Println(requests.Value())
	// Output:
	// 100 0.9
	// 101
}
