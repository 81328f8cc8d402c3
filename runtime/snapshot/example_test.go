package snapshot_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/snapshot"
)

func ExampleOf() {
	type totals struct{ hits, misses int }
	var last snapshot.Of[totals]
	last.Store(totals{hits: 3, misses: 1})
	last.Update(func(t totals) totals { t.hits++; return t })
	fmt.Println(last.Value())
	// Output: {4 1}
}
