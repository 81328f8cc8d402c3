package expvarx_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/expvarx"
	"github.com/counterlint/counterlint/runtime/registry"
)

func ExampleVar() {
	var metrics registry.Registry
	var logins counter.Counter
	metrics.MustRegister(registry.Desc{Name: "logins_total", Help: "Logins."}, &logins)
	logins.Inc()
	fmt.Println(expvarx.Var(&metrics))
	// Output: {"logins_total":1}
}
