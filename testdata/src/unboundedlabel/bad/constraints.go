package bad

import (
	"net/http"
	"strings"
	"unboundedlabel/crosspkg/lib"

	"github.com/prometheus/client_golang/prometheus"
)

func identity(v string) string { return v }

// cut is no bound: any number of texts have four bytes.
func cut(v string) string {
	if len(v) > 4 {
		return v[:4]
	}
	return v
}

var constrained = prometheus.V2.NewCounterVec(prometheus.CounterVecOpts{
	CounterOpts: prometheus.CounterOpts{Name: "constrained_total", Help: "H."},
	VariableLabels: prometheus.ConstrainedLabels{
		{Name: "same", Constraint: identity},
		{Name: "low", Constraint: strings.ToLower},
		{Name: "short", Constraint: cut},
		{Name: "free"},
		{Name: "partly", Constraint: func(v string) string {
			if v == "" {
				return "none"
			}
			return v
		}},
	},
})

var unconstrained = prometheus.V2.NewHistogramVec(prometheus.HistogramVecOpts{
	HistogramOpts:  prometheus.HistogramOpts{Name: "unconstrained_seconds", Help: "H."},
	VariableLabels: prometheus.UnconstrainedLabels{"path"},
})

func init() { prometheus.MustRegister(constrained, unconstrained) }

func constraints(w http.ResponseWriter, r *http.Request) {
	p := r.URL.Path
	constrained.WithLabelValues(p, "", "", "", "").Inc()                                                   // want `becomes the label same of constrained_total`
	constrained.WithLabelValues("", p, "", "", "").Inc()                                                   // want `becomes the label low of constrained_total`
	constrained.WithLabelValues("", "", p, "", "").Inc()                                                   // want `becomes the label short of constrained_total`
	constrained.WithLabelValues("", "", "", p, "").Inc()                                                   // want `becomes the label free of constrained_total`
	constrained.With(prometheus.Labels{"same": "", "low": "", "short": "", "free": "", "partly": p}).Inc() // want `becomes the label partly of constrained_total`
	unconstrained.WithLabelValues(p).Observe(1)                                                            // want `becomes the label path of unconstrained_seconds`
	lib.Constrained.WithLabelValues("", p).Inc()                                                           // want `becomes the label cut`
}
