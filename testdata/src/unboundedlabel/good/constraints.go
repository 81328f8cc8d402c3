package good

import (
	"net/http"
	"unboundedlabel/crosspkg/lib"

	"github.com/counterlint/counterlint/runtime/label"
	"github.com/prometheus/client_golang/prometheus"
)

var constrained = prometheus.V2.NewCounterVec(prometheus.CounterVecOpts{
	CounterOpts: prometheus.CounterOpts{Name: "constrained_total", Help: "H."},
	VariableLabels: prometheus.ConstrainedLabels{
		{Name: "path", Constraint: servedPath},
		{Name: "host", Constraint: func(v string) string {
			if servedHosts[v] {
				return v
			}
			return "other"
		}},
	},
})

func init() { prometheus.MustRegister(constrained) }

var servedHosts = map[string]bool{"example.com": true, "www.example.com": true}

func servedPath(v string) string {
	switch v {
	case "/", "/search":
		return v
	}
	return "other"
}

func constraints(w http.ResponseWriter, r *http.Request) {
	constrained.WithLabelValues(r.URL.Path, r.Host).Inc()
	constrained.With(prometheus.Labels{"path": r.URL.Path, "host": r.Host}).Inc()
	countConstrained(r.URL.Path)
	lib.Constrained.WithLabelValues(r.URL.Path, "").Inc()
}

func countConstrained(path string) { constrained.WithLabelValues(path, "").Inc() }

type route struct{ Path, Host string }

// The label package has a limit, also without one that is given.
var (
	byRoute label.Counter[route]
	byPath  label.Histogram[string]
)

func limitedByLibrary(w http.ResponseWriter, r *http.Request) {
	byRoute.Inc(route{r.URL.Path, r.Host})
	byRoute.With(route{Path: r.URL.Path}).Inc()
	byPath.Record(r.URL.Path, 1)
}
