// Package kubernetes uses component-base's metrics as they are.
package kubernetes

import (
	"net/http"

	"k8s.io/component-base/metrics"
	"k8s.io/component-base/metrics/legacyregistry"
)

var (
	requests = metrics.NewCounterVec(&metrics.CounterOpts{Name: "app_requests_total", Help: "R.", StabilityLevel: metrics.ALPHA}, []string{"path"})
	jobs     = metrics.NewCounter(&metrics.CounterOpts{Name: "app_jobs_total", Help: "J."})
)

func init() { legacyregistry.MustRegister(requests, jobs) }

func handle(w http.ResponseWriter, r *http.Request) {
	requests.WithLabelValues(r.URL.Path).Inc()                   // want unboundedlabel "the label path of app_requests_total"
	requests.With(map[string]string{"path": r.RequestURI}).Inc() // want unboundedlabel
	requests.WithLabelValues(r.Pattern).Inc()
	jobs.Add(-1) // want countdec
}

// Routes wires the handler.
func Routes(mux *http.ServeMux) { mux.HandleFunc("/", handle) }
