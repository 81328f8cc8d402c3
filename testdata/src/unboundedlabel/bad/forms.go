package bad

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

var byForm = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "forms_total", Help: "F."}, []string{"path"})

var word = regexp.MustCompile(`^/\w+$`)

// What a text looks like bounds nothing.
func forms(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		byForm.WithLabelValues(r.URL.Path).Inc() // want `the path of the request becomes the label path`
	}
	if !strings.Contains(r.URL.Path, "..") {
		byForm.WithLabelValues(r.URL.Path).Inc() // want `the path of the request becomes the label path`
	}
	if word.MatchString(r.URL.Path) {
		byForm.WithLabelValues(r.URL.Path).Inc() // want `the path of the request becomes the label path`
	}
}
