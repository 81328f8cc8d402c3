package good

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"unboundedlabel/crosspkg/lib"
	"unboundedlabel/crosspkg/lists"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var guardedBy = promauto.NewCounterVec(prometheus.CounterOpts{Name: "guarded_total", Help: "H."}, []string{"x"})

var served = []string{"GET", "HEAD"}

// An element that is equal to the value.
func loops(w http.ResponseWriter, r *http.Request) {
	for _, m := range served {
		if r.Method == m {
			guardedBy.WithLabelValues(r.Method).Inc()
		}
	}
	for h := range servedHosts {
		if h == r.Host {
			guardedBy.WithLabelValues(r.Host).Inc()
		}
	}
	if strings.EqualFold(r.Method, "get") {
		guardedBy.WithLabelValues(r.Method).Inc()
	}
}

// Errors that are known: variables, and those that are numbers.
func errorsThatAreKnown(err error, no syscall.Errno) {
	guardedBy.WithLabelValues(http.ErrServerClosed.Error()).Inc()
	guardedBy.WithLabelValues(no.Error()).Inc()
	if errors.Is(err, errShort) {
		guardedBy.WithLabelValues(errShort.Error()).Inc()
	}
}

type shortError struct{ n int }

func (e *shortError) Error() string { return strconv.Itoa(e.n) }

var errShort = &shortError{1}

// A list in another package.
func elsewhere(w http.ResponseWriter, r *http.Request) {
	if x := r.Header.Get("X-App"); lib.Listed(x) {
		guardedBy.WithLabelValues(x).Inc()
	}
	if x := r.Header.Get("X-Tenant"); lists.Tenant(x) {
		guardedBy.WithLabelValues(x).Inc()
	}
	if x := r.Header.Get("X-App"); lib.Switched(x) {
		guardedBy.WithLabelValues(x).Inc()
	}
}
