package user

import (
	"net/http"
	"unboundedlabel/crosspkg/lib"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var own = promauto.NewCounterVec(prometheus.CounterOpts{Name: "own_total", Help: "O."}, []string{"path"})

func handle(m *lib.Metrics) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		lib.Hit(r.URL.Path)                              // want `the path of the request becomes the label route of lib_hits_total through Hit`
		m.Hit("200", r.URL.Path)                         // want `becomes the label route through Hit`
		own.WithLabelValues(lib.Path(r)).Inc()           // want `the path of the request becomes the label path of own_total`
		own.WithLabelValues(lib.Lower(r.URL.Path)).Inc() // want `the path of the request`
		own.WithLabelValues(lib.Method(r.Method)).Inc()
		lib.Hit(r.Pattern)
		lib.Hit("/fixed")
	}
}
