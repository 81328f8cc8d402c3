// Package victoriametrics uses VictoriaMetrics/metrics as it is.
package victoriametrics

import (
	"fmt"
	"net/http"
	"os"

	"github.com/VictoriaMetrics/metrics"
)

var (
	requests = metrics.NewCounter(`requests_total{route="/"}`)
	latency  = metrics.NewSummary("latency_seconds") // want quantilegauge
	set      = metrics.NewSet()
	_        = metrics.NewGauge("files", func() float64 {
		entries, err := os.ReadDir(".") // want slowscrape
		if err != nil {
			return 0
		}
		return float64(len(entries))
	})
)

func handle(w http.ResponseWriter, r *http.Request) {
	metrics.GetOrCreateCounter(fmt.Sprintf("requests_total{path=%q}", r.URL.Path)).Inc() // want unboundedlabel "the metrics package keeps every name"
	metrics.GetOrCreateHistogram(`sizes{agent="` + r.UserAgent() + `"}`).Update(1)       // want unboundedlabel "a quote in the value"
	set.GetOrCreateCounter(`hosts_total{host="` + r.Host + `"}`).Inc()                   // want unboundedlabel
	metrics.GetOrCreateCounter(fmt.Sprintf("requests_total{route=%q}", r.Pattern)).Inc()
	requests.Inc()
	latency.Update(1)
}

func undo() {
	requests.Dec()  // want countdec
	requests.Set(0) // want countdec
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
