package registry_test

import (
	"fmt"
	"path/filepath"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type route struct{ Method, Path string }

func ExampleRegistry() {
	metrics := registry.New(registry.Config{Owners: map[string]int{"web": 100}})
	requests, err := label.NewCounter[route](label.Limits{Series: 50, Budget: metrics.Budget("web")})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = metrics.Register(registry.Desc{
		Name: "http_requests_total", Help: "Requests answered.", Owner: "web", Runbook: "https://wiki.example.com/requests",
	}, requests)
	if err != nil {
		fmt.Println(err)
		return
	}
	requests.Inc(route{"GET", "/"})
	requests.Inc(route{"GET", "/"})
	for _, m := range metrics.Metrics() {
		for _, s := range m.Table().Series {
			fmt.Println(m.Kind, m.Name, m.Labels, s.Values, s.Number().Float64(), filepath.Base(m.Place))
		}
	}
	// Output: counter http_requests_total [method path] [GET /] 2 example_test.go:21
}

func ExampleRegistry_Register() {
	var metrics registry.Registry
	var requests counter.Counter
	err := metrics.Register(registry.Desc{Name: "latency_ms", Help: "Latency."}, registry.GaugeFunc(func() float64 { return 0 }))
	fmt.Println(filepath.Base(err.Error()))
	err = metrics.Register(registry.Desc{Name: "requests", Help: "Requests."}, &requests)
	fmt.Println(filepath.Base(err.Error()))
	// Output:
	// example_test.go:41: ms is no base unit: use seconds, with PerUnit
	// example_test.go:43: a counter's name ends in _total
}
