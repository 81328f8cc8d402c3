// Package gokit uses go-kit's metrics as they are.
package gokit

import (
	"net/http"

	"github.com/go-kit/kit/metrics"
	"github.com/go-kit/kit/metrics/discard"
)

var requests metrics.Counter = discard.NewCounter()

type server struct{ latency metrics.Histogram }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requests.With("path", r.URL.Path, "code", "200").Add(1) // want unboundedlabel "the label path"
	s.latency.With("route", r.Pattern).Observe(1)
	requests.Add(-1) // want countdec
}
