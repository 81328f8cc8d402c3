package promtext_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/expose/promtext"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

func ExamplePage() {
	var metrics registry.Registry
	var logins label.Counter[string]
	metrics.MustRegister(registry.Desc{Name: "logins_total", Help: "Logins."}, &logins)
	logins.Inc(`a "quoted" realm`)
	fmt.Printf("%s", promtext.New(&metrics).AppendText(nil))
	// Output:
	// # HELP logins_total Logins.
	// # TYPE logins_total counter
	// logins_total{key="a \"quoted\" realm"} 1
}
