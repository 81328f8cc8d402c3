package slo_test

import (
	"fmt"
	"time"

	"github.com/counterlint/counterlint/runtime/slo"
)

func ExampleBudget() {
	checkout, err := slo.New(slo.Config{Objective: 0.99})
	if err != nil {
		fmt.Println(err)
		return
	}
	checkout.Add(900, 100) // ten times as many bad ones as there may be
	rate, _ := checkout.BurnRate(time.Hour)
	fmt.Printf("%.1f\n", rate)
	for _, b := range checkout.Firing() {
		fmt.Println("above", b.Limit, "for", b.Long)
	}
	// Output:
	// 10.0
	// above 6 for 6h0m0s
	// above 1 for 72h0m0s
}
