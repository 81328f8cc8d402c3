package bad

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"unboundedlabel/crosspkg/lib"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var watched = promauto.NewCounterVec(prometheus.CounterOpts{Name: "seen_total", Help: "H."}, []string{"x"})

func ginGetters(c *gin.Context) {
	watched.WithLabelValues(c.DefaultQuery("q", "none")).Inc() // want `a query value of the request`
	watched.WithLabelValues(c.PostForm("q")).Inc()             // want `a form value of the request`
	watched.WithLabelValues(c.Errors.String()).Inc()           // want `the text of an error`
	if v, ok := c.GetQuery("q"); ok {
		watched.WithLabelValues(v).Inc() // want `a query value of the request`
	}
	if v, err := c.Cookie("sid"); err == nil {
		watched.WithLabelValues(v).Inc() // want `a cookie of the request`
	}
}

// An error by its own type.
func ownError(err error) {
	var op *net.OpError
	if errors.As(err, &op) {
		watched.WithLabelValues(op.Error()).Inc() // want `the text of an error`
	}
}

func methodValue(w http.ResponseWriter, r *http.Request) {
	pick := watched.WithLabelValues
	pick(r.URL.Path).Inc() // want `the path of the request`
}

func builder(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	b.WriteString("p:")
	b.WriteString(r.URL.Path)
	watched.WithLabelValues(b.String()).Inc() // want `the path of the request`
	var f strings.Builder
	fmt.Fprintf(&f, "%s %s", r.Proto, r.Host)
	watched.WithLabelValues(f.String()).Inc() // want `the Host header`
}

type keeper struct{ labels prometheus.Labels }

func (k *keeper) serve(w http.ResponseWriter, r *http.Request) {
	k.labels = prometheus.Labels{"x": r.URL.Path}
	watched.With(k.labels).Inc() // want `the path of the request`
}

func arrays(w http.ResponseWriter, r *http.Request) {
	watched.WithLabelValues(fmt.Sprintf("%x", sha256.Sum256([]byte(r.URL.Path)))).Inc() // want `the path of the request`
}

func values(w http.ResponseWriter, r *http.Request) {
	for _, vs := range r.URL.Query() {
		watched.WithLabelValues(vs[0]).Inc() // want `a query value of the request`
	}
	pair := [2]string{"q", r.Host}
	watched.WithLabelValues(pair[1]).Inc() // want `the Host header`
	go func(p string) {
		watched.WithLabelValues(p).Inc() // want `the path of the request`
	}(r.URL.Path)
}

var blocked = map[string]bool{"/admin": true}

// What is not blocked is not bounded, and what has a form is not either.
func blocklist(path string) bool { return !blocked[path] }

func short(v string) bool { return len(v) < 20 }

func guarded(w http.ResponseWriter, r *http.Request) {
	if blocklist(r.URL.Path) {
		watched.WithLabelValues(r.URL.Path).Inc() // want `the path of the request`
	}
	if h := r.Host; short(h) {
		watched.WithLabelValues(h).Inc() // want `the Host header`
	}
	if h := r.Host; lib.Short(h) {
		watched.WithLabelValues(h).Inc() // want `the Host header`
	}
	if h := r.Host; lib.NotListed(h) {
		watched.WithLabelValues(h).Inc() // want `the Host header`
	}
}
