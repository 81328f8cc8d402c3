package lib

import (
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var hits = promauto.NewCounterVec(prometheus.CounterOpts{Name: "lib_hits_total", Help: "H."}, []string{"route"})

func Hit(route string) { hits.WithLabelValues(route).Inc() }

type Metrics struct{ v *prometheus.CounterVec }

func (m *Metrics) Hit(code, route string) {
	m.v.With(prometheus.Labels{"code": code, "route": route}).Inc()
}

func Path(r *http.Request) string { return strings.TrimSuffix(r.URL.Path, "/") }

func Lower(s string) string { return strings.ToLower(s) }

func Method(m string) string {
	switch m {
	case "GET", "POST":
		return m
	}
	return "other"
}

// Constrained has one label with a bound, and one with none.
var Constrained = prometheus.V2.NewCounterVec(prometheus.CounterVecOpts{
	CounterOpts: prometheus.CounterOpts{Name: "lib_constrained_total", Help: "H."},
	VariableLabels: prometheus.ConstrainedLabels{
		{Name: "path", Constraint: Method},
		{Name: "cut", Constraint: func(v string) string { return v[:8] }},
	},
})

func init() { prometheus.MustRegister(Constrained) }

var listed = map[string]struct{}{"web": {}, "app": {}}

// Listed knows all apps.
func Listed(app string) bool {
	_, ok := listed[app]
	return ok
}

// Switched knows them by heart.
func Switched(app string) bool {
	switch app {
	case "web", "app":
		return true
	}
	return false
}

// NotListed lets all others in.
func NotListed(app string) bool {
	_, ok := listed[app]
	return !ok
}

// Short says what a text looks like.
func Short(s string) bool {
	for i := range s {
		if i > 20 {
			return false
		}
	}
	return true
}
