package label_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/label"
)

type request struct {
	Method string
	Code   int
}

func ExampleCounter() {
	requests, err := label.NewCounter[request](label.Limits{Series: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, method := range []string{"GET", "GET", "POST", "BREW", "BREW"} {
		requests.Inc(request{method, 200})
	}
	fmt.Println(requests)
	// Output: {"":2,"GET,200":2,"POST,200":1}
}

func ExampleCounter_With() {
	var rows label.Counter[string]
	orders := rows.With("orders") // looked up once
	for range 1000 {
		orders.Inc()
	}
	fmt.Println(rows.Value("orders"))
	// Output: 1000
}

func ExampleGauge() {
	var open label.Gauge[string]
	open.Inc("db1")
	open.Set("db2", 7)
	fmt.Println(open.Value("db1"), open.Value("db2"))
	// Output: 1 7
}

func ExampleHistogram() {
	var latency label.Histogram[string]
	latency.Record("/", 12)
	latency.Record("/", 15)
	fmt.Println(latency.Snapshot("/").Quantile(1))
	// Output: 15
}

func ExampleSet() {
	type cache struct{ Hits, Misses counter.Counter }
	var caches label.Set[string, cache]
	caches.With("users").Hits.Inc()
	caches.With("users").Misses.Inc()
	fmt.Println(&caches.With("users").Hits, caches.Len())
	// Output: 1 1
}

func ExampleBudget() {
	team := label.NewBudget(3)
	hits, err := label.NewCounter[int](label.Limits{Budget: team})
	if err != nil {
		fmt.Println(err)
		return
	}
	for user := range 10 {
		hits.Inc(user)
	}
	fmt.Println(team.Used(), hits.Len(), hits.Overflow().Value())
	// Output: 3 3 7
}
