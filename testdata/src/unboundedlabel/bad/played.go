package bad

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var played = promauto.NewCounterVec(prometheus.CounterOpts{Name: "bad_played_total", Help: "Requests that a test plays too."}, []string{"path"})

// A Stage is called by a test with a request of its own, which says nothing of those that clients send.
type Stage struct{}

func (Stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	played.WithLabelValues(r.URL.Path).Inc() // want unbounded:`the path of the request becomes the label path of bad_played_total`
}
