// Package gometrics uses hashicorp/go-metrics and its older name armon/go-metrics as they are.
package gometrics

import (
	"net/http"
	"time"

	armon "github.com/armon/go-metrics"
	"github.com/hashicorp/go-metrics"
)

type server struct {
	sink *metrics.Metrics
	old  *armon.Metrics
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer metrics.MeasureSince([]string{"http", r.URL.Path}, time.Now())                                       // want unboundedlabel "go-metrics and its sinks keep every key"
	metrics.IncrCounterWithLabels([]string{"requests"}, 1, []metrics.Label{{Name: "path", Value: r.URL.Path}}) // want unboundedlabel "the label path"
	metrics.IncrCounterWithLabels([]string{"requests"}, 1, []metrics.Label{{Name: "route", Value: r.Pattern}})
	s.sink.SetGaugeWithLabels([]string{"last"}, 1, []metrics.Label{{Name: "agent", Value: r.UserAgent()}})      // want unboundedlabel "the label agent"
	s.old.AddSample([]string{"sizes", r.Host}, 1)                                                               // want unboundedlabel
	armon.IncrCounterWithLabels([]string{"requests"}, 1, []armon.Label{{Name: "query", Value: r.URL.RawQuery}}) // want unboundedlabel "the label query"
	metrics.IncrCounter([]string{"requests"}, -1)                                                               // want countdec
}
