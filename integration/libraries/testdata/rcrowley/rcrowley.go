// Package rcrowley uses rcrowley/go-metrics as it is.
package rcrowley

import (
	"net/http"

	"github.com/rcrowley/go-metrics"
)

var requests = metrics.NewRegisteredCounter("requests", metrics.DefaultRegistry)

func handle(w http.ResponseWriter, r *http.Request) {
	metrics.GetOrRegisterCounter("requests."+r.URL.Path, nil).Inc(1)         // want unboundedlabel "the registry keeps every name"
	metrics.DefaultRegistry.GetOrRegister("sizes."+r.Host, metrics.NewMeter) // want unboundedlabel
	metrics.GetOrRegisterHistogram("size."+r.Pattern, nil, metrics.NewUniformSample(100)).Update(1)
	requests.Inc(1)
	requests.Dec(1) // a counter here may fall, by the library's own word
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
