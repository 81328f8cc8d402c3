package good

import (
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

var byMethod = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"method"})

// methodOf gives one of the list, or "other".
func methodOf(m string, extra ...string) string {
	switch m {
	case "GET", "get":
		return "get"
	default:
		for _, e := range extra {
			if strings.EqualFold(m, e) {
				return strings.ToLower(m)
			}
		}
		return "other"
	}
}

// oneOf gives one of the list as it is.
func oneOf(v string, list []string) string {
	for _, e := range list {
		if v == e {
			return v
		}
	}
	return "other"
}

func countMethods(extra []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		byMethod.WithLabelValues(methodOf(r.Method, extra...)).Inc()
		byMethod.WithLabelValues(oneOf(r.Method, extra)).Inc()
	}
}
