// Package dogstatsd uses datadog-go's statsd as it is.
package dogstatsd

import (
	"net/http"
	"time"

	"github.com/DataDog/datadog-go/v5/statsd"
)

type server struct {
	client *statsd.Client
	any    statsd.ClientInterface
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = s.client.Incr("requests", []string{"path:" + r.URL.Path}, 1)                // want unboundedlabel "the label path, without a bound: each combination of tags"
	_ = s.any.Timing("latency", time.Second, []string{"agent:" + r.UserAgent()}, 1) // want unboundedlabel "the label agent"
	_ = s.client.Count("requests."+r.Host, 1, nil, 1)                               // want unboundedlabel
	_ = s.client.Gauge("last", 1, []string{"route:" + r.Pattern}, 1)
}
