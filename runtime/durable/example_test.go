package durable_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/counterlint/counterlint/runtime/durable"
)

func ExampleLedger() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for range 2 { // the program is started twice
		log, err := durable.OpenLog(filepath.Join(dir, "counts"))
		if err != nil {
			fmt.Println(err)
			return
		}
		ledger := durable.Open(log, durable.Config{Lag: 100})
		orders, err := ledger.Counter("orders")
		if err != nil {
			fmt.Println(err)
			return
		}
		for range 3 {
			if err := orders.Inc(); err != nil {
				fmt.Println(err)
			}
		}
		fmt.Println(orders.Value(), orders.Unsaved())
		if err := ledger.Close(); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// 3 3
	// 6 3
}
