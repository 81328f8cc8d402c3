package gostats_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/gostats"
	"github.com/counterlint/counterlint/runtime/registry"
)

func ExampleRegister() {
	var metrics registry.Registry
	if err := gostats.Register(&metrics, "platform"); err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range metrics.Metrics() {
		if m.Name == "go_sched_goroutines_goroutines" {
			fmt.Println(m.Kind, m.Help)
		}
	}
	// Output: gauge Count of live goroutines.
}
